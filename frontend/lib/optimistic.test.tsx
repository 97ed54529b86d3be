import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { ApiError } from "@/lib/errors";
import { show } from "@/tests/show";
import { Toaster } from "@/ui/toast";
import { useOptimistic, useShownRows } from "./optimistic";
import { usePagedRows } from "./pages";

interface Line {
  id: string;
  name: string;
}

/** A service that answers a change when it is told to. */
function service() {
  const kept: Line[] = [{ id: "1", name: "Desk" }, { id: "2", name: "Shop" }];
  const open: { reach: (line: Line) => void; refuse: (error: Error) => void }[] = [];
  return {
    kept,
    open,
    list: () => Promise.resolve({ rows: kept.map((line) => ({ ...line })), nextPageToken: "" }),
    save: (line: Line) => new Promise<Line>((reach, refuse) => open.push({ reach, refuse })).then((saved) => Object.assign(kept.find(({ id }) => id === line.id) ?? {}, saved)),
  };
}

function Lines({ list, save }: Pick<ReturnType<typeof service>, "list" | "save">) {
  const { rows } = usePagedRows<Line>(["lines"], list);
  const shown = useShownRows<Line>(["lines"]);
  const rename = useOptimistic({
    queryKey: ["lines"],
    show: (line: Line) => shown((row) => (row.id === line.id ? line : row)),
    save,
    refused: () => "It is not renamed",
  });
  return (
    <>
      {rows.map((line) => <button key={line.id} type="button" onClick={() => rename.mutate({ ...line, name: `${line.name}!` })}>{line.name}</button>)}
      <Toaster />
    </>
  );
}

const REFUSED = new ApiError({ status: 403, reason: "PERMISSION_DENIED", message: "" });

test("a change is seen before it is answered, and stays", async () => {
  const { list, save, open, kept } = service();
  show(<Lines list={list} save={save} />);
  await userEvent.click(await screen.findByText("Desk"));
  expect(await screen.findByText("Desk!")).toBeInTheDocument();
  expect(kept[0]?.name).toBe("Desk");
  Object.assign(kept[1] ?? {}, { name: "Store" });
  open[0]?.reach({ id: "1", name: "Desk!" });
  // What another has changed meanwhile comes with what is read anew.
  expect(await screen.findByText("Store")).toBeInTheDocument();
  expect(screen.getByText("Desk!")).toBeInTheDocument();
});

test("what is refused returns to what it was, and a toast tells why", async () => {
  const { list, save, open } = service();
  show(<Lines list={list} save={save} />);
  await userEvent.click(await screen.findByText("Desk"));
  await screen.findByText("Desk!");
  open[0]?.refuse(REFUSED);
  expect(await screen.findByText("Desk")).toBeInTheDocument();
  expect(screen.getByText("It is not renamed")).toBeInTheDocument();
  expect(screen.getByText(/role/)).toBeInTheDocument();
});

test("a refusal takes nothing back of a change that was made meanwhile", async () => {
  const { list, save, open, kept } = service();
  show(<Lines list={list} save={save} />);
  await userEvent.click(await screen.findByText("Desk"));
  await userEvent.click(await screen.findByText("Shop"));
  await screen.findByText("Shop!");
  open[0]?.refuse(REFUSED);
  expect(await screen.findByText("Desk")).toBeInTheDocument();
  expect(screen.getByText("Shop!")).toBeInTheDocument();
  Object.assign(kept[0] ?? {}, { name: "Counter" });
  open[1]?.reach({ id: "2", name: "Shop!" });
  expect(await screen.findByText("Counter")).toBeInTheDocument();
  expect(screen.getByText("Shop!")).toBeInTheDocument();
});
