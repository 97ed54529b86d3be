import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Numbers } from "@/features/numbers/components/numbers";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("numbers"))("title") };
}

export default function Page() {
  return <Numbers />;
}
