import type { Standing } from "./call-audio";

export class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = FakeSocket.OPEN;
  sent: (string | ArrayBuffer)[] = [];
  closedWith: number | undefined;
  constructor(readonly url: string) {
    super();
    FakeSocket.all.push(this);
  }
  send(data: string | ArrayBuffer) {
    this.sent.push(data);
  }
  close(code: number) {
    this.closedWith = code;
    this.readyState = 3;
  }
  format() {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify({ type: "format", sample_rate_hz: 8_000, microphone: { sample_rate_hz: 8_000 } }) }));
  }
  audio() {
    this.dispatchEvent(new MessageEvent("message", { data: new ArrayBuffer(4) }));
  }
  ends(code: number, reason = "") {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }
}

export class FakeMicrophone {
  level = 0.5;
  isTaken = false;
  isClosed = false;
  say: (bytes: ArrayBuffer) => void = () => undefined;
  async start(_rateHz: number, onBlock: (bytes: ArrayBuffer) => void) {
    this.say = onBlock;
  }
  close() {
    this.isClosed = true;
  }
}

export class FakeStanding implements Standing {
  who: ReturnType<Standing["talker"]> = "operator";
  private readonly listeners = new Set<() => void>();
  talker = () => this.who;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  tells(who: ReturnType<Standing["talker"]>) {
    this.who = who;
    for (const listener of this.listeners) listener();
  }
}
