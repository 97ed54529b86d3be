import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Coming } from "@/features/coming/components/coming";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("coming"))("audiences.title") };
}

export default function Page() {
  return <Coming part="audiences" />;
}
