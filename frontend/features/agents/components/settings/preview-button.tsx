import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { useErrorText } from "@/ui/error-text";
import { IconButton } from "@/ui/icon-button";
import { toast } from "@/ui/toast";
import { previewVoice } from "@/features/agents/api/integrations";
import { struct } from "@/features/agents/model/spec";
import type { Choice } from "./chain";

/** Speaks a greeting with the voice as it is set. */
export function PreviewButton({ choice, language }: { choice: Choice; language: string }) {
  const t = useTranslations("agent.chain");
  const say = useErrorText();
  const mayTry = useMay("integrations.try");
  const [state, setState] = useState<"idle" | "loading" | "playing">("idle");
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => () => audio.current?.pause(), []);

  async function play() {
    if (state === "playing") {
      audio.current?.pause();
      return setState("idle");
    }
    setState("loading");
    try {
      const { voice, speaking_rate, settings } = choice;
      const { wav } = await previewVoice(choice.adapter ?? "", { voice, language, speaking_rate, settings: settings && struct(settings) });
      const player = new Audio(URL.createObjectURL(new Blob([bytesOf(wav)], { type: "audio/wav" })));
      player.onended = () => {
        URL.revokeObjectURL(player.src);
        setState("idle");
      };
      audio.current = player;
      await player.play();
      setState("playing");
    } catch (error) {
      toast({ title: t("noPreview"), description: say(error), tone: "bad" });
      setState("idle");
    }
  }

  const isPlaying = state === "playing";
  return (
    <IconButton
      icon={isPlaying ? Square : Play}
      variant="secondary"
      label={mayTry ? (isPlaying ? t("stop") : t("listen")) : t("mayNotTry")}
      disabled={!mayTry || !choice.adapter || state === "loading"}
      onClick={() => void play()}
    />
  );
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
