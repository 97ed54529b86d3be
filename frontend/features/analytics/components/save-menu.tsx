"use client";

import { Download, Image as Picture, Table } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { csvOf, type Sheet } from "@/features/analytics/model/sheet";
import { saveFile } from "@/lib/save-file";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { saveImage } from "./export-image";

interface SaveMenuProps {
  title: string;
  name: string;
  /** Absent while there is nothing to save. */
  sheet: Sheet | undefined;
  /** Where the chart is drawn; without it only the table can be saved. */
  drawing?: RefObject<HTMLElement | null>;
}

export function SaveMenu({ title, name, sheet, drawing }: SaveMenuProps) {
  const t = useTranslations("analytics.save");
  const keepImage = (kind: "svg" | "png") => {
    const drawn = drawing?.current?.querySelector<SVGSVGElement>("svg.recharts-surface");
    if (drawn) saveImage(drawn, title, name, kind).catch(() => toast({ tone: "bad", title: t("failed") }));
  };
  const trigger = <IconButton icon={Download} size="sm" label={t("title", { title })} hasTooltip={false} disabled={!sheet} />;
  return (
    <Menu trigger={trigger}>
      <MenuItem icon={Table} onSelect={() => sheet && saveCsv(sheet, name)}>{t("csv")}</MenuItem>
      {drawing && <MenuItem icon={Picture} onSelect={() => keepImage("png")}>{t("png")}</MenuItem>}
      {drawing && <MenuItem icon={Picture} onSelect={() => keepImage("svg")}>{t("svg")}</MenuItem>}
    </Menu>
  );
}

function saveCsv(sheet: Sheet, name: string): void {
  saveFile(new Blob([csvOf(sheet)], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
}
