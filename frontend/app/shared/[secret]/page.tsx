import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SharedCall } from "@/features/calls/components/shared-call";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shared"))("title"), referrer: "no-referrer" };
}

export default async function Page({ params }: { params: Promise<{ secret: string }> }) {
  return <SharedCall secret={(await params).secret} />;
}
