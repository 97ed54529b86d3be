import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Integrations } from "@/features/integrations/components/integrations";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("integrations"))("title") };
}

export default function Page() {
  return <Integrations />;
}
