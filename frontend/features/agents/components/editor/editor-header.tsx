import { Pencil, Redo2, Undo2 } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { deferred, useSoon } from "@/lib/deferred";
import { Badge } from "@/ui/badge";
import { Banner } from "@/ui/banner";
import { IconButton } from "@/ui/icon-button";
import { PageHeader } from "@/ui/page-header";
import { LinkTabs } from "@/ui/link-tabs";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";
import { TABS, pathOfTab } from "@/features/agents/model/problems";
import { LiveRevision } from "../list/columns";
import { ProblemsMenu } from "./problems-menu";
import { PublishButton } from "./publish-button";
import { SaveStatus } from "./save-status";
import { TestButton } from "./test-button";

const RenameDialog = deferred(() => import("./rename-dialog").then((module) => module.RenameDialog));
const SOON = [RenameDialog];

export function EditorHeader() {
  useSoon(SOON);
  const t = useTranslations("agent");
  const agents = useTranslations("agents");
  const { store, isReadOnly } = useEditor();
  const { agent, history } = useDraft();
  const [isRenaming, setRenaming] = useState(false);
  return (
    <>
      <PageHeader
        title={agent.display_name}
        breadcrumbs={[{ label: agents("title"), href: "/agents" }]}
        badge={
          <span className="flex flex-wrap items-center gap-2 text-xs">
            <IconButton icon={Pencil} size="sm" label={t("rename")} disabled={isReadOnly} onClick={() => setRenaming(true)} />
            <LiveRevision agent={agent} />
            <SaveStatus />
          </span>
        }
        actions={
          <>
            <IconButton icon={Undo2} label={t("undo")} keys="⌘ Z" disabled={isReadOnly || history.past.length === 0} onClick={store.undo} />
            <IconButton icon={Redo2} label={t("redo")} keys="⌘ Shift Z" disabled={isReadOnly || history.future.length === 0} onClick={store.redo} />
            <ProblemsMenu />
            <TestButton />
            <PublishButton />
          </>
        }
      />
      {isReadOnly && <Banner className="mb-4">{agents("mayNotWrite")}</Banner>}
      <EditorTabs id={agent.id} />
      {isRenaming && <RenameDialog onClose={() => setRenaming(false)} />}
    </>
  );
}

function EditorTabs({ id }: { id: string }) {
  const t = useTranslations("agent.tabs");
  const { problems } = useEditor();
  const path = usePathname();
  const test = useAddress().query.get("test");
  // A test goes on while one walks through the tabs.
  const query = test ? `?test=${test}` : "";
  const tabs = TABS.map((tab) => {
    const count = problems.filter((problem) => problem.tab === tab).length;
    return {
      href: pathOfTab(id, tab) + query,
      label: (
        <>
          {t(tab)}
          {count > 0 && <Badge tone="bad" className="h-4 px-1.5">{count}</Badge>}
        </>
      ),
    };
  });
  return <div className="mb-5"><LinkTabs tabs={tabs} current={path + query} label={t("label")} /></div>;
}
