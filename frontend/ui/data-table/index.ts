export type { ColumnDef } from "./columns";
export { DataTable, type DataTableProps } from "./data-table";
