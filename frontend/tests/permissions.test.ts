import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ROLES } from "@/lib/permissions";

const source = readFileSync(path.join(import.meta.dirname, "../../kit/voicera_kit/identity/roles.py"), "utf8");

/** The permissions a role adds to those of the role before it. */
function added(role: string): string[] {
  const block = new RegExp(`_${role.toUpperCase()}: Final = [^{]*\\{([^}]*)\\}`).exec(source)?.[1] ?? "";
  return [...block.matchAll(/"([\w.]+)"/g)].map((found) => found[1] ?? "");
}

test("each role may do here what the services let it do", () => {
  let known: string[] = [];
  for (const [role, permissions] of Object.entries(ROLES)) {
    known = [...known, ...added(role)];
    expect(added(role).length, role).toBeGreaterThan(0);
    expect([...permissions].sort(), role).toEqual([...known].sort());
  }
});
