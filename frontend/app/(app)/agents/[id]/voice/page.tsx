import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { VoiceSettings } from "@/features/agents/components/settings/voice";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("agent.tabs"))("voice") };
}

export default function Page() {
  return <VoiceSettings />;
}
