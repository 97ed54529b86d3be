import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Conversation } from "@/features/agents/components/editor/conversation";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("agent.tabs"))("conversation") };
}

export default function Page() {
  return <Conversation />;
}
