import { expect, test } from "vitest";
import { mergedFields } from "./merge";

const BASE = { name: "Clinic", zone: "Asia/Kolkata", tags: ["a"] };

test("what only one of two changed is both's", () => {
  const merge = mergedFields({ base: BASE, mine: { ...BASE, name: "Shop" }, theirs: { ...BASE, zone: "Asia/Dubai", tags: ["a"] } });
  expect(merge).toEqual({ values: { name: "Shop", zone: "Asia/Dubai", tags: ["a"] }, clashes: [], arrived: ["zone"] });
});

test("what both changed alike is no choice", () => {
  const changed = { ...BASE, tags: ["b"] };
  expect(mergedFields({ base: BASE, mine: changed, theirs: { ...BASE, tags: ["b"] } })).toEqual({ values: changed, clashes: [], arrived: [] });
});

test("what both changed otherwise is a choice, and mine until it is made", () => {
  const versions = { base: BASE, mine: { ...BASE, name: "Shop" }, theirs: { ...BASE, name: "School" } };
  expect(mergedFields(versions).clashes).toEqual([{ field: "name", base: "Clinic", mine: "Shop", theirs: "School" }]);
  expect(mergedFields(versions).values.name).toBe("Shop");
  expect(mergedFields(versions, new Map([["name", "theirs"]])).values.name).toBe("School");
});
