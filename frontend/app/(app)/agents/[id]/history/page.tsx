import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { History } from "@/features/agents/components/history/history";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("agent.tabs"))("history") };
}

export default function Page() {
  return <History />;
}
