import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CallPage } from "@/features/calls/components/call-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("calls"))("detail.title") };
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <CallPage callId={(await params).id} />;
}
