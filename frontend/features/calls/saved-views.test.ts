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

  it("of persons who changed none for longest make room, so that all fit into one cookie", () => {
    const large = [{ name: "large", query: "x".repeat(1_300) }];
    const persons = ["user_1", "user_2", "user_3"];
    for (const person of persons) keepViews(person, large);
    keepViews("user_1", [BUSY, ...large]);
    keepViews(ASHA, large);
    expect([...persons, ASHA].map((person) => readViews(person).length)).toEqual([2, 0, 0, 1]);
    expect(document.cookie.match(/views/g)).toHaveLength(1);
    expect(document.cookie.length).toBeLessThan(4_096);
    for (const person of persons) keepViews(person, []);
    expect(readViews(ASHA)).toEqual(large);
  });

  it("that cannot be read are none", () => {
    document.cookie = `views.calls=${encodeURIComponent('[["user_asha","busy"],["user_ravi"],3]')}; Path=/`;
    expect(readViews(ASHA)).toEqual([]);
    expect(keepViews(ASHA, [BUSY])).toBe(true);
  });

  it("are refused when a cookie would become too large, and the others stay", () => {
    keepViews(ASHA, [BUSY]);
    expect(keepViews(ASHA, [BUSY, { name: "two", query: "x".repeat(2000) }])).toBe(false);
    expect(readViews(ASHA)).toEqual([BUSY]);
  });
});
