"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Volume2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { CopyButton } from "@/ui/copy-button";
import { DateTime } from "@/ui/date-time";
import { Dialog } from "@/ui/dialog";
import { useErrorText } from "@/ui/error-text";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { type Share, createShare, listShares, revokeShare } from "../api/shares";
import { useMemberName } from "../hooks/use-members";

interface ShareDialogProps {
  callId: string;
  hasRecording: boolean;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

const HOURS = ["1", "24", "72", "168", "720"] as const;

/** Makes a link that lets anybody read, and perhaps hear, one call for a while. */
export function ShareDialog({ callId, hasRecording, isOpen, onOpenChange }: ShareDialogProps) {
  const t = useTranslations("calls.share");
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t("title")} description={t("description")}>
      <div className="flex flex-col gap-6">
        <NewShare callId={callId} hasRecording={hasRecording} />
        <Shares callId={callId} />
      </div>
    </Dialog>
  );
}

function NewShare({ callId, hasRecording }: { callId: string; hasRecording: boolean }) {
  const t = useTranslations("calls.share");
  const queries = useQueryClient();
  const [link, setLink] = useState("");
  const form = useForm({
    initial: { hours: "72" as (typeof HOURS)[number], with_recording: hasRecording },
    submit: ({ hours, with_recording: withRecording }) => createShare(callId, Number(hours), withRecording),
    onDone: ({ path }) => {
      setLink(new URL(path, location.origin).href);
      void queries.invalidateQueries({ queryKey: ["calls", callId, "shares"] });
    },
  });

  return (
    <form {...form.props} className="flex flex-col gap-4">
      <FormError error={form.error} />
      {link && (
        <Banner tone="good" title={t("made")}>
          <p className="mb-2">{t("once")}</p>
          <div className="flex items-center gap-1.5 text-ink"><Input readOnly value={link} aria-label={t("link")} onFocus={(event) => event.target.select()} /><CopyButton text={link} /></div>
        </Banner>
      )}
      <div className="grid items-end gap-4 sm:grid-cols-[1fr_auto]">
        <Field label={t("hours")} error={form.errors.hours}>
          {(control) => <Select {...control} value={form.values.hours} onChange={(hours) => form.set("hours", hours)} options={HOURS.map((hours) => ({ value: hours, label: t(`for.${hours}`) }))} />}
        </Field>
        <Button type="submit" variant="primary" isBusy={form.isBusy}>{link ? t("another") : t("create")}</Button>
      </div>
      <Checkbox checked={form.values.with_recording} disabled={!hasRecording} onChange={(isChecked) => form.set("with_recording", isChecked)} label={t("withRecording")} hint={hasRecording ? t("withRecordingHint") : t("noRecording")} />
    </form>
  );
}

function Shares({ callId }: { callId: string }) {
  const t = useTranslations("calls.share");
  const say = useErrorText();
  const { data, error } = useQuery({ queryKey: ["calls", callId, "shares"], queryFn: ({ signal }) => listShares(callId, signal) });
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">{t("working")}</h3>
      {error ? <p className="text-sm text-bad-text">{say(error)}</p> : !data ? <Skeleton className="h-9" /> : data.shares.length === 0 ? <p className="text-sm text-ink-faint">{t("none")}</p> : (
        <ul className="divide-y divide-line rounded-lg ring-1 ring-line ring-inset">
          {data.shares.map((share) => <ShareRow key={share.id} share={share} />)}
        </ul>
      )}
    </section>
  );
}

function ShareRow({ share }: { share: Share }) {
  const t = useTranslations("calls.share");
  const say = useErrorText();
  const nameOf = useMemberName();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);

  async function revoke() {
    setBusy(true);
    try {
      await revokeShare(share.call_id, share.id);
      toast({ title: t("revoked"), tone: "good" });
    } catch (reason) {
      toast({ title: say(reason), tone: "bad" });
    } finally {
      await queries.invalidateQueries({ queryKey: ["calls", share.call_id, "shares"] });
      setBusy(false);
    }
  }

  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 truncate">{nameOf(share.created_by)}{share.with_recording && <Volume2 className="size-3.5 text-ink-faint" role="img" aria-label={t("withRecording")} />}</p>
        <p className="text-xs text-ink-faint">{t("until")} <DateTime value={share.expires_at} style="exact" /></p>
      </div>
      <Button size="sm" isBusy={isBusy} onClick={() => void revoke()}>{t("revoke")}</Button>
    </li>
  );
}
