import { useEffect, useState, useSyncExternalStore } from "react";
import { PeaksReader } from "../audio/reader";
import { Player, type PlayerState } from "../audio/player";

/** A player for as long as the component is shown. */
export function usePlayer(path: string | undefined): Player | undefined {
  return useOwned(path, (from) => new Player(from));
}

export function usePeaks(path: string | undefined, isPublic: boolean): PeaksReader | undefined {
  return useOwned(path, (from) => new PeaksReader(from, isPublic));
}

/** Made in the browser once it is known where from, closed when nobody shows it. */
function useOwned<Owned extends { close: () => void }>(path: string | undefined, make: (path: string) => Owned): Owned | undefined {
  const [owned, setOwned] = useState<Owned>();
  useEffect(() => {
    if (!path) return;
    const made = make(path);
    setOwned(made);
    return () => {
      made.close();
      setOwned(undefined);
    };
    // What makes it never changes its mind.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [path]);
  return owned;
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
