import { describe, expect, it } from "vitest";
import type { CallEvent } from "./api/calls";
import { conversationOf, entriesOf, entriesWith, gapsOf, lastBegun, wordsOf } from "./conversation";

let sequence = 0;
function event(offsetMs: number, what: object): CallEvent {
  sequence += 1;
  return { sequence: String(sequence), at: "2026-11-28T09:00:00Z", offset_ms: String(offsetMs), ...what } as CallEvent;
}
const caller = (text: string, start: number, end: number) => event(end, { caller_said: { text, start_ms: String(start), end_ms: String(end), turn: 1, intent: "", translated_text: "", language: "en-IN" } });

describe("a conversation told from its events", () => {
  it("keeps what an interrupted agent still meant to say apart from what was heard", () => {
    const said = { text: "Half past ten", intended_text: "Half past ten, or four?", interrupted: true, start_ms: "0", end_ms: "900", node_id: "n", original_text: "", language: "en" };
    expect(conversationOf([event(900, { agent_said: said })]).lines).toMatchObject([{ text: "Half past ten", unheard: ", or four?", isInterrupted: true }]);
  });

  it("orders lines by when they began, not by when they were known", () => {
    expect(conversationOf([caller("second", 500, 900), caller("first", 0, 400)]).lines.map((line) => line.text)).toEqual(["first", "second"]);
  });

  it("joins keys that are pressed one after the other, until something is said", () => {
    const press = (digit: string, at: number) => event(at, { key_pressed: { digit } });
    const told = conversationOf([press("1", 10), press("#", 20), caller("done", 30, 40), press("9", 50)]);
    expect(told.lines.map((line) => line.text)).toEqual(["[keys: 1#]", "done", "[keys: 9]"]);
  });

  it("keeps who was heard and not understood, with its time", () => {
    expect(conversationOf([caller("", 500, 900)]).lines).toMatchObject([{ text: "", speaker: "caller", startMs: 500, endMs: 900 }]);
  });

  it("calls its lines as the transcript does, and no two the same", () => {
    const line = (text: string, start: string) => ({ speaker: "SPEAKER_CALLER" as const, act: "TRANSCRIPT_ACT_UNSPECIFIED" as const, user_id: "", text, start_ms: start, end_ms: "900", interrupted: false, translation: "", language: "" });
    const told = conversationOf([caller("", 100, 200), caller("one", 500, 900), caller("two", 500, 900)]).lines;
    const read = entriesOf([line("one", "500"), line("two", "500")]);
    expect(read.map((each) => each.key)).toEqual(told.slice(1).map((each) => each.key));
    expect(new Set(told.map((each) => each.key)).size).toBe(3);
  });

  it("keeps the last value of a variable and every step of the path", () => {
    const told = conversationOf([event(1, { node_entered: { node_id: "a", title: "" } }), event(2, { variable_set: { name: "day", value: "Mon" } }), event(3, { variable_set: { name: "day", value: "Tue" } }), event(4, { node_entered: { node_id: "b", title: "Book" } })]);
    expect(told.variables).toEqual({ day: "Tue" });
    expect(told.path.map((step) => step.title)).toEqual(["a", "Book"]);
  });
});

describe("what operators did", () => {
  const acts = [
    event(500, { operator_whispered: { user_id: "u1", text: "Offer Thursday", say: false } }),
    event(600, { operator_whispered: { user_id: "u1", text: "We close at six", say: true } }),
    event(700, { operator_took_over: { user_id: "u2" } }),
    event(900, { operator_handed_back: { user_id: "u2" } }),
    event(950, { transfer_started: { user_id: "", to: "+919800000001" } }),
  ];

  it("stands between what was said, in order, and is no utterance", () => {
    const told = conversationOf([...acts, caller("hello", 550, 580), caller("who is this", 750, 800)]);
    expect(told.entries.map((entry) => ("act" in entry ? entry.act : entry.text))).toEqual(["instructed", "hello", "let_say", "took_over", "who is this", "handed_back", "transferred"]);
    expect(told.lines.map((line) => line.text)).toEqual(["hello", "who is this"]);
    expect(told.entries.at(-1)).toMatchObject({ isAgent: true, text: "+919800000001" });
  });

  it("reads the same from the lines of a transcript", () => {
    const line = { speaker: "SPEAKER_OPERATOR", act: "TRANSCRIPT_ACT_LET_SAY", user_id: "u1", text: "We close at six", start_ms: "600", end_ms: "600", interrupted: false, translation: "", language: "" } as const;
    expect(entriesOf([line])).toMatchObject([{ act: "let_say", userId: "u1", isAgent: false, text: "We close at six", startMs: 600 }]);
    expect(entriesOf([{ ...line, speaker: "SPEAKER_CALLER", act: "TRANSCRIPT_ACT_UNSPECIFIED" }])).toMatchObject([{ speaker: "caller", text: "We close at six" }]);
  });
});

describe("lines with words", () => {
  const { lines } = conversationOf([caller("On Tuesday", 0, 1), caller("क़रीब दस बजे", 2, 3), caller("ڈاکٹر کو", 4, 5)]);

  it("are found in every script, whatever the case, and however their letters are composed", () => {
    expect(entriesWith(lines, " tuesday ")).toEqual([0]);
    expect(entriesWith(lines, "\u0958रीब")).toEqual([1]);
    expect(entriesWith(lines, "ڈاکٹر")).toEqual([2]);
    expect(entriesWith(lines, "o")).toEqual([0]);
  });

  it("are none for no words", () => {
    expect(entriesWith(lines, "  ")).toEqual([]);
  });
});

describe("words", () => {
  it("begin at their share of the utterance", () => {
    const words = wordsOf({ text: "ab cd", startMs: 1000, endMs: 2000, language: "en" });
    expect(words.filter((word) => word.isWord)).toEqual([{ text: "ab", startMs: 1000, isWord: true }, { text: "cd", startMs: 1600, isWord: true }]);
  });

  it("are found in Devanagari, with its vowel signs, and in languages nobody has heard of", () => {
    expect(wordsOf({ text: "मेरा नाम मीरा है", startMs: 0, endMs: 100, language: "hi-IN" }).filter((word) => word.isWord).map((word) => word.text)).toEqual(["मेरा", "नाम", "मीरा", "है"]);
    expect(wordsOf({ text: "a b", startMs: 0, endMs: 1, language: "not a tag!" })).toHaveLength(3);
  });
});

describe("moments", () => {
  const lines = [{ startMs: 0, endMs: 1000 }, { startMs: 4000, endMs: 5000 }, { startMs: 4500, endMs: 4700 }];

  it("belong to what began last", () => {
    expect([-1, 0, 3999, 4000, 99_999].map((at) => lastBegun(lines, at))).toEqual([-1, 0, 0, 1, 2]);
  });

  it("of silence are those in which nobody speaks, also at the end", () => {
    expect(gapsOf(lines, 9000, 1500)).toEqual([{ startMs: 1000, endMs: 4000 }, { startMs: 5000, endMs: 9000 }]);
  });
});
