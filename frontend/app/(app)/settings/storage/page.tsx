import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { StorageSettings } from "@/features/storage/components/storage";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("storage"))("title") };
}

export default function Page() {
  return <StorageSettings />;
}
