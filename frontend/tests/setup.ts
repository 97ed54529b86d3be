import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";
import type * as code from "@/lib/later";

const parts = vi.hoisted((): { waiting: code.Later<unknown>[] } => ({ waiting: [] }));

vi.mock("@/lib/later", async (importOriginal) => {
  const real = await importOriginal<typeof code>();
  function later<Code>(fetchCode: () => Promise<Code>): code.Later<Code> {
    const part = real.later(fetchCode);
    parts.waiting.push(part);
    return part;
  }
  return { ...real, later };
});

// As on a page that has had a moment to fetch what comes after it.
beforeAll(async () => {
  for (let part = parts.waiting.shift(); part; part = parts.waiting.shift()) await part.load();
});
afterEach(cleanup);

// jsdom lays nothing out: give everything the size of a small window, or the virtualizer would draw no row.
Object.defineProperty(Element.prototype, "clientHeight", { value: 480 });
Object.defineProperty(Element.prototype, "clientWidth", { value: 960 });
Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
  if (typeof options !== "object") return;
  this.scrollTop = options.top ?? 0;
  this.dispatchEvent(new Event("scroll"));
};
globalThis.ResizeObserver = class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
};

// Nor does it have pointers: say that of a mouse, which captures nothing.
window.matchMedia = (query) => Object.assign(new EventTarget(), { matches: query === "(pointer: fine)", media: query, onchange: null }) as MediaQueryList;
Element.prototype.hasPointerCapture = () => false;
Element.prototype.scrollIntoView = () => undefined;
