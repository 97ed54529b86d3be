import { Grip, Mic, MicOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { IconButton } from "@/ui/icon-button";
import type { BrowserCall } from "@/features/agents/audio/browser-call";
import { Keypad } from "./keypad";
import { LevelMeter } from "./level-meter";

export function CallControls({ call, isRunning }: { call: BrowserCall; isRunning: boolean }) {
  const t = useTranslations("agent-test");
  const [isMuted, setMuted] = useState(false);
  const [hasKeypad, setKeypad] = useState(false);
  return (
    <>
      {hasKeypad && <Keypad onPress={call.press} disabled={!isRunning} />}
      <div className="flex items-center gap-3">
        <IconButton
          icon={isMuted ? MicOff : Mic}
          variant="secondary"
          label={isMuted ? t("unmute") : t("mute")}
          aria-pressed={isMuted}
          className={isMuted ? "bg-warn-soft text-warn-text" : undefined}
          onClick={() => {
            call.mute(!isMuted);
            setMuted(!isMuted);
          }}
        />
        <div className="flex flex-1 flex-col gap-1.5">
          <LevelMeter label={t("you")} read={() => call.levels.caller} tone="accent" />
          <LevelMeter label={t("agent")} read={() => call.levels.agent} tone="good" />
        </div>
        <IconButton icon={Grip} variant="secondary" label={t("keypad")} aria-pressed={hasKeypad} onClick={() => setKeypad(!hasKeypad)} />
      </div>
    </>
  );
}
