"use client";

import { Download, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { saveFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { useErrorText } from "@/ui/error-text";
import { toast } from "@/ui/toast";
import { readTable } from "../api/export";

/** Makes a spreadsheet of the calls that the filters leave; meanwhile it says how many it has. */
export function ExportButton({ path }: { path: string }) {
  const t = useTranslations("calls");
  const say = useErrorText();
  const [rows, setRows] = useState<number>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function run() {
    const stop = new AbortController();
    running.current = stop;
    let count = 0;
    setRows(0);
    try {
      const { file, isCut } = await readTable(path, stop.signal, (so) => setRows((count = so)));
      saveFile(file, "calls.csv");
      toast({ title: t(isCut ? "exportedFirst" : "exported", { count }), tone: isCut ? "warn" : "good" });
    } catch (error) {
      if (!stop.signal.aborted) toast({ title: t("notExported"), description: say(error), tone: "bad" });
    } finally {
      setRows(undefined);
    }
  }

  if (rows === undefined) return <Button onClick={() => void run()}><Download aria-hidden />{t("export")}</Button>;
  return (
    <>
      <span role="status" className="numbers flex items-center gap-2 text-sm text-ink-soft"><LoaderCircle className="size-4 animate-spin" aria-hidden />{t("exporting", { count: rows })}</span>
      <Button onClick={() => running.current?.abort()}>{t("stopExport")}</Button>
    </>
  );
}
