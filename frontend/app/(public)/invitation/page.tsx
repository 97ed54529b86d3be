import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationForm } from "@/features/session/components/invitation-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("session"))("invitation.title") };
}

export default function Page() {
  return <InvitationForm />;
}
