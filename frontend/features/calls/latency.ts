import type { TurnTimes } from "./api/calls";

/** Where the time of a response went, in the order in which it is spent. */

export const SHARES = ["wait", "recognizer", "model", "synthesizer", "platform"] as const;
export type Share = (typeof SHARES)[number];

export function sharesOf(turn: TurnTimes): Record<Share, number> {
  return {
    wait: turn.configured_wait_ms,
    recognizer: turn.recognizer_ms,
    model: turn.model_ms,
    synthesizer: turn.synthesizer_ms,
    platform: turn.platform_ms,
  };
}

/** The nearest-rank percentile; undefined of nothing. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(Math.ceil((percent / 100) * sorted.length) - 1, 0)];
}

/** A round end of the scale that holds nearly all turns; longer bars are cut off and say so. */
export function scaleOf(turns: readonly TurnTimes[]): number {
  const most = percentile(turns.map((turn) => turn.first_byte_ms), 98) ?? 0;
  return Math.max(Math.ceil(most / 500) * 500, 500);
}
