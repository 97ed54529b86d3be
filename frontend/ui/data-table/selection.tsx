import type { ColumnDef } from "@tanstack/react-table";
import { Checkbox } from "../checkbox";

export interface Selection {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
}

export function selectionColumn<Row>({ ids, onChange }: Selection, label: string): ColumnDef<Row> {
  return {
    id: "selection",
    enableHiding: false,
    meta: { className: "w-8" },
    header: ({ table }) => {
      const all = table.getRowModel().rows.map((row) => row.id);
      const chosen = all.filter((id) => ids.has(id)).length;
      return (
        <Checkbox
          aria-label={label}
          checked={chosen === 0 ? false : chosen === all.length || "indeterminate"}
          onChange={(isChecked) => onChange(new Set(isChecked ? all : []))}
        />
      );
    },
    cell: ({ row }) => (
      // The box is pressed, not the row under it.
      // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
      <span className="flex" onClick={(event) => event.stopPropagation()}>
        <Checkbox aria-label={label} checked={ids.has(row.id)} onChange={() => onChange(toggled(ids, row.id))} />
      </span>
    ),
  };
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
