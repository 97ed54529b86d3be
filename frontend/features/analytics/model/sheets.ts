import type { Summary } from "@/features/analytics/api/summary";
import { type Figures, figuresOf } from "./figures";
import type { Row } from "./sheet";

/** Which figures a sheet has; a cost names its currency. */
export type Measure = Exclude<keyof Figures, "cost"> | `cost.${string}`;

export function valueOf(figures: Figures, measure: Measure): number | null {
  if (!measure.startsWith("cost.")) return figures[measure as Exclude<keyof Figures, "cost">];
  return figures.cost[measure.slice("cost.".length)] ?? 0;
}

interface Words {
  label: (key: string) => string;
  href?: (key: string) => string | undefined;
}

/** A row for each group, in the API's order. */
export function rowsOf(groups: Summary["groups"], measures: readonly Measure[], { label, href }: Words): Row[] {
  return groups.map(({ key, figures }) => {
    const shown = figuresOf(figures);
    return { key, label: label(key), href: href?.(key), values: measures.map((measure) => valueOf(shown, measure)) };
  });
}

/** A row for each AI provider. */
export function providerRows(providers: Summary["providers"], label: (provider: Summary["providers"][number]) => string): Row[] {
  return providers.map((each) => ({
    key: `${each.adapter}/${each.modality}`,
    label: label(each),
    values: [Number(each.failures), Number(each.calls)],
  }));
}

/** The currencies of the priced calls, the API's first one first. */
export function currenciesOf(summary: Summary | undefined): string[] {
  return (summary?.total?.cost ?? []).map((each) => each.currency_code);
}

