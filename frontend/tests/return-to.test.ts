import { expect, test } from "vitest";
import { safeReturnTo } from "@/features/session/return-to";

test.each(["/numbers?x=1", "/calls/abc"])("%s is a place to go after signing in", (path) => {
  expect(safeReturnTo(path)).toBe(path);
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", undefined, ["/a", "/b"]])(
  "%j leads home",
  (path) => {
    expect(safeReturnTo(path)).toBe("/");
  },
);
