import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Variables } from "@/features/agents/components/settings/variables";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("agent.tabs"))("variables") };
}

export default function Page() {
  return <Variables />;
}
