import { Mic, PhoneOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { grouped } from "@/ui/phone-number";
import { useBrowserCall } from "@/features/agents/hooks/use-browser-call";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { CallControls } from "./call-controls";
import { Latency } from "./latency";
import { StartValues } from "./start-values";
import { Transcript } from "./transcript";
import { useCallError, useEndReason } from "./call-error";
import { VariablesSeen } from "./variables-seen";

const TALKING = new Set(["running", "reconnecting"]);

export function VoiceTest() {
  const t = useTranslations("agent-test");
  const mayCall = useMay("calls.place");
  const { problems } = useEditor();
  const { call, view, dial } = useBrowserCall();
  const [values, setValues] = useState<Record<string, string>>({});
  const explain = useCallError();
  const endText = useEndReason();
  const isIdle = view.phase === "idle";
  const isOn = !isIdle && view.phase !== "over" && view.phase !== "failed";
  const failure = view.phase === "failed" ? explain(view) : undefined;
  const reason = !mayCall ? t("mayNotCall") : problems.length > 0 ? t("hasProblems") : undefined;
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {isIdle ? (
          <EmptyState icon={Mic} title={t("talk")} className="py-10">{t("talkText")}</EmptyState>
        ) : (
          <Transcript lines={view.lines} interim={view.interim} />
        )}
        {failure && <Banner tone="bad" title={failure.title} className="m-3">{failure.text}</Banner>}
        {view.endReason === "END_REASON_TRANSFER_IN_BROWSER" && <Banner tone="accent" title={t("handedOver.title")} className="m-3">{t("handedOver.text", { to: grouped(view.transferTo ?? "") })}</Banner>}
        {view.phase === "over" && <p className="px-4 pb-3 text-center text-xs text-ink-faint">{t("over")} {endText(view.endReason)}</p>}
      </div>
      {view.turns.length > 0 && <Latency turns={view.turns} />}
      <VariablesSeen values={view.variables} />
      <footer className="flex flex-col gap-3 border-t p-3">
        {!isOn && <StartValues values={values} onChange={setValues} />}
        {!isOn && (
          <Button variant="primary" size="lg" disabled={reason !== undefined} onClick={() => dial(values)}>
            <Mic aria-hidden />
            {isIdle ? t("start") : t("again")}
          </Button>
        )}
        {!isOn && reason && <p className="text-xs text-ink-faint">{reason}</p>}
        {isOn && call && (
          <>
            <p role="status" className="text-center text-xs text-ink-soft">{TALKING.has(view.phase) && view.activity && view.phase === "running" ? t(`states.${view.activity}`) : t(`phases.${phaseOf(view.phase)}`)}</p>
            <CallControls call={call} isRunning={view.phase === "running"} />
            <Button variant="danger" size="lg" onClick={call.hangUp}><PhoneOff aria-hidden />{t("hangUp")}</Button>
          </>
        )}
      </footer>
    </>
  );
}

function phaseOf(phase: string): "microphone" | "connecting" | "running" | "reconnecting" {
  return phase === "microphone" || phase === "connecting" || phase === "reconnecting" ? phase : "running";
}
