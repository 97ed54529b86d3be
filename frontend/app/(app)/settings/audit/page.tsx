import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditLog } from "@/features/audit/components/audit";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

export default function Page() {
  return <AuditLog />;
}
