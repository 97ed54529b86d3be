import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import messages from "@/messages/en/agent-test.json";
import { show } from "@/tests/show";
import { Transcript } from "./transcript";

it("says of callers that they were not understood, never of an agent cut off before its first word", () => {
  const lines = [
    { id: 1, who: "agent", text: "", unsaid: "How can I help you?" },
    { id: 2, who: "caller", text: "" },
  ] as const;
  show(<Transcript lines={lines} interim="" />, { "agent-test": messages });
  const [agent, caller] = screen.getByRole("log").querySelectorAll("p");
  expect(agent).toHaveTextContent(/^Agent: How can I help you\?$/);
  expect(caller).toHaveTextContent(/^You: Not understood$/);
});
