"""What a page costs the browser: interactions, frames, memory, bytes."""

from dataclasses import dataclass, field
from typing import Any

OBSERVER = """
  globalThis.interactions = [];
  new PerformanceObserver((list) => {
    interactions.push(...list.getEntries().filter((entry) => entry.interactionId).map((entry) => entry.duration));
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
"""`interactions` are the times from an input to the next paint, in milliseconds."""

FRAMES = """async (milliseconds) => {
  const gaps = [];
  let before = performance.now();
  const until = before + milliseconds;
  while (before < until) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - before);
    before = now;
  }
  gaps.sort((one, other) => one - other);
  return gaps[Math.floor(gaps.length * 0.95)];
}"""
"""The 95th percentile of the time between two frames."""


@dataclass
class Costs:
    """One page over the browser's own protocol; `bytes_read` counts the bodies of what has `of` in its address."""

    page: Any
    of: str = "/recording"
    bytes_read: int = 0
    _wanted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._session = self.page.context.new_cdp_session(self.page)
        for domain in ("Network", "Performance", "HeapProfiler", "DOM", "CSS"):
            self._session.send(f"{domain}.enable")
        self._session.on("Network.requestWillBeSent", self._note_request)
        self._session.on("Network.dataReceived", self._note_bytes)

    def heap_mib(self) -> float:
        """What is still in use after a collection."""
        self._session.send("HeapProfiler.collectGarbage")
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize") / 2**20

    def fonts(self, selector: str) -> list[dict[str, Any]]:
        """The fonts an element's letters are really drawn with, by `familyName` and `isCustomFont`."""
        root = self._session.send("DOM.getDocument")["root"]["nodeId"]
        node = self._session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        return list(self._session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"])

    def slowest_interaction(self) -> float:
        """The slowest since the last time; shorter ones than 16 ms are not told by the browser."""
        self.page.wait_for_timeout(300)
        durations = self.page.evaluate("() => interactions.splice(0)")
        return max(durations, default=0.0)

    def _note_request(self, event: dict[str, Any]) -> None:
        if self.of in event["request"]["url"]:
            self._wanted.add(event["requestId"])

    def _note_bytes(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._wanted:
            self.bytes_read += event["dataLength"]
