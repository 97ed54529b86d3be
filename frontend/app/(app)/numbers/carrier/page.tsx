import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Carrier } from "@/features/carrier/components/carrier";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("carrier"))("title") };
}

export default function Page() {
  return <Carrier />;
}
