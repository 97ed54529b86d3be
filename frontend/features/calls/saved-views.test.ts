import { afterEach, describe, expect, it } from "vitest";
import { keepViews, readViews, renamed, withView, withoutView } from "./saved-views";

const ASHA = "user_asha";
const BUSY = { name: "busy", query: "state=busy" };
const FAILED = { name: "विफल; हिन्दी", query: "state=failed&number=%2B91" };

afterEach(() => keepViews(ASHA, []));

describe("saved views", () => {
  it("are kept, the newest first, and replaced by their name", () => {
    const again = { ...BUSY, query: "state=busy&range=7d" };
    keepViews(ASHA, withView(withView(withView([], BUSY), FAILED), again));
    expect(readViews(ASHA)).toEqual([again, FAILED]);
  });

  it("are the person's own", () => {
    keepViews(ASHA, [BUSY]);
    expect(readViews("user_ravi")).toEqual([]);
  });

  it("are renamed in their place, and deleted", () => {
    expect(renamed([FAILED, BUSY], "busy", "engaged")).toEqual([FAILED, { ...BUSY, name: "engaged" }]);
    expect(withoutView([FAILED, BUSY], "busy")).toEqual([FAILED]);
  });

  it("are refused when a cookie would become too large, and the others stay", () => {
    keepViews(ASHA, [BUSY]);
    expect(keepViews(ASHA, [BUSY, { name: "two", query: "x".repeat(2000) }])).toBe(false);
    expect(readViews(ASHA)).toEqual([BUSY]);
  });
});
