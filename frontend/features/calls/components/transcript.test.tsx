import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import calls from "@/messages/en/calls.json";
import { show } from "@/tests/show";
import { Player } from "../audio/player";
import type { Line } from "../conversation";
import { TranscriptSearch } from "./transcript-search";
import { Utterance } from "./utterance";

const line = (text: string, startMs = 2_000): Line => ({ key: text, speaker: "caller", text, startMs, endMs: startMs + 1_500, isInterrupted: false, unheard: "", translation: "", language: "ur-IN" });

let player: Player;
beforeEach(() => {
  player = new Player("/v1/calls/c/recording");
  vi.spyOn(player, "seek").mockImplementation(() => undefined);
  vi.spyOn(player, "play").mockImplementation(() => undefined);
});
afterEach(() => player.close());

it("says of who was not understood that they were not, and lets one hear them", async () => {
  show(<Utterance line={line("")} player={player} isPlayed={false} />, { calls });
  await userEvent.click(screen.getByRole("button", { name: "Not understood (1.5 s)" }));
  expect(player.seek).toHaveBeenCalledWith(2_000);
  expect(player.play).toHaveBeenCalled();
});

it("says so without a recording, too", () => {
  show(<Utterance line={line("")} player={undefined} isPlayed={false} />, { calls });
  expect(screen.getByText("Not understood (1.5 s)")).toBeVisible();
});

it("goes from place to place where words were said, and round", async () => {
  const onFind = vi.fn();
  show(<TranscriptSearch entries={[line("one"), line("two"), line("one more")]} onFind={onFind} />, { calls });
  await userEvent.type(screen.getByRole("searchbox"), "one");
  expect(screen.getByRole("status")).toHaveTextContent("1 of 2");
  await userEvent.keyboard("{Enter}");
  expect(onFind).toHaveBeenLastCalledWith(2);
  await userEvent.keyboard("{Enter}");
  expect(onFind).toHaveBeenLastCalledWith(0);
  await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
  expect(onFind).toHaveBeenLastCalledWith(2);
  await userEvent.type(screen.getByRole("searchbox"), "!");
  expect(screen.getByRole("status")).toHaveTextContent("Not said");
  expect(onFind).toHaveBeenLastCalledWith(-1);
});
