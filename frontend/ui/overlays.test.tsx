import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { showPage } from "@/tests/show-page";
import { Button } from "./button";
import { Combobox } from "./combobox";
import { Menu, MenuItem } from "./menu";
import { Select } from "./select";
import { Tooltip } from "./tooltip";

const OPTIONS = [{ value: "a", label: "Asha" }, { value: "b", label: "Bharat" }];

test("a tooltip says what it is about, one at a time, and goes with Escape", async () => {
  showPage(<><Tooltip text="First words"><Button>One</Button></Tooltip><Tooltip text="Second words"><Button>Two</Button></Tooltip></>);
  await userEvent.hover(screen.getByText("One"));
  expect(await screen.findByRole("tooltip")).toHaveTextContent("First words");
  expect(screen.getByText("One")).toHaveAccessibleDescription("First words");
  await userEvent.hover(screen.getByText("Two"));
  await waitFor(() => expect(screen.getByRole("tooltip")).toHaveTextContent("Second words"));
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("tooltip")).toBeNull();
});

test("a tooltip comes with the keyboard's focus, not with a press", async () => {
  showPage(<Tooltip text="Words"><Button>One</Button></Tooltip>);
  await userEvent.click(screen.getByText("One"));
  expect(screen.queryByRole("tooltip")).toBeNull();
  await userEvent.tab();
  await userEvent.tab({ shift: true });
  expect(await screen.findByRole("tooltip")).toHaveTextContent("Words");
});

test("a menu is walked with the keyboard and gives the focus back", async () => {
  const run = vi.fn();
  showPage(<Menu trigger={<Button>More</Button>}><MenuItem onSelect={run}>Copy</MenuItem><MenuItem>Delete</MenuItem></Menu>);
  await userEvent.tab();
  await userEvent.keyboard("{ArrowDown}");
  expect(await screen.findByRole("menu")).toHaveAccessibleName("More");
  await waitFor(() => expect(screen.getByRole("menuitem", { name: "Copy" })).toHaveFocus());
  await userEvent.keyboard("{Enter}");
  expect(run).toHaveBeenCalledOnce();
  expect(screen.queryByRole("menu")).toBeNull();
  await waitFor(() => expect(screen.getByText("More")).toHaveFocus());
});

function Chooser({ kind: Kind }: { kind: typeof Combobox | typeof Select<string> }) {
  const [value, setValue] = useState("a");
  return <Kind aria-label="Name" value={value} onChange={setValue} options={OPTIONS} />;
}

test.each([["combobox", Combobox], ["select", Select]] as const)("a %s shows what was chosen and gives the focus back", async (_, kind) => {
  showPage(<Chooser kind={kind} />);
  const field = screen.getByRole("combobox", { name: "Name" });
  expect(field).toHaveTextContent("Asha");
  await userEvent.click(field);
  expect(field).toHaveAttribute("aria-expanded", "true");
  await userEvent.click(await screen.findByRole("option", { name: "Bharat" }));
  expect(field).toHaveTextContent("Bharat");
  await waitFor(() => expect(field).toHaveFocus());
});
