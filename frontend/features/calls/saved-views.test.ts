import { afterEach, describe, expect, it } from "vitest";
import { keepView, keepViews, readViews } from "./saved-views";

afterEach(() => keepViews([]));

describe("saved views", () => {
  it("are kept, the newest first, and replaced by their name", () => {
    keepView({ name: "busy", query: "state=busy" });
    keepView({ name: "विफल; हिन्दी", query: "state=failed&number=%2B91" });
    keepView({ name: "busy", query: "state=busy&range=7d" });
    expect(readViews()).toEqual([{ name: "busy", query: "state=busy&range=7d" }, { name: "विफल; हिन्दी", query: "state=failed&number=%2B91" }]);
  });

  it("are refused when a cookie would become too large, and the others stay", () => {
    keepView({ name: "one", query: "a=1" });
    expect(keepView({ name: "two", query: "x".repeat(2000) })).toBe(false);
    expect(readViews()).toHaveLength(1);
  });
});
