import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Calls } from "@/features/calls/components/calls";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("calls"))("title") };
}

export default function Page() {
  return <Calls />;
}
