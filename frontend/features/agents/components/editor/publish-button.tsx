import { Rocket } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, useSoon } from "@/lib/deferred";
import { Button } from "@/ui/button";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";

const PublishDialog = deferred(() => import("./publish-dialog").then((module) => module.PublishDialog));
const SOON = [PublishDialog];

export function PublishButton() {
  useSoon(SOON);
  const t = useTranslations("agent.publish");
  const mayPublish = useMay("agents.publish");
  const { problems, store } = useEditor();
  const { save } = useDraft();
  const [isOpen, setOpen] = useState(false);
  const isBlocked = problems.length > 0 || save === "conflict";
  const reason = !mayPublish ? t("mayNot") : problems.length > 0 ? t("blocked", { count: problems.length }) : undefined;
  return (
    <>
      <span title={reason}>
        <Button
          variant="primary"
          disabled={!mayPublish || isBlocked}
          onClick={() => {
            void store.flush();
            setOpen(true);
          }}
        >
          <Rocket aria-hidden />
          {t("button")}
        </Button>
      </span>
      {isOpen && <PublishDialog onClose={() => setOpen(false)} />}
    </>
  );
}
