import { useSyncExternalStore } from "react";
import { useOwned } from "@/lib/owned";
import { CallAudio, type AudioState, type Standing } from "../audio/call-audio";
import { CallWatch, type WatchState } from "../watch";
import { feed } from "./use-feed";

const CONNECTING: WatchState = { phase: "connecting", call: undefined, events: [], error: undefined };
const nothing = () => () => undefined;
const newWatch = (callId: string) => new CallWatch(callId);
const newAudio = (callId: string) => new CallAudio(callId, standingOf(callId));

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

function standingOf(callId: string): Standing {
  return {
    subscribe: feed.subscribe,
    talker: () => {
      const call = feed.state.phase === "live" ? feed.state.calls.find((each) => each.call_id === callId) : undefined;
      if (!call) return "unknown";
      return call.operator_id ? "operator" : "agent";
    },
  };
}
