import { AudioLines } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Message } from "@/lib/api/types";
import { Button } from "@/ui/button";

/** Opens the voice test of an agent, where one hears it within seconds. */
export function TalkButton({ agent, size }: { agent: Message<"Agent"> | undefined; size?: "lg" }) {
  const t = useTranslations("home.talk");
  if (!agent) return null;
  return (
    <Button asChild variant="primary" size={size} className="max-w-full">
      <Link href={`/agents/${agent.id}?test=voice`}><AudioLines aria-hidden /><span className="truncate">{t("action", { agent: agent.display_name })}</span></Link>
    </Button>
  );
}
