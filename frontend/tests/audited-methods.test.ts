import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ACTIONS } from "@/features/audit/actions";

const folder = path.join(import.meta.dirname, "../../proto/voicera");

/** Methods that people change something with, signed in or not, as the contracts have them: `agents.v1.AgentService/PublishAgent`. */
function audited(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("_service.proto"))
    .flatMap((file) => {
      const text = readFileSync(path.join(folder, file), "utf8");
      const service = /^package voicera\.([\w.]+);/m.exec(text)?.[1];
      return [...text.matchAll(/^service (\w+) \{([\s\S]*?)^\}/gm)].flatMap(([, name, body = ""]) =>
        body
          .split(/^ {2}rpc /m)
          .slice(1)
          .filter((rpc) => rpc.includes("AUDIENCE_MEMBER") || (rpc.includes("AUDIENCE_PUBLIC") && rpc.includes("google.api.http")))
          .filter((rpc) => !rpc.includes("NO_SIDE_EFFECTS"))
          .map((rpc) => `${service}.${name}/${/^\w+/.exec(rpc)?.[0]}`),
      );
    });
}

test("everything people change can be found in the audit log by name", () => {
  const named = Object.entries(ACTIONS).flatMap(([service, actions]) => actions.map((action) => `${service}/${action}`));
  expect(audited().filter((method) => !named.includes(method))).toEqual([]);
});
