import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { showPage } from "@/tests/show-page";
import { keepViews, readViews, withView } from "../saved-views";
import { SavedViews } from "./saved-views";

const ME = "user_me";
const BUSY = { name: "busy", query: "state=busy" };
const FAILED = { name: "failed", query: "state=failed" };
const LONG = { name: "long", query: "min=600" };
const NEW = { name: "new", query: "range=7d" };

afterEach(() => keepViews(ME, []));

async function forget(name: string) {
  keepViews(ME, [BUSY, FAILED, LONG]);
  showPage(<SavedViews query="" isFiltered={false} onChoose={() => undefined} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Views" }));
  await user.click(await screen.findByRole("menuitem", { name: "Manage views…" }));
  await user.click(await screen.findByRole("button", { name: `Forget “${name}”` }));
  return { undo: async () => user.click(await screen.findByRole("button", { name: "Undo", hidden: true })) };
}

test("a view that was forgotten returns to its place in the views as they are by then", async () => {
  const { undo } = await forget("failed");
  keepViews(ME, withView([BUSY], NEW));
  await undo();
  expect(readViews(ME)).toEqual([NEW, FAILED, BUSY]);
});

test("a view that was forgotten does not replace another that has its name by now", async () => {
  const { undo } = await forget("failed");
  const other = { ...NEW, name: "failed" };
  keepViews(ME, [other, BUSY, LONG]);
  await undo();
  expect(readViews(ME)).toEqual([other, BUSY, LONG]);
  expect(screen.getByText("Another view has this name.")).toBeInTheDocument();
});
