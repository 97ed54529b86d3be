import { Mic } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { useAddress } from "@/features/agents/hooks/use-address";

/** Opens and closes the test panel, which is in the address. */
export function TestButton() {
  const t = useTranslations("agent");
  const { query, change } = useAddress();
  const isOpen = query.has("test");
  return (
    <Button aria-pressed={isOpen} onClick={() => change({ test: isOpen ? undefined : "voice" })} className={isOpen ? "bg-accent-soft text-accent-text" : undefined}>
      <Mic aria-hidden />
      {t("test")}
    </Button>
  );
}
