import { useSyncExternalStore } from "react";
import { useOwned } from "@/lib/owned";
import { PeaksReader } from "../audio/reader";
import { Player, type PlayerState } from "../audio/player";

const newPlayer = (path: string) => new Player(path);
const newReader = (path: string) => new PeaksReader(path, false);
const newPublicReader = (path: string) => new PeaksReader(path, true);

/** A player for as long as the component is shown. */
export function usePlayer(path: string | undefined): Player | undefined {
  return useOwned(path, newPlayer);
}

export function usePeaks(path: string | undefined, isPublic: boolean): PeaksReader | undefined {
  return useOwned(path, isPublic ? newPublicReader : newReader);
}

export function usePlayerState(player: Player): PlayerState {
  return useSyncExternalStore(player.subscribe, player.snapshot, player.snapshot);
}

const nothing = () => () => undefined;

/** Something about the moment that is played; draws again only when that changes. */
export function useMoment<Value extends string | number | boolean>(player: Player | undefined, of: (timeMs: number) => Value): Value {
  const read = () => of(player?.timeMs ?? 0);
  return useSyncExternalStore(player?.subscribeTime ?? nothing, read, read);
}

/** Counts up as more of the recording is read. */
export function usePeaksVersion(reader: PeaksReader | undefined): number {
  return useSyncExternalStore(reader?.subscribe ?? nothing, () => reader?.version ?? 0, () => 0);
}
