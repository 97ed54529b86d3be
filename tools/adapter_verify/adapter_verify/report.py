"""Tells people and machines what came of the checks."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from adapter_verify.suite import NOT_COVERED, Outcome, Result


class Report:
    """Prints each result as it comes."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._about = ""

    def add(self, result: Result) -> None:
        if result.about != self._about:
            self._about = result.about
            self._line(result.about)
        note = result.why or result.rule
        self._line(f"  {result.outcome}  {result.check}  {note}")
        if result.outcome is Outcome.FAIL:
            self._line(f"        expected  {result.expected}")
            self._line(f"        came      {result.came}")

    def close(self, results: Sequence[Result]) -> None:
        for method, meaning in NOT_COVERED.items():
            self._line(f"not covered: {method} ({meaning})")
        counts = Counter(each.outcome for each in results)
        self._line(
            f"{counts[Outcome.PASS]} passed, {counts[Outcome.FAIL]} failed, {counts[Outcome.SKIP]} skipped"
        )

    def _line(self, text: str) -> None:
        self._out.write(f"{text}\n")
        self._out.flush()


def as_json(address: str, results: Sequence[Result]) -> str:
    counts = Counter(each.outcome for each in results)
    return json.dumps(
        {
            "target": address,
            "ok": not counts[Outcome.FAIL],
            "passed": counts[Outcome.PASS],
            "failed": counts[Outcome.FAIL],
            "skipped": counts[Outcome.SKIP],
            "not_covered": list(NOT_COVERED),
            "checks": [
                {**asdict(each), "outcome": each.outcome.lower(), "seconds": round(each.seconds, 3)}
                for each in results
            ],
        },
        indent=2,
        ensure_ascii=False,
    )
