"""The wall of live calls stays quick while hundreds of calls change."""

import json
from typing import Any

import pytest

from tests.e2e.dashboard.visitor import Visitor

CALLS = 500
INTERACTION_MS = 200
"""What the web calls good for "interaction to next paint"."""
ROUNDS = 3
"""The quickest counts: other programs share the machine with the browser."""

FEED = """(() => {
  const Real = WebSocket;
  const call = (index, turns) => ({
    call_id: `call_${index}`, agent_id: `agent_${index % 7}`, agent_name: `Agent ${index % 7}`, agent_revision: 1,
    direction: "DIRECTION_INBOUND", from: `+9198${String(index).padStart(8, "0")}`, to: "+918045000001",
    started_at: new Date(Date.now() - index * 1000).toISOString(), state: "CONVERSATION_STATE_LISTENING",
    node_id: "welcome", node_title: "Welcome", language: "en-US", turns, last_response_ms: 600 + turns,
    last_line: { speaker: "SPEAKER_AGENT", text: `Line ${turns} of call ${index}` },
    operator_id: "", listeners: 0, barge_ins: 0,
  });
  globalThis.WebSocket = class extends EventTarget {
    constructor() {
      super();
      this.turns = 0;
      setTimeout(() => {
        this.tell({ snapshot: { calls: Array.from({ length: CALLS }, (_, index) => call(index, 0)) } });
        this.timer = setInterval(() => this.change(), 50);
      });
    }
    change() {
      for (let each = 0; each < 10; each += 1) {
        this.turns += 1;
        this.tell({ changed: call((this.turns * 37) % CALLS, this.turns) });
      }
    }
    tell(message) {
      const data = JSON.stringify({ cursor: String(this.turns), ...message });
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
    close() { clearInterval(this.timer); }
  };
  Object.assign(globalThis.WebSocket, { OPEN: Real.OPEN });
  globalThis.interactions = [];
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name } of list.getEntries()) {
      if (interactionId) interactions.push({ name, duration });
    }
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
})()"""


@pytest.mark.timeout(240)
def test_the_wall_answers_within_200_ms_while_500_calls_change(
    visitor: Visitor, counts: dict[str, str]
) -> None:
    visitor.page.context.add_init_script(FEED.replace("CALLS", json.dumps(CALLS)))
    visitor.sign_in()
    visitor.open("/live")
    visitor.sees(f"{CALLS} calls")
    slowest = min(_slowest_of_a_round(visitor.page) for _ in range(ROUNDS))
    counts[f"slowest interaction on the wall of {CALLS} calls"] = f"{slowest:.0f} ms"
    assert slowest < INTERACTION_MS


def _slowest_of_a_round(page: Any) -> float:
    """Search, change the order of things, and open the menu of filters, as somebody who looks for a call."""
    page.evaluate("() => { interactions.length = 0; }")
    search = page.get_by_placeholder("Number, agent or node")
    search.press_sequentially("Agent 3", delay=60)
    search.fill("")
    for view in ("Table", "Cards"):
        page.get_by_role("button", name=view).or_(page.get_by_role("radio", name=view)).first.click()
        page.wait_for_timeout(300)
    page.wait_for_timeout(500)
    durations = page.evaluate("() => interactions.map(({ duration }) => duration)")
    assert durations or page.evaluate("() => performance.interactionCount > 0")
    return max(durations, default=0)
