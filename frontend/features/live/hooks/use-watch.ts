import { useEffect, useState, useSyncExternalStore } from "react";
import { CallAudio, type AudioState } from "../audio/call-audio";
import { CallWatch, type WatchState } from "../watch";

const CONNECTING: WatchState = { phase: "connecting", call: undefined, events: [], error: undefined };
const nothing = () => () => undefined;

export function useWatch(callId: string): WatchState {
  const [watch, setWatch] = useState<CallWatch>();
  useEffect(() => {
    const made = new CallWatch(callId);
    setWatch(made);
    return () => made.close();
  }, [callId]);
  return useSyncExternalStore(watch?.subscribe ?? nothing, () => watch?.state ?? CONNECTING, () => CONNECTING);
}

/** Leaving the page ends what one hears, and hands back what one has taken. */
export function useCallAudio(callId: string): CallAudio | undefined {
  const [audio, setAudio] = useState<CallAudio>();
  useEffect(() => {
    const made = new CallAudio(callId);
    setAudio(made);
    return () => made.stop("");
  }, [callId]);
  return audio;
}

export function useAudioState(audio: CallAudio): AudioState {
  return useSyncExternalStore(audio.subscribe, audio.snapshot, audio.snapshot);
}
