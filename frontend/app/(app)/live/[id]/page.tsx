import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LivePage } from "@/features/live/components/live-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("live"))("detail.title") };
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <LivePage callId={(await params).id} />;
}
