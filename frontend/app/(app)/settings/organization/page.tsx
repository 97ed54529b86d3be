import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OrganizationSettings } from "@/features/organization/components/organization";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organization"))("title") };
}

export default function Page() {
  return <OrganizationSettings />;
}
