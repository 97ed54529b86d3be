import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignUpForm } from "@/features/session/components/sign-up-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("session"))("signUp.title") };
}

export default function Page() {
  return <SignUpForm />;
}
