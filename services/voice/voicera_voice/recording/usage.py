"""Adds up what a call's providers will charge for, and notes it now and then."""

from collections import Counter
from collections.abc import Sequence

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import usage_pb2
from voicera.media.v1 import call_event_pb2 as events
from voicera_kit.clock import Clock
from voicera_voice.recording.journal import Journal

NOTE_EVERY_S = 30.0
_MOST = 1e9
_LONGEST_NAME = 200


class UsageLedger:
    """What is lost with a voice node that dies is at most `NOTE_EVERY_S` of it."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._open: dict[tuple[str, str, str], Counter[int]] = {}
        self._noted_at = clock.monotonic()

    def add(self, modality: str, adapter: str, model: str, usage: Sequence[usage_pb2.Usage]) -> None:
        for each in usage:
            if not (each.unit and 0 <= each.quantity <= _MOST):
                continue  # the archive would refuse it, and with it whatever happens later
            stage = (modality, adapter[:_LONGEST_NAME], model[:_LONGEST_NAME])
            self._open.setdefault(stage, Counter())[each.unit] += each.quantity  # type: ignore[assignment]

    def note_if_due(self) -> None:
        if self._clock.monotonic() - self._noted_at >= NOTE_EVERY_S:
            self.note_all()

    def note_all(self) -> None:
        self._noted_at = self._clock.monotonic()
        for (modality, adapter, model), quantities in self._open.items():
            recorded = events.UsageRecorded(
                modality=catalog_pb2.Modality.Value(f"MODALITY_{modality.upper()}"),
                adapter=adapter,
                model=model,
                usage=[
                    usage_pb2.Usage(unit=unit, quantity=quantity)  # type: ignore[arg-type]
                    for unit, quantity in sorted(quantities.items())
                ],
            )
            self._journal.note(usage_recorded=recorded)
        self._open.clear()
