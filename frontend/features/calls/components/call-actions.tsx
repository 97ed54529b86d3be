"use client";

import { AudioLines, Download, FileText, Share2, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, ifOpen } from "@/lib/deferred";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { clock } from "@/ui/duration";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { type Call, deleteCall, recordingPath, transcriptPath } from "../api/calls";
import { useForgetCall } from "../hooks/use-calls";
import { isOver } from "./facts";

const ShareDialog = deferred(() => import("./share-dialog").then((module) => module.ShareDialog), ifOpen);

export function CallActions({ call }: { call: Call }) {
  const t = useTranslations("calls.detail");
  const forget = useForgetCall();
  const router = useRouter();
  const [isSharing, setSharing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [mayShare, mayDelete, mayHear] = [useMay("calls.share"), useMay("calls.delete"), useMay("recordings.read")];
  const isRunning = !isOver(call.state);
  const noShare = !mayShare ? t("mayNotShare") : isRunning ? t("stillRuns") : "";
  const noDelete = !mayDelete ? t("mayNotDelete") : isRunning ? t("stillRuns") : t("delete");

  async function remove() {
    await deleteCall(call.id);
    toast({ title: t("deleted"), tone: "good" });
    // Back leads to the list one came from, not to a call that is gone.
    router.replace("/calls");
    forget(call.id);
  }

  const share = <Button disabled={noShare !== ""} onClick={() => setSharing(true)}><Share2 aria-hidden />{t("share")}</Button>;
  return (
    <>
      {noShare ? <Tooltip text={noShare}><span>{share}</span></Tooltip> : share}
      <Menu trigger={<Button><Download aria-hidden />{t("download")}</Button>}>
        {call.has_recording && mayHear ? (
          <MenuItem asChild><a href={recordingPath(call.id)} download={`${call.id}.wav`}><AudioLines aria-hidden />{t("recording")}</a></MenuItem>
        ) : (
          <MenuItem icon={AudioLines} disabled>{mayHear ? t("noRecording") : t("mayNotHear")}</MenuItem>
        )}
        <MenuItem asChild><a href={transcriptPath(call.id)} download={`${call.id}.txt`}><FileText aria-hidden />{t("transcript")}</a></MenuItem>
      </Menu>
      <Tooltip text={noDelete}><span><IconButton icon={Trash2} variant="secondary" label={t("delete")} hasTooltip={false} disabled={!mayDelete || isRunning} onClick={() => setDeleting(true)} /></span></Tooltip>
      <ShareDialog callId={call.id} hasRecording={call.has_recording} isOpen={isSharing} onOpenChange={setSharing} />
      <ConfirmDialog isOpen={isDeleting} onOpenChange={setDeleting} title={t("deleteTitle")} confirm={t("delete")} onConfirm={remove}><Lost call={call} /></ConfirmDialog>
    </>
  );
}

/** What a deletion takes, since nothing brings it back. */
function Lost({ call }: { call: Call }) {
  const t = useTranslations("calls.detail");
  return (
    <>
      <p>{t("deleteText")}</p>
      <ul className="mt-2 list-disc pl-5">
        <li>{t("lost.record")}</li>
        <li>{t("lost.transcript")}</li>
        {call.has_recording && <li>{t("lost.recording", { length: clock(Number(call.duration_ms)) })}</li>}
        <li>{t("lost.links")}</li>
      </ul>
    </>
  );
}
