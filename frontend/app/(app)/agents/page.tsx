import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Agents } from "@/features/agents/components/list/agents";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("agents"))("title") };
}

export default function Page() {
  return <Agents />;
}
