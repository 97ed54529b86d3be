import { type Act, actOf, actOfLine } from "./acts";
import type { CallEvent, TranscriptLine, TurnTimes } from "./api/calls";

/** What happened in a call, told from its events: the same for a call that runs and one that is over. */

export interface Line {
  /** The same for an event and for a line of the transcript, so that one takes the other's place unnoticed. */
  key: string;
  speaker: "caller" | "agent";
  /** Empty if the caller was heard and not understood. */
  text: string;
  startMs: number;
  endMs: number;
  isInterrupted: boolean;
  /** What was meant but not heard any more, of an utterance that was interrupted. */
  unheard: string;
  translation: string;
  language: string;
}

/** What a transcript shows: who said what, and between it what was done. */
export type Entry = Line | Act;

export function isLine(entry: Entry): entry is Line {
  return "speaker" in entry;
}

export interface Step {
  nodeId: string;
  title: string;
  atMs: number;
}

export interface ToolUse {
  key: string;
  name: string;
  arguments: string;
  result: string;
  atMs: number;
}

export interface Conversation {
  lines: Line[];
  /** The lines, and what was done between them. */
  entries: Entry[];
  path: Step[];
  tools: ToolUse[];
  turns: TurnTimes[];
  variables: Record<string, string>;
}

export function conversationOf(events: readonly CallEvent[]): Conversation {
  const told: Conversation = { lines: [], entries: [], path: [], tools: [], turns: [], variables: {} };
  for (const event of events) tell(told, event);
  told.entries = keyed([...told.lines, ...events.flatMap((event) => actOf(event) ?? [])].sort(byStart));
  told.lines = told.entries.filter(isLine);
  return told;
}

function byStart(one: Entry, other: Entry): number {
  return one.startMs - other.startMs;
}

/** Named by who speaks, or what is done, and when; who begins twice at once is counted. */
function keyed(entries: readonly Entry[]): Entry[] {
  const met = new Map<string, number>();
  return entries.map((entry) => {
    const name = `${isLine(entry) ? entry.speaker : entry.act} ${entry.startMs}`;
    const times = met.get(name) ?? 0;
    met.set(name, times + 1);
    return { ...entry, key: times === 0 ? name : `${name} ${times}` };
  });
}

function tell(told: Conversation, event: CallEvent): void {
  const atMs = Number(event.offset_ms);
  const key = event.sequence;
  if (event.caller_said) told.lines.push(callerLine(event.caller_said));
  else if (event.agent_said) told.lines.push(agentLine(event.agent_said));
  else if (event.node_entered) told.path.push({ nodeId: event.node_entered.node_id, title: event.node_entered.title || event.node_entered.node_id, atMs });
  else if (event.variable_set) told.variables[event.variable_set.name] = event.variable_set.value;
  else if (event.turn_measured) told.turns.push(event.turn_measured);
  else if (event.key_pressed) pressKey(told.lines, event.key_pressed.digit, atMs);
  else if (event.tool_called) {
    const { name, arguments_json: given, result_json: result } = event.tool_called;
    told.tools.push({ key, name, arguments: given, result, atMs });
  }
}

function callerLine(said: NonNullable<CallEvent["caller_said"]>): Line {
  const { text, start_ms: start, end_ms: end, translated_text: translation, language } = said;
  return { key: "", speaker: "caller", text, startMs: Number(start), endMs: Number(end), isInterrupted: false, unheard: "", translation, language };
}

function agentLine(said: NonNullable<CallEvent["agent_said"]>): Line {
  const { text, intended_text: intended, interrupted, start_ms: start, end_ms: end, original_text: translation, language } = said;
  const unheard = interrupted && intended.startsWith(text) ? intended.slice(text.length) : "";
  return { key: "", speaker: "agent", text, startMs: Number(start), endMs: Number(end), isInterrupted: interrupted, unheard, translation, language };
}

const KEYS = /^\[keys: (.*)\]$/;

/** Keys pressed one after the other are one line, written as the transcript writes them. */
function pressKey(lines: Line[], digit: string, atMs: number): void {
  const last = lines.at(-1);
  const before = last?.speaker === "caller" ? KEYS.exec(last.text)?.[1] : undefined;
  if (last && before !== undefined) {
    last.text = `[keys: ${before}${digit}]`;
    last.endMs = atMs;
    return;
  }
  lines.push({ key: "", speaker: "caller", text: `[keys: ${digit}]`, startMs: atMs, endMs: atMs, isInterrupted: false, unheard: "", translation: "", language: "" });
}

export function keysPressed(text: string): string | undefined {
  return KEYS.exec(text)?.[1];
}

export function entriesOf(transcript: readonly TranscriptLine[]): Entry[] {
  return keyed(transcript.map((line) => actOfLine(line) ?? lineOf(line)));
}

function lineOf(line: TranscriptLine): Line {
  const { text, start_ms: start, end_ms: end, interrupted, translation, language } = line;
  const speaker = line.speaker === "SPEAKER_CALLER" ? "caller" : "agent";
  return { key: "", speaker, text, startMs: Number(start), endMs: Number(end), isInterrupted: interrupted, unheard: "", translation, language };
}

/** Which entries have these words, in whichever case and spelling of the same letters; none for no words. */
export function entriesWith(entries: readonly Entry[], words: string): number[] {
  const wanted = folded(words.trim());
  if (!wanted) return [];
  return entries.flatMap((entry, index) => (folded(writtenIn(entry)).includes(wanted) ? [index] : []));
}

function writtenIn(entry: Entry): string {
  return isLine(entry) ? `${entry.text}${entry.unheard}\n${entry.translation}` : entry.text;
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

export interface Word {
  text: string;
  /** Where it begins, as a share of the utterance by its letters: recognizers seldom tell the times of words. */
  startMs: number;
  isWord: boolean;
}

/** The words of an utterance and what stands between them. */
export function wordsOf({ text, startMs, endMs, language }: Pick<Line, "text" | "startMs" | "endMs" | "language">): Word[] {
  const perCharacter = text.length > 0 ? Math.max(endMs - startMs, 0) / text.length : 0;
  return Array.from(segmenterOf(language).segment(text), ({ segment, index, isWordLike }) => ({
    text: segment,
    startMs: Math.round(startMs + index * perCharacter),
    isWord: isWordLike === true,
  }));
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known) return known;
  const made = newSegmenter(language);
  segmenters.set(language, made);
  return made;
}

function newSegmenter(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language || undefined, { granularity: "word" });
  } catch {
    return new Intl.Segmenter(undefined, { granularity: "word" });
  }
}

/** The last that has begun at a moment, or -1; `items` begin one after the other. */
export function lastBegun(items: readonly { startMs: number }[], atMs: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.startMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface Gap {
  startMs: number;
  endMs: number;
}

/** Where nobody speaks for longer than `atLeastMs`; `lines` begin one after the other. */
export function gapsOf(lines: readonly { startMs: number; endMs: number }[], durationMs: number, atLeastMs: number): Gap[] {
  const gaps: Gap[] = [];
  let until = 0;
  for (const { startMs, endMs } of [...lines, { startMs: durationMs, endMs: durationMs }]) {
    if (startMs - until >= atLeastMs) gaps.push({ startMs: until, endMs: startMs });
    until = Math.max(until, endMs);
  }
  return gaps;
}
