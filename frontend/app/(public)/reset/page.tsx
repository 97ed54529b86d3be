import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ResetForm } from "@/features/session/components/reset-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("session"))("reset.title") };
}

export default function Page() {
  return <ResetForm />;
}
