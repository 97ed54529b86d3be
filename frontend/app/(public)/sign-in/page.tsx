import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignInForm } from "@/features/session/components/sign-in-form";
import { safeReturnTo } from "@/features/session/return-to";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("session"))("signIn.title") };
}

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { return_to: returnTo, password } = await searchParams;
  return <SignInForm returnTo={safeReturnTo(returnTo)} hasNewPassword={password === "changed"} />;
}
