import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Members } from "@/features/members/components/members";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("members"))("title") };
}

export default function Page() {
  return <Members />;
}
