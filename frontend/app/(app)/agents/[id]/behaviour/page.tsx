import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Behaviour } from "@/features/agents/components/settings/behaviour";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("agent.tabs"))("behaviour") };
}

export default function Page() {
  return <Behaviour />;
}
