import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { OrganizationForm } from "@/features/organization/components/organization-form";
import type { Organization } from "@/features/organization/api/organization";
import { fakeEdge, json, refusal } from "./edge";
import { showPage } from "./show-page";

const BEGUN = { id: "org_1", display_name: "Sunrise Clinic", time_zone: "Asia/Kolkata", revision: "3" } as Organization;

/** The service, where somebody else has saved `theirs` meanwhile. */
function edge(theirs: Partial<Organization>) {
  const kept = { ...BEGUN, ...theirs, revision: "4" };
  fakeEdge(async (request) => {
    if (request.method !== "PATCH") return json(kept);
    const body = (await request.json()) as Partial<Organization>;
    if (body.revision !== kept.revision) return refusal(409, "REVISION_CONFLICT");
    Object.assign(kept, body, { revision: String(Number(kept.revision) + 1) });
    return json(kept);
  });
  return kept;
}

async function rename(name: string) {
  const field = screen.getByRole("textbox", { name: /Name/ });
  await userEvent.clear(field);
  await userEvent.type(field, name);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
}

test("another field of somebody else is saved along with mine, shown, and told", async () => {
  const kept = edge({ time_zone: "Asia/Dubai" });
  showPage(<OrganizationForm organization={BEGUN} />);
  await rename("Sunset Clinic");
  await waitFor(() => expect(kept).toMatchObject({ display_name: "Sunset Clinic", time_zone: "Asia/Dubai" }));
  expect(await screen.findByText("Saved together with somebody else's changes")).toBeInTheDocument();
  expect(screen.getByRole("combobox", { name: /Time zone/ })).toHaveTextContent("Dubai");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("of the same field one is chosen, and theirs is shown without being saved again", async () => {
  const kept = edge({ display_name: "Moonlight Clinic" });
  showPage(<OrganizationForm organization={BEGUN} />);
  await rename("Sunset Clinic");
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByRole("radiogroup", { name: "Name" })).toHaveTextContent("BeforeSunrise ClinicTheirsMoonlight ClinicYoursSunset Clinic");
  await userEvent.click(within(dialog).getByRole("button", { name: "All theirs" }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: /Name/ })).toHaveValue("Moonlight Clinic"));
  expect(kept.revision).toBe("4");
});
