import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ForgotForm } from "@/features/session/components/forgot-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("session"))("forgot.title") };
}

export default function Page() {
  return <ForgotForm />;
}
