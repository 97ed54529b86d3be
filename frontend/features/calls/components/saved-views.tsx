"use client";

import { Bookmark, Check, Settings2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { useSavedViews } from "../hooks/use-saved-views";
import { ManageViews } from "./manage-views";
import { NameView } from "./name-view";

/** Filters under names of one's own. */
export function SavedViews({ query, isFiltered, onChoose }: { query: string; isFiltered: boolean; onChoose: (query: string) => void }) {
  const t = useTranslations("calls.views");
  const { views, change, refresh } = useSavedViews();
  const [isNaming, setNaming] = useState(false);
  const [isManaging, setManaging] = useState(false);

  return (
    <>
      <Menu trigger={<Button onPointerDown={refresh} onKeyDown={refresh}><Bookmark aria-hidden />{t("title")}</Button>}>
        <MenuLabel>{views.length > 0 ? t("yours") : t("none")}</MenuLabel>
        {views.map((view) => (
          <MenuItem key={view.name} icon={view.query === query ? Check : Bookmark} onSelect={() => onChoose(view.query)}>{view.name}</MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={Bookmark} disabled={!isFiltered} onSelect={() => setNaming(true)}>{t("save")}</MenuItem>
        <MenuItem icon={Settings2} disabled={views.length === 0} onSelect={() => setManaging(true)}>{t("manage")}</MenuItem>
      </Menu>
      <NameView isOpen={isNaming} onOpenChange={setNaming} query={query} change={change} />
      <ManageViews isOpen={isManaging} onOpenChange={setManaging} views={views} change={change} />
    </>
  );
}
