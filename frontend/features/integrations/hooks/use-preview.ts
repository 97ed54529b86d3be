import { useCallback, useEffect, useRef, useState } from "react";
import { previewVoice } from "../api/integrations";

export interface Spoken {
  adapter: string;
  voice: string;
  language: string;
  text: string;
  speaking_rate: number;
}

type State = { voice: string; phase: "loading" | "playing"; firstByteMs?: number } | undefined;

/** Speaks one voice at a time: the next one silences the one before. */
export function usePreview() {
  const [state, setState] = useState<State>();
  const [error, setError] = useState<unknown>();
  const running = useRef<{ abort: AbortController; audio?: HTMLAudioElement; url?: string }>(undefined);

  const stop = useCallback(() => {
    running.current?.abort.abort();
    running.current?.audio?.pause();
    if (running.current?.url) URL.revokeObjectURL(running.current.url);
    running.current = undefined;
    setState(undefined);
  }, []);
  useEffect(() => stop, [stop]);

  async function play({ adapter, ...body }: Spoken) {
    stop();
    setError(undefined);
    const mine = { abort: new AbortController() } as NonNullable<typeof running.current>;
    running.current = mine;
    setState({ voice: body.voice, phase: "loading" });
    try {
      const { wav, first_byte_ms: firstByteMs } = await previewVoice(adapter, body, mine.abort.signal);
      if (running.current !== mine) return;
      mine.url = URL.createObjectURL(new Blob([bytesOf(wav)], { type: "audio/wav" }));
      mine.audio = new Audio(mine.url);
      mine.audio.onended = stop;
      setState({ voice: body.voice, phase: "playing", firstByteMs });
      await mine.audio.play();
    } catch (reason) {
      if (running.current !== mine) return;
      stop();
      setError(reason);
    }
  }

  return { state, error, play, stop };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
