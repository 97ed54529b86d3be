import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import calls from "@/messages/en/calls.json";
import { show } from "@/tests/show";
import type { Act } from "../acts";
import { ActLine } from "./act-line";

const act = (patch: Partial<Act>): Act => ({ key: "1", act: "took_over", userId: "u1", isAgent: false, text: "", startMs: 62_000, ...patch });
const nameOf = (userId: string) => (userId === "u1" ? "Asha Rao" : userId);
const draw = (patch: Partial<Act>, names: typeof nameOf | undefined = nameOf) => show(<ActLine act={act(patch)} nameOf={names} player={undefined} />, { calls });

it("says who took over and when, and that what they say is not written down", () => {
  draw({});
  expect(screen.getByText(/Asha Rao takes the call over/)).toHaveTextContent("1:02");
  expect(screen.getByText(calls.acts.notTranscribed)).toBeVisible();
});

it("shows what the agent was told", () => {
  draw({ act: "let_say", text: "We close at six" });
  expect(screen.getByText(/Asha Rao has the agent say/)).toBeVisible();
  expect(screen.getByText("We close at six")).toBeVisible();
});

it("names nobody who is not to be named", () => {
  draw({ act: "handed_back", userId: "user_2f81" });
  draw({ act: "handed_back", userId: "" }, undefined);
  expect(screen.getAllByText(/An operator hands the call back/)).toHaveLength(2);
  expect(screen.queryByText(/user_2f81/)).not.toBeInTheDocument();
});

it("tells the agent's transfers from an operator's", () => {
  draw({ act: "transferred", userId: "", isAgent: true, text: "+919800000001" });
  draw({ act: "transferred", text: "•••••••••0001" });
  expect(screen.getByText(/The agent transfers the caller to \+91 98000 00001/)).toBeVisible();
  expect(screen.getByText(/Asha Rao transfers the caller to •••••••••0001/)).toBeVisible();
});
