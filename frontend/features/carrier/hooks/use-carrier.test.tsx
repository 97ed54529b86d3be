import { useQueryClient } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { showPage } from "@/tests/show-page";
import { useCarrierCheck } from "./use-carrier";

afterEach(() => vi.unstubAllGlobals());

function Account() {
  const queries = useQueryClient();
  const { check, error, again } = useCarrierCheck(true);
  return (
    <>
      <p>{check ? `Balance of ${check.account_name}` : error ? "Not checked" : "Checking"}</p>
      <button type="button" onClick={again}>Check again</button>
      <button type="button" onClick={() => void queries.refetchQueries()}>Return to the page</button>
    </>
  );
}

test("a check that failed stands until one in the background has succeeded", async () => {
  let name = "Asha";
  fakeEdge(async (request) => {
    const { background } = (await request.json()) as { background?: boolean };
    return background ? json({ ok: true, account_name: name, problems: [] }) : refusal(503, "UNAVAILABLE");
  });
  showPage(<Account />);
  const user = userEvent.setup();
  await screen.findByText("Balance of Asha");
  await user.click(screen.getByRole("button", { name: "Check again" }));
  expect(await screen.findByText("Not checked")).toBeInTheDocument();
  name = "Ravi";
  await user.click(screen.getByRole("button", { name: "Return to the page" }));
  expect(await screen.findByText("Balance of Ravi")).toBeInTheDocument();
});
