import { useSyncExternalStore } from "react";
import { useOwned } from "@/lib/owned";
import { CallAudio, type AudioState } from "../audio/call-audio";
import { CallWatch, type WatchState } from "../watch";

const CONNECTING: WatchState = { phase: "connecting", call: undefined, events: [], error: undefined };
const nothing = () => () => undefined;
const newWatch = (callId: string) => new CallWatch(callId);
const newAudio = (callId: string) => new CallAudio(callId);

export function useWatch(callId: string): WatchState {
  const watch = useOwned(callId, newWatch);
  return useSyncExternalStore(watch?.subscribe ?? nothing, () => watch?.state ?? CONNECTING, () => CONNECTING);
}

/** Leaving the page ends what one hears, and hands back what one has taken. */
export function useCallAudio(callId: string): CallAudio | undefined {
  return useOwned(callId, newAudio);
}

export function useAudioState(audio: CallAudio): AudioState {
  return useSyncExternalStore(audio.subscribe, audio.snapshot, audio.snapshot);
}
