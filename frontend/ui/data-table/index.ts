export { DataTable, type DataTableProps } from "./data-table";
export type { Selection } from "./selection";
