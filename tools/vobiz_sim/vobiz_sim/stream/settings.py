"""The attributes of `<Stream>`, read the way the carrier reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from vobiz_sim.calls import Hook
from vobiz_sim.stream.formats import WireFormat

_MAX_RETRIES = 10
_DAY_S = 86_400


class StreamRefusedError(ValueError):
    """The combination of attributes makes the carrier skip the stream."""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    url: str
    wire: WireFormat
    bidirectional: bool
    keep_call_alive: bool
    timeout_s: int
    max_retries: int
    status: Hook | None
    extra_headers: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, attributes: Mapping[str, str], text: str) -> "StreamSettings":
        """Raises StreamRefusedError for tracks a bidirectional stream cannot have and unknown formats."""
        bidirectional = attributes.get("bidirectional") == "true"
        if bidirectional and attributes.get("audioTrack", "inbound") != "inbound":
            raise StreamRefusedError("a bidirectional stream carries the inbound track only")
        try:
            wire = WireFormat.parse(attributes.get("contentType", "audio/x-l16;rate=8000"))
        except ValueError as error:
            raise StreamRefusedError(str(error)) from error
        status_url = attributes.get("statusCallbackUrl", "")
        return cls(
            url=text.strip(),
            wire=wire,
            bidirectional=bidirectional,
            keep_call_alive=bidirectional and attributes.get("keepCallAlive") == "true",
            timeout_s=_whole(attributes.get("streamTimeout", "")) or _DAY_S,
            max_retries=min(_MAX_RETRIES, _whole(attributes.get("maxRetries", ""))),
            status=Hook(status_url, attributes.get("statusCallbackMethod", "POST")) if status_url else None,
            extra_headers=_pairs(attributes.get("extraHeaders", "")),
        )


def _whole(text: str) -> int:
    """Zero for anything that is not a positive integer."""
    return int(text) if text.strip().isdigit() else 0


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    split = (pair.partition("=") for pair in text.split(",") if "=" in pair)
    return tuple((key.strip(), value.strip()) for key, _, value in split)
