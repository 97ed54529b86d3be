import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import messages from "@/messages/en/errors.json";
import { ApiError, apiErrorOf, errorKey } from "./errors";

const STATUS = {
  code: 3,
  message: "number.e164: is not a phone number",
  details: [
    { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "INVALID_ARGUMENT", domain: "voicera", metadata: { trace_id: "abc" } },
    { "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations: [{ field: "number.e164", description: "is not a phone number" }] },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retry_delay: "2.500s" },
  ],
};

describe("what a service answers", () => {
  test("becomes an error with its reason, fields, delay and trace", () => {
    const error = apiErrorOf(400, STATUS, new Headers());
    expect(error).toMatchObject({
      status: 400,
      reason: "INVALID_ARGUMENT",
      violations: [{ field: "number.e164", description: "is not a phone number" }],
      retryAfterS: 2.5,
      traceId: "abc",
    });
  });

  test("is understood without a body, too", () => {
    expect(apiErrorOf(503, undefined, new Headers({ "retry-after": "7" }))).toMatchObject({ reason: "UNAVAILABLE", retryAfterS: 7 });
    expect(apiErrorOf(418, "tea", new Headers()).reason).toBe("UNKNOWN");
  });
});

describe("the words for an error", () => {
  test.each([
    ["SIGN_IN_FAILED", 401, "signInFailed"],
    ["SESSION_ENDED", 401, "signedOut"],
    ["REVISION_CONFLICT", 409, "revisionConflict"],
    ["TOO_MANY_ATTEMPTS", 429, "tooManyAttempts"],
    ["CARRIER_BALANCE_LOW", 400, "carrierBalanceLow"],
  ])("follow the reason %s", (reason, status, key) => {
    expect(errorKey(new ApiError({ status, reason, message: "" }))).toBe(key);
  });

  test.each([
    [404, "notFound"],
    [403, "permissionDenied"],
    [429, "tooMany"],
    [400, "refused"],
    [503, "unavailable"],
    [500, "internal"],
  ])("follow the status %i where the reason has none of its own", (status, key) => {
    expect(errorKey(new ApiError({ status, reason: "SOMETHING_NEW", message: "" }))).toBe(key);
  });

  test("are those of a defect for what no service answered", () => {
    expect(errorKey(new TypeError("x is not a function"))).toBe("internal");
  });

  test("exist for every reason that every service shares", () => {
    const kinds = readFileSync(path.join(import.meta.dirname, "../../kit/voicera_kit/errors/kinds.py"), "utf8");
    const reasons = [...kinds.matchAll(/^ {4}([A-Z_]+) = "\1"/gm)].map((found) => found[1] ?? "");
    expect(reasons.length).toBeGreaterThan(10);
    for (const reason of reasons) {
      const key = errorKey(new ApiError({ status: 499, reason, message: "" }));
      expect(messages).toHaveProperty(key);
      expect(key, reason).not.toBe("refused");
    }
  });

  test("are decided in one place", () => {
    const folders = ["features", "ui", "lib", "app"].map((name) => path.join(import.meta.dirname, "..", name));
    const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)));
    const switching = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.|errors\.ts$|schema\.d\.ts$/.test(file) && /switch \(.*\.reason\)/.test(readFileSync(file, "utf8")));
    expect(switching).toEqual([]);
  });
});
