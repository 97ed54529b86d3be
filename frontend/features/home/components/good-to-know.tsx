import { ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "@/ui/card";
import { Kbd } from "@/ui/kbd";

const LINES = [
  { name: "search", keys: "⌘ K" },
  { name: "go", keys: "G C" },
  { name: "rows", keys: "J K" },
  { name: "nav", keys: "[" },
] as const;

export function GoodToKnow() {
  const t = useTranslations("home.know");
  return (
    <Card title={t("title")} className="hidden md:block">
      <ul className="flex flex-col gap-2.5 text-ink-soft">
        {LINES.map(({ name, keys }) => <Line key={name} aside={<Kbd keys={keys} />}>{t(name)}</Line>)}
      </ul>
      <a href="/docs" className="mt-4 flex items-center justify-between gap-2 border-t pt-3 font-medium text-accent-text hover:underline">
        {t("api")}<ArrowUpRight className="size-4" aria-hidden />
      </a>
    </Card>
  );
}

function Line({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  return <li className="flex items-center justify-between gap-3">{children}{aside}</li>;
}
