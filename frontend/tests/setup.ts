import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

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
