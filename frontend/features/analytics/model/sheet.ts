/** A table of figures: what a chart draws, what stands under it, and what its CSV file has. */
export interface Sheet {
  /** What files made of it are called. */
  name: string;
  /** What the rows are: days, agents. */
  keyLabel: string;
  columns: readonly Column[];
  rows: readonly Row[];
}

export interface Column {
  id: string;
  label: string;
  format: (value: number) => string;
}

export interface Row {
  key: string;
  label: string;
  /** Where the calls behind it are. */
  href?: string;
  /** One for each column; null is unknown. */
  values: readonly (number | null)[];
}

const CSV_DIGITS = 4;

/** RFC 4180. Numbers are plain, so that spreadsheets can add them up; what is unknown is empty. */
export function csvOf({ keyLabel, columns, rows }: Sheet): string {
  const lines = [
    [keyLabel, ...columns.map((column) => column.label)].map(cell),
    ...rows.map((row) => [cell(row.label), ...row.values.map((value) => (value === null ? "" : String(rounded(value))))]),
  ];
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

export function hasValues({ rows }: Sheet, columns?: number): boolean {
  return rows.some((row) => row.values.slice(0, columns).some(Boolean));
}

export type Order = { column: number; isDescending: boolean } | undefined;

/** By a column, -1 being the label; what is unknown comes last. */
export function sorted(rows: readonly Row[], order: Order): readonly Row[] {
  if (!order) return rows;
  const sign = order.isDescending ? -1 : 1;
  return [...rows].sort((one, other) => {
    if (order.column < 0) return sign * one.label.localeCompare(other.label);
    const [a, b] = [one.values[order.column] ?? null, other.values[order.column] ?? null];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (a - b);
  });
}

/** As they are typed, and as wide as an ideograph, which some spreadsheets take for the same. */
const FORMULA = /^ *[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const PHONE_NUMBER = /^\+[0-9]{1,15}$/;

/** A spreadsheet would run what begins like a formula, so that gets an apostrophe, by the rule of the edge's file of all calls. */
function cell(text: string): string {
  const safe = FORMULA.test(text) && !PHONE_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function rounded(value: number): number {
  return Number(value.toFixed(CSV_DIGITS));
}
