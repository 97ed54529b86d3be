import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/lib/errors";
import { type Page, usePagedRows } from "@/lib/pages";
import { show } from "@/tests/show";
import { type ColumnDef, DataTable } from "./index";

interface Row { id: string; name: string }

const PAGE = 40;
const columns = [
  { id: "name", header: "Name", cell: ({ row }: { row: { original: Row } }) => row.original.name },
  { id: "id", header: "Id", cell: ({ row }: { row: { original: Row } }) => row.original.id },
];

function rowsFrom(start: number, count = PAGE): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: `id-${start + index}`, name: `Row ${start + index}` }));
}

function Table({ load, onOpen }: { load: (token: string) => Promise<Page<Row>>; onOpen?: (row: Row) => void }) {
  const list = usePagedRows(["rows"], load);
  return <DataTable id="rows" label="Rows" columns={columns} list={list} rowId={(row) => row.id} onOpen={onOpen} empty={<p>Nothing yet</p>} />;
}

const twoPages = (token: string) =>
  Promise.resolve(token === "" ? { rows: rowsFrom(0), nextPageToken: "second" } : { rows: rowsFrom(PAGE), nextPageToken: "" });

beforeEach(() => {
  document.cookie = "columns.rows=; Max-Age=0; Path=/";
});

test("draws only what is seen of a long list", async () => {
  show(<Table load={() => Promise.resolve({ rows: rowsFrom(0, 5000), nextPageToken: "" })} />);
  expect(await screen.findByText("Row 0")).toBeVisible();
  expect(screen.getAllByRole("row").length).toBeLessThan(60);
  expect(screen.getByRole("status")).toHaveTextContent("5,000 rows");
});

test("asks for the next page as the end of this one comes near, and for none after the last", async () => {
  const load = vi.fn(twoPages);
  show(<Table load={load} />);
  await screen.findByText("Row 0");
  const scroller = screen.getByRole("table").parentElement;
  act(() => scroller?.scrollTo({ top: 44 * 35 }));
  await vi.waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("80 rows"));
  act(() => scroller?.scrollTo({ top: 44 * 80 }));
  await screen.findByText("Row 79");
  expect(load.mock.calls.map(([token]) => token)).toEqual(["", "second"]);
});

test("is walked through and opened with the keyboard", async () => {
  const onOpen = vi.fn();
  show(<Table load={twoPages} onOpen={onOpen} />);
  const cell = await screen.findByText("Row 0");
  act(() => cell.closest("tr")?.focus());
  await userEvent.keyboard("{ArrowDown}j{ArrowUp}{Enter}");
  expect(onOpen).toHaveBeenCalledWith({ id: "id-1", name: "Row 1" });
  expect(screen.getByText("Row 1").closest("tr")).toHaveFocus();
});

test("teaches where there is nothing", async () => {
  show(<Table load={() => Promise.resolve({ rows: [], nextPageToken: "" })} />);
  expect(await screen.findByText("Nothing yet")).toBeVisible();
});

test("says what went wrong, with its trace, and tries again", async () => {
  const refused = new ApiError({ status: 404, reason: "NOT_FOUND", message: "", traceId: "trace-7" });
  const load = vi.fn(twoPages).mockRejectedValueOnce(refused);
  show(<Table load={load} />);
  expect(await screen.findByText("trace-7")).toBeVisible();
  await userEvent.click(screen.getByText("Try again"));
  expect(await screen.findByText("Row 0")).toBeVisible();
});

test("keeps in this browser which columns are hidden", async () => {
  const first = show(<Table load={twoPages} />);
  await screen.findByText("Row 0");
  await userEvent.click(screen.getByRole("button", { name: "Columns" }));
  await userEvent.click(within(screen.getByRole("menu")).getByText("Id"));
  expect(screen.queryByText("id-0")).toBeNull();
  first.unmount();
  show(<Table load={twoPages} />);
  await screen.findByText("Row 0");
  expect(screen.queryByText("id-0")).toBeNull();
});

test("goes on where it was left by who opened a row", async () => {
  const long = () => Promise.resolve({ rows: rowsFrom(0, 5000), nextPageToken: "" });
  function Page() {
    const [isShown, setShown] = useState(true);
    return <><button type="button" onClick={() => setShown(!isShown)}>There and back</button>{isShown && <Table load={long} />}</>;
  }
  show(<Page />);
  await screen.findByText("Row 0");
  const scroller = screen.getByRole("table").parentElement;
  act(() => scroller?.scrollTo({ top: 44 * 3000 }));
  await screen.findByText("Row 3000");
  await userEvent.click(screen.getByText("There and back"));
  await userEvent.click(screen.getByText("There and back"));
  expect(screen.getByText("Row 3000")).toBeVisible();
});

test("is turned round by the head of a column that has an order", async () => {
  const onChange = vi.fn();
  const ordered: ColumnDef<Row>[] = [{ id: "name", cell: () => null, header: "Name", meta: { order: { isAscending: false, onChange } } }];
  function Ordered() {
    const list = usePagedRows(["ordered"], twoPages);
    return <DataTable id="rows" label="Ordered" columns={ordered} list={list} rowId={(row) => row.id} empty={<p>Nothing yet</p>} />;
  }
  show(<Ordered />);
  expect(await screen.findByRole("columnheader")).toHaveAttribute("aria-sort", "descending");
  await userEvent.click(screen.getByRole("button", { name: "Name" }));
  expect(onChange).toHaveBeenCalled();
});
