import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { PREFERENCES } from "@/lib/preferences";
import { catalogue } from "./catalogue";
import { isLocale, preferredLocale } from "./locales";

export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(PREFERENCES.locale)?.value;
  const locale = isLocale(chosen) ? chosen : preferredLocale((await headers()).get("accept-language") ?? "");
  // Times are shown in the viewer's zone by ui/date-time; nothing is formatted on the server.
  return { locale, messages: await catalogue(locale), timeZone: "UTC" };
});
