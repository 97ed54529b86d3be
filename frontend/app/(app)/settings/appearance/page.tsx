import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Appearance } from "@/features/settings/components/appearance";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("appearance.title") };
}

export default function Page() {
  return <Appearance />;
}
