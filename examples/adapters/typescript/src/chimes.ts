// A voice that plays one note a word, higher for longer words: text in, audio out.

import { status, type ServerDuplexStream } from "@grpc/grpc-js";

import { Encoder } from "./audio.js";
import { readStruct, writeStruct } from "./contracts.js";
import type { SynthesizeConfig, SynthesizeRequest, SynthesizeResponse } from "./contracts.js";
import { checkLanguage, ended, Invalid, Refusal } from "./refusals.js";

const VOICES_HZ: Record<string, number> = { glass: 660, wood: 330 };
const STEPS = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21]; // semitones of a pentatonic scale
const NOTE_MS = 160;
const PAUSE_MS = 60;
const LEVEL = 12_000;
const LONGEST = 2_000;
const WAITING = 64;

export const CHIMES = {
  id: "chimes",
  modality: "MODALITY_TEXT_TO_SPEECH",
  display_name: "Chimes",
  languages: ["*"],
  voices: Object.keys(VOICES_HZ).map((id) => ({ id, display_name: id, language: "" })),
  text_to_speech: { streaming: true, word_times: true, sample_rates_hz: [8000, 16000, 24000, 48000] },
  settings_schema: writeStruct({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: {
      pause_ms: { type: "integer", minimum: 0, maximum: 1000, default: PAUSE_MS, description: "Pause after a word." },
    },
    additionalProperties: false,
  }),
};

type Call = ServerDuplexStream<SynthesizeRequest, SynthesizeResponse>;

export function synthesize(call: Call): void {
  const speaking = new Speaking(call);
  call.on("data", (request: SynthesizeRequest) => speaking.attempt(() => speaking.take(request)));
  call.on("end", () => speaking.attempt(() => speaking.finish()));
  call.on("cancelled", () => speaking.stop());
}

/** Speaks one segment after the other, and lets messages in before every piece of audio. */
class Speaking {
  private player: Player | undefined;
  private waiting: Iterator<SynthesizeResponse>[] = [];
  private isFinished = false;
  private isStopped = false;
  private isPlaying = false;

  constructor(private readonly call: Call) {}

  /** Ends the call with an error where `work` throws. */
  attempt(work: () => void): void {
    if (this.isStopped) return;
    try {
      work();
    } catch (error) {
      this.stop();
      this.call.emit("error", ended(error));
    }
  }

  take(request: SynthesizeRequest): void {
    if (!this.player) {
      if (!request.config) throw new Invalid("config", "must be the first message");
      this.player = new Player(request.config);
      this.call.write({ ready: {} });
    } else if (request.segment) {
      if (this.waiting.length >= WAITING) {
        throw new Refusal(status.RESOURCE_EXHAUSTED, `more than ${WAITING} segments wait to be spoken`);
      }
      this.waiting.push(this.player.play(request.segment));
      this.goOn();
    } else if (request.cancel) {
      this.waiting = [];
      this.call.write({ canceled: { id: request.cancel.id } });
    } else {
      throw new Invalid(request.config ? "config" : "message", "is not expected here");
    }
  }

  finish(): void {
    if (!this.player) throw new Invalid("config", "must be the first message");
    this.isFinished = true;
    this.goOn();
  }

  stop(): void {
    this.isStopped = true;
    this.waiting = [];
  }

  private goOn(): void {
    if (this.isPlaying) return;
    this.isPlaying = true;
    setImmediate(() => this.attempt(() => this.playPiece()));
  }

  private playPiece(): void {
    this.isPlaying = false;
    const next = this.waiting[0]?.next();
    if (!next) {
      if (this.isFinished) this.call.end();
      return;
    }
    if (next.done) {
      this.waiting.shift();
      this.goOn();
    } else if (this.call.write(next.value)) {
      this.goOn();
    } else {
      this.isPlaying = true; // until the client has taken what was written
      this.call.once("drain", () => {
        this.isPlaying = false;
        this.goOn();
      });
    }
  }
}

class Player {
  private readonly encoder: Encoder;
  private readonly lowestHz: number;
  private readonly rate: number;
  private readonly pause: Buffer;

  constructor(config: SynthesizeConfig) {
    if (config.adapter !== CHIMES.id) throw new Invalid("config.adapter", `must be ${CHIMES.id}`);
    checkLanguage("config.language", config.language, CHIMES.languages);
    this.encoder = new Encoder(config.audio_format);
    const voice = VOICES_HZ[config.voice || "glass"];
    if (!voice) throw new Invalid("config.voice", `must be one of: ${Object.keys(VOICES_HZ).join(", ")}`);
    this.lowestHz = voice;
    this.rate = config.speaking_rate || 1;
    if (this.rate < 0.5 || this.rate > 2) throw new Invalid("config.speaking_rate", "must be from 0.5 to 2, or 0 for 1");
    this.pause = this.tone(readPause(config) / this.rate, 0);
  }

  /** Yields the segment's audio, word by word, and its end; what has no letters is passed over. */
  *play(segment: { id: string; text: string }): Generator<SynthesizeResponse> {
    const length = [...segment.text].length;
    if (length > LONGEST) throw new Invalid("segment.text", `must have at most ${LONGEST} characters`);
    const words = segment.text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
    const times = [];
    let size = 0;
    for (const text of words) {
      times.push({ text, start_ms: Math.floor(this.encoder.durationMs(size)) });
      const audio = Buffer.concat([this.note(text), this.pause]);
      size += audio.length;
      yield { audio: { segment_id: segment.id, audio } };
    }
    const usage = words.length ? [{ unit: "USAGE_UNIT_CHARACTERS", quantity: length }] : [];
    yield { segment_end: { segment_id: segment.id, words: times, usage } };
  }

  private note(word: string): Buffer {
    const step = STEPS[Math.min([...word].length, STEPS.length) - 1] ?? 0;
    return this.tone(NOTE_MS / this.rate, this.lowestHz * 2 ** (step / 12));
  }

  private tone(durationMs: number, frequencyHz: number): Buffer {
    const count = Math.round((durationMs * this.encoder.rateHz) / 1_000);
    const angle = (2 * Math.PI * frequencyHz) / this.encoder.rateHz;
    const samples = Int16Array.from({ length: count }, (_, at) => LEVEL * Math.sin(angle * at) * (1 - at / count));
    return this.encoder.write(samples);
  }
}

function readPause(config: SynthesizeConfig): number {
  const { pause_ms: pause = PAUSE_MS, ...others } = readStruct(config.settings);
  for (const name of Object.keys(others)) throw new Invalid(`config.settings.${name}`, "is no setting of this adapter");
  if (typeof pause !== "number" || !Number.isInteger(pause) || pause < 0 || pause > 1_000) {
    throw new Invalid("config.settings.pause_ms", "must be a whole number from 0 to 1000");
  }
  return pause;
}
