import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import { SharedCall } from "@/features/calls/components/shared-call";
import { messagesFor } from "@/i18n/messages-for";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shared"))("title"), referrer: "no-referrer" };
}

export default async function Page({ params }: { params: Promise<{ secret: string }> }) {
  return (
    <NextIntlClientProvider messages={await messagesFor("calls", "errors", "shared", "ui")}>
      <SharedCall secret={(await params).secret} />
    </NextIntlClientProvider>
  );
}
