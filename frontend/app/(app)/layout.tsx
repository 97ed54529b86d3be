import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { Shell } from "@/features/shell/components/shell";
import { PREFERENCES, isTheme } from "@/lib/preferences";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const kept = await cookies();
  const theme = kept.get(PREFERENCES.theme)?.value;
  return (
    <NextIntlClientProvider messages={await getMessages()}>
      <Shell isNavCollapsed={kept.get(PREFERENCES.nav)?.value === "collapsed"} theme={isTheme(theme) ? theme : "system"}>
        {children}
      </Shell>
    </NextIntlClientProvider>
  );
}
