"""The recordings the carrier keeps, made from both sides of the line."""

import io
import time
import wave
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from vobiz_sim import events
from vobiz_sim.audio import wav
from vobiz_sim.audio.rate import LINE_HZ
from vobiz_sim.calls import Call, Hook
from vobiz_sim.events import Fields

_KEPT = 200


@dataclass(slots=True)
class Recording:
    recording_id: str
    call_uuid: str
    from_number: str
    to_number: str
    file_format: str
    url: str
    callback: Hook | None
    limit_s: int
    first_sample: int
    start_ms: int
    end_ms: int = 0
    audio: bytes = b""

    @property
    def duration_ms(self) -> int:
        if not self.audio:
            return 0
        with wave.open(io.BytesIO(self.audio)) as source:
            return int(source.getnframes() * 1000 // source.getframerate())


class RecordingShelf:
    """`url_of` turns an id and a format into the protected download address."""

    def __init__(self, url_of: Callable[[str, str], str]) -> None:
        self._url_of = url_of
        self._kept: OrderedDict[str, Recording] = OrderedDict()

    def start(self, call: Call, *, file_format: str, callback: Hook | None, limit_s: int) -> str:
        made = str(uuid4())
        self._kept[made] = Recording(
            recording_id=made,
            call_uuid=call.uuid,
            from_number=call.plan.from_,
            to_number=call.plan.to,
            file_format=file_format,
            url=self._url_of(made, file_format),
            callback=callback,
            limit_s=limit_s,
            first_sample=call.line.position,
            start_ms=_now_ms(),
        )
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made

    def finish(self, call: Call, recording_id: str, reason: str) -> Fields:
        recording = self._kept[recording_id]
        recording.end_ms = _now_ms()
        window = slice(recording.first_sample, recording.first_sample + recording.limit_s * LINE_HZ)
        recording.audio = wav.encode(call.line.recorder.caller[window], call.line.recorder.ear[window])
        return {
            "Event": "RecordStop",
            "RecordingID": recording_id,
            "RecordFile": recording.url,
            "RecordUrl": recording.url,
            "RecordingDuration": str(round(recording.duration_ms / 1000)),
            "RecordingDurationMs": str(recording.duration_ms),
            "RecordingStartMs": str(recording.start_ms),
            "RecordingEndMs": str(recording.end_ms),
            "RecordingEndReason": reason,
        }

    def finish_all(self, call: Call, account: str) -> list[tuple[Hook, Fields]]:
        """Ends what is still recording the call and returns the callbacks to send."""
        return [
            (recording.callback or Hook(""), self._stopped(call, recording, account))
            for recording in tuple(self._kept.values())
            if recording.call_uuid == call.uuid and not recording.end_ms
        ]

    def of_call(self, call_uuid: str) -> list[Recording]:
        """Newest last; all of them for an empty UUID."""
        return [kept for kept in self._kept.values() if call_uuid in {"", kept.call_uuid}]

    def get(self, recording_id: str) -> Recording | None:
        return self._kept.get(recording_id)

    def remove(self, recording_id: str) -> bool:
        return self._kept.pop(recording_id, None) is not None

    def _stopped(self, call: Call, recording: Recording, account: str) -> Fields:
        limited = call.line.position - recording.first_sample > recording.limit_s * LINE_HZ
        reason = "maxLength" if limited else "HungUp"
        return events.standard(call, account) | self.finish(call, recording.recording_id, reason)


def _now_ms() -> int:
    return int(time.time() * 1000)
