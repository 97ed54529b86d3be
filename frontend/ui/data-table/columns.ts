import type { ReactNode } from "react";

export interface Order {
  isAscending: boolean;
  onChange: () => void;
}

/** One column of a table, as its rows are drawn in it. */
export interface ColumnDef<Row> {
  id: string;
  /** As a string it is also the column's name in the menu of columns. */
  header: string | (() => ReactNode);
  cell: (context: { row: { original: Row } }) => ReactNode;
  /** False for what a row cannot do without. */
  enableHiding?: boolean;
  meta?: {
    align?: "left" | "right";
    /** For the cells: a width, what hides it on phones ("hidden md:table-cell"). */
    className?: string;
    /** The list can be turned round by this column. */
    order?: Order;
    /** Its name in the menu of columns, where the header is not a string. */
    label?: string;
  };
}

export function headingOf<Row>({ header }: ColumnDef<Row>): ReactNode {
  return typeof header === "string" ? header : header();
}

/** Empty for what the menu of columns leaves out. */
export function nameOf<Row>({ header, meta, enableHiding = true }: ColumnDef<Row>): string {
  return enableHiding ? (meta?.label ?? (typeof header === "string" ? header : "")) : "";
}
