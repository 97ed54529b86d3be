import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { MeContext, type Me } from "@/features/session/hooks/use-me";
import live from "@/messages/en/live.json";
import { fakeEdge, json } from "@/tests/edge";
import { show } from "@/tests/show";
import { CallAudio } from "../audio/call-audio";
import { FakeStanding } from "../audio/call-audio.fake";
import { liveCall } from "../live-call.fake";
import { LiveActions } from "./live-actions";
import { Whisper } from "./whisper";

const me = { user_id: "u1", permissions: ["calls.control", "calls.listen"] } as unknown as Me;
const speaker = { levels: [0, 0] as const, start: async () => undefined, play: () => undefined, setGains: () => undefined, stop: () => undefined };

/** Answers to what ends in `verb` when it is told to. */
function waiting(verb: string) {
  let answer: () => void = () => undefined;
  const edge = fakeEdge((request) => (request.url.endsWith(`:${verb}`) ? new Promise((resolve) => (answer = () => resolve(json({ websocket_path: "/t" })))) : json({})));
  return { asked: () => edge.paths().filter((path) => path.endsWith(`:${verb}`)).length, answer: () => answer() };
}

function actions() {
  show(<MeContext value={me}><LiveActions callId="c" call={liveCall("1")} isBrowser={false} audio={new CallAudio("c", new FakeStanding(), speaker)} /></MeContext>, { live });
}

const button = (name: string) => screen.getByRole("button", { name });

it("transfers once, and shows that the call is on its way until it is over", async () => {
  const edge = waiting("transfer");
  actions();
  await userEvent.click(button(live.actions.transfer));
  const dialog = within(screen.getByRole("dialog"));
  await userEvent.type(dialog.getByLabelText(live.transfer.number), "+919800000001");
  await userEvent.dblClick(dialog.getByRole("button", { name: live.transfer.submit }));
  expect(dialog.getByRole("button", { name: live.transfer.submit })).toHaveAttribute("aria-busy", "true");
  edge.answer();
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(button(live.actions.transfer)).toHaveAttribute("aria-busy", "true");
  for (const name of [live.actions.transfer, live.actions.hangUp, live.actions.takeOver]) expect(button(name)).toBeDisabled();
  expect(edge.asked()).toBe(1);
});

it("hangs up once", async () => {
  const edge = waiting("hangUp");
  actions();
  await userEvent.click(button(live.actions.hangUp));
  await userEvent.dblClick(within(screen.getByRole("dialog")).getByRole("button", { name: live.actions.hangUp }));
  edge.answer();
  await waitFor(() => expect(button(live.actions.hangUp)).toHaveAttribute("aria-busy", "true"));
  expect(edge.asked()).toBe(1);
});

it("asks to listen once while that is being opened", async () => {
  const edge = waiting("listen");
  actions();
  await userEvent.dblClick(button(live.actions.listen));
  await userEvent.keyboard("l");
  await waitFor(() => expect(button(live.actions.listen)).toHaveAttribute("aria-busy", "true"));
  expect(edge.asked()).toBe(1);
});

it("whispers once, whichever way it is sent again meanwhile", async () => {
  const edge = waiting("whisper");
  show(<Whisper callId="c" mayNot="" />, { live });
  const box = screen.getByLabelText(live.whisper.title);
  await userEvent.type(box, "We close at six");
  await userEvent.click(button(live.whisper.say));
  expect(button(live.whisper.say)).toHaveAttribute("aria-busy", "true");
  expect(button(live.whisper.instruct)).toBeDisabled();
  await userEvent.type(box, "{Control>}{Enter}{/Control}");
  expect(edge.asked()).toBe(1);
  edge.answer();
  await waitFor(() => expect(box).toHaveValue(""));
});
