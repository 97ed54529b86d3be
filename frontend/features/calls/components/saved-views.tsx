"use client";

import { Bookmark, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { type SavedView, keepView, keepViews, readViews } from "../saved-views";

/** Filters under a name of their own, in this browser. */
export function SavedViews({ query, isFiltered, onChoose }: { query: string; isFiltered: boolean; onChoose: (query: string) => void }) {
  const t = useTranslations("calls.views");
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const [isNaming, setNaming] = useState(false);

  function forget(view: SavedView) {
    const before = readViews();
    keepViews(before.filter((each) => each.name !== view.name));
    toast({ title: t("forgotten", { name: view.name }), undo: () => keepViews(before) });
  }

  return (
    <>
      <Menu trigger={<Button onPointerDown={() => setViews(readViews())} onKeyDown={() => setViews(readViews())}><Bookmark aria-hidden />{t("title")}</Button>}>
        <MenuLabel>{views.length > 0 ? t("yours") : t("none")}</MenuLabel>
        {views.map((view) => (
          <MenuItem key={view.name} onSelect={() => onChoose(view.query)}>{view.name}</MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={Bookmark} disabled={!isFiltered} onSelect={() => setNaming(true)}>{t("save")}</MenuItem>
        {views.filter((view) => view.query === query).map((view) => (
          <MenuItem key={view.name} icon={Trash2} isDanger onSelect={() => forget(view)}>{t("forget", { name: view.name })}</MenuItem>
        ))}
      </Menu>
      <NameView isOpen={isNaming} onOpenChange={setNaming} query={query} />
    </>
  );
}

const MAX_NAME = 40;

function NameView({ isOpen, onOpenChange, query }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; query: string }) {
  const t = useTranslations("calls.views");
  const [name, setName] = useState("");
  const [error, setError] = useState("");

  function save(event: FormEvent) {
    event.preventDefault();
    if (!name.trim()) return setError(t("nameNeeded"));
    if (!keepView({ name: name.trim(), query })) return setError(t("full"));
    toast({ title: t("saved", { name: name.trim() }), tone: "good" });
    setName("");
    onOpenChange(false);
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("save")}
      description={t("hint")}
      width="sm"
      footer={<Button type="submit" form="name-view" variant="primary">{t("keep")}</Button>}
    >
      <form id="name-view" onSubmit={save}>
        <Field label={t("name")} error={error}>
          {(control) => <Input {...control} value={name} maxLength={MAX_NAME} onChange={(event) => { setName(event.target.value); setError(""); }} />}
        </Field>
      </form>
    </Dialog>
  );
}
