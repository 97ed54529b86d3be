import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "@/tests/show";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { ApiError, type FieldViolation } from "./errors";
import { useForm } from "./form";

function refused(...violations: FieldViolation[]) {
  return new ApiError({ status: 400, reason: "INVALID_ARGUMENT", message: "wrong", violations });
}

function NumberForm({ submit, onDone }: { submit: (values: object) => Promise<unknown>; onDone?: () => void }) {
  const form = useForm({
    initial: { name: "", e164: "" },
    submit,
    onDone,
    paths: { "number.display_name": "name" },
  });
  return (
    <form {...form.props}>
      <FormError error={form.error} />
      <Field label="Name" error={form.errors.name}>{(control) => <Input {...control} {...form.text("name")} />}</Field>
      <Field label="Number" error={form.errors.e164}>{(control) => <Input {...control} {...form.text("e164")} />}</Field>
      <button type="submit">Save</button>
    </form>
  );
}

const save = () => userEvent.click(screen.getByText("Save"));

test("a violation stands at its field, which gets the focus", async () => {
  show(<NumberForm submit={() => Promise.reject(refused({ field: "e164", description: "is not a phone number" }))} />);
  await save();
  const field = screen.getByLabelText("Number");
  await waitFor(() => expect(field).toHaveFocus());
  expect(field).toHaveAccessibleDescription("is not a phone number");
  expect(field).toBeInvalid();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a path of the request may be called otherwise in the form, and deeper paths belong to their field", async () => {
  const violations = [{ field: "number.display_name", description: "is too long" }, { field: "e164.country", description: "is unknown" }];
  show(<NumberForm submit={() => Promise.reject(refused(...violations))} />);
  await save();
  expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("is too long");
  expect(screen.getByLabelText("Number")).toHaveAccessibleDescription("is unknown");
});

test("what belongs to no field is said above the form, and only that", async () => {
  const violations = [{ field: "e164", description: "is taken" }, { field: "region", description: "is closed" }];
  show(<NumberForm submit={() => Promise.reject(refused(...violations))} />);
  await save();
  expect(screen.getByRole("alert")).toHaveTextContent("region: is closed");
  expect(screen.getByRole("alert")).not.toHaveTextContent("is taken");
});

test("typing takes the complaint away, and what was typed is sent", async () => {
  const submit = vi.fn().mockRejectedValueOnce(refused({ field: "e164", description: "is empty" })).mockResolvedValue("saved");
  const onDone = vi.fn();
  show(<NumberForm submit={submit} onDone={onDone} />);
  await save();
  await userEvent.type(screen.getByLabelText("Number"), "+91");
  expect(screen.getByLabelText("Number")).toBeValid();
  await save();
  expect(submit).toHaveBeenLastCalledWith({ name: "", e164: "+91" });
  expect(onDone).toHaveBeenCalledWith("saved");
});
