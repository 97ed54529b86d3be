import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Wall } from "@/features/live/components/wall";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("live"))("title") };
}

export default function Page() {
  return <Wall />;
}
