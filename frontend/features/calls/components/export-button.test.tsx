import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { fakeEdge } from "@/tests/edge";
import { showPage } from "@/tests/show-page";
import { ExportButton } from "./export-button";

const saved = vi.hoisted(() => vi.fn());
vi.mock("@/lib/save-file", () => ({ saveFile: saved }));

const HEAD = "id,state,cost\r\n";
const CALL = "call_1,completed,\r\n";
const MOST = 100_000;
const REMARK = `only the first ${MOST} calls are listed: ask for a shorter span for the others,,\r\n`;

afterEach(() => vi.unstubAllGlobals());

async function exported(table: string) {
  fakeEdge(() => new Response(table));
  showPage(<ExportButton path="/v1/calls.csv" />);
  await userEvent.click(screen.getByRole("button", { name: "Export CSV" }));
}

test("a list that was cut is saved, and says that it is not all", async () => {
  await exported(HEAD + CALL.repeat(MOST) + REMARK);
  expect(await screen.findByText("The first 100,000 calls are exported; narrow the filter for the others")).toBeInTheDocument();
  expect(screen.queryByText(/calls are exported$/)).toBeNull();
  expect(saved).toHaveBeenCalledOnce();
});

test("a list of as many calls that is complete says so", async () => {
  await exported(HEAD + CALL.repeat(MOST));
  expect(await screen.findByText("100,000 calls are exported")).toBeInTheDocument();
});
