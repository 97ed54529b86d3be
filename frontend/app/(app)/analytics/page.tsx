import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Analytics } from "@/features/analytics/components/analytics";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("analytics"))("title") };
}

export default function Page() {
  return <Analytics />;
}
