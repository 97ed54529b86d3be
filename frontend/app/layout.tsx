import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { messagesFor } from "@/i18n/messages-for";
import { PREFERENCES } from "@/lib/preferences";
import { Providers } from "./providers";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "VoiceERA", template: "%s · VoiceERA" },
  robots: { index: false },
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(PREFERENCES.theme)?.value;
  const locale = await getLocale();
  const nonce = (await headers()).get("x-nonce") ?? "";
  return (
    <html lang={locale} data-theme={theme === "light" || theme === "dark" ? theme : undefined} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider messages={await messagesFor("errors", "session", "ui")}>
          <Providers nonce={nonce}>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
