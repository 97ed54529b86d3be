"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";
import { type SavedView, renamed, withoutView } from "../saved-views";
import { type ChangeViews, MAX_NAME } from "./name-view";

interface ManageViewsProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  views: readonly SavedView[];
  change: ChangeViews;
}

/** Renames and deletes views. */
export function ManageViews({ isOpen, onOpenChange, views, change }: ManageViewsProps) {
  const t = useTranslations("calls.views");
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t("manage")} description={t("manageHint")}>
      {views.length === 0 ? (
        <p className="text-sm text-ink-faint">{t("none")}</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {views.map((view) => <ViewRow key={view.name} view={view} views={views} change={change} />)}
        </ul>
      )}
    </Dialog>
  );
}

function ViewRow({ view, views, change }: { view: SavedView; views: readonly SavedView[]; change: ChangeViews }) {
  const t = useTranslations("calls.views");
  const [typed, setTyped] = useState(view.name);
  const [error, setError] = useState("");
  const name = typed.trim();

  function rename(event: FormEvent) {
    event.preventDefault();
    if (!name) return setError(t("nameNeeded"));
    if (name !== view.name && views.some((each) => each.name === name)) return setError(t("nameTaken"));
    if (!change((all) => renamed(all, view.name, name))) setError(t("full"));
  }

  function forget() {
    const place = views.indexOf(view);
    change((all) => withoutView(all, view.name));
    toast({ title: t("forgotten", { name: view.name }), undo: () => restore(place) });
  }

  /** Into the views as they are by then, of which another may have its name. */
  function restore(place: number) {
    let isTaken = false;
    const fits = change((all) => {
      isTaken = all.some((each) => each.name === view.name);
      return isTaken ? all : all.toSpliced(place, 0, view);
    });
    if (isTaken || !fits) toast({ title: t(isTaken ? "nameTaken" : "full"), tone: "bad" });
  }

  return (
    <li>
      <form onSubmit={rename} className="grid grid-cols-[1fr_auto_auto] items-center gap-1.5">
        <Input aria-label={t("nameOf", { name: view.name })} aria-invalid={error ? true : undefined} value={typed} maxLength={MAX_NAME} onChange={(event) => { setTyped(event.target.value); setError(""); }} />
        <Button type="submit" disabled={name === view.name}>{t("rename")}</Button>
        <IconButton icon={Trash2} label={t("forget", { name: view.name })} onClick={forget} />
        {error && <p role="alert" className="col-span-full text-xs text-bad-text">{error}</p>}
      </form>
    </li>
  );
}
