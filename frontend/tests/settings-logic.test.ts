import { expect, test } from "vitest";
import { isLive, stateOf } from "@/features/api-keys/key-state";
import { isWithinReach, permits } from "@/features/members/roles";
import { timeZones } from "@/features/organization/time-zones";
import { deviceOf } from "@/features/profile/user-agent";
import { permissionGroups, permissionKey } from "@/lib/permission-groups";
import { ROLES } from "@/lib/permissions";
import messages from "@/messages/en/permissions.json";

const NOW = Date.parse("2026-11-28T00:00:00Z");
const CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

test.each([
  [{}, "active"],
  [{ expires_at: "2027-11-28T00:00:00Z" }, "active"],
  [{ expires_at: "2026-12-02T00:00:00Z" }, "expiresSoon"],
  [{ expires_at: "2026-11-27T00:00:00Z" }, "expired"],
  [{ expires_at: "2027-11-28T00:00:00Z", revoked_at: "2026-11-01T00:00:00Z" }, "revoked"],
])("a key with %j is %s", (key, state) => {
  expect(stateOf(key, NOW)).toBe(state);
  expect(isLive(key, NOW)).toBe(state === "active" || state === "expiresSoon");
});

test("nobody reaches a role above their own", () => {
  expect(isWithinReach("ROLE_ADMIN", "ROLE_ADMIN")).toBe(true);
  expect(isWithinReach("ROLE_ADMIN", "ROLE_OWNER")).toBe(false);
  expect(isWithinReach("ROLE_VIEWER", "ROLE_OPERATOR")).toBe(false);
});

test("a higher role permits what a lower one does", () => {
  for (const permission of ROLES.operator) expect(permits("ROLE_ADMIN", permission)).toBe(true);
  expect(permits("ROLE_VIEWER", "agents.write")).toBe(false);
});

test("every permission has a name and is in exactly one group", () => {
  const grouped = permissionGroups().flatMap(([, permissions]) => permissions);
  expect([...grouped].sort()).toEqual([...ROLES.owner].sort());
  for (const permission of grouped) expect(messages.names).toHaveProperty(permissionKey(permission));
});

test("what more roles may do comes first in its group", () => {
  const calls = permissionGroups().find(([group]) => group === "calls")?.[1] ?? [];
  expect(calls[0]).toBe("calls.read");
  expect(calls.at(-1)).toBe("calls.delete");
});

test("a browser is told by what a person calls it", () => {
  expect(deviceOf(CHROME)).toEqual({ browser: "Chrome", system: "Android", isPhone: true });
  expect(deviceOf("python-httpx/0.28")).toEqual({ browser: "python-httpx", system: "", isPhone: false });
  expect(deviceOf("")).toEqual({ browser: "", system: "", isPhone: false });
});

test("the organization's time zone can be chosen though the browser does not know it", () => {
  const zones = timeZones("Mars/Olympus_Mons", new Date(NOW), "en");
  expect(zones.some((zone) => zone.value === "Mars/Olympus_Mons")).toBe(true);
});

test("time zones go from west to east", () => {
  const values = timeZones("UTC", new Date(NOW), "en").map((zone) => zone.value);
  expect(values.indexOf("America/New_York")).toBeLessThan(values.indexOf("Asia/Tokyo"));
});
