import { type Later, later, useLater } from "@/lib/later";
import type * as code from "./overlays";

export type Overlays = typeof code;

/** Everything that opens over a page, in one piece: no page needs any of it to be drawn. */
export const overlays: Later<Overlays> = later(() => import("./overlays"));

/** Undefined until it has come; `isWanted` while something is to be open. */
export function useOverlays(isWanted: boolean): Overlays | undefined {
  return useLater(overlays, isWanted);
}
