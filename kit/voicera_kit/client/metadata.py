"""Says on whose behalf a call is made; without it no call leaves."""

from collections.abc import Iterable
from typing import Final

from voicera_kit.trace import TRACE_KEY, current_trace_id, start_trace

AUTHORIZATION: Final = "authorization"
Pair = tuple[str, str]


class CallMetadata(tuple[Pair, ...]):
    """The metadata of one call; made by Mesh.authorize, forward and anonymous."""

    __slots__ = ()


def metadata_for(token: str | None) -> CallMetadata:
    trace = (TRACE_KEY, current_trace_id() or start_trace())
    return CallMetadata((trace,) if token is None else (trace, (AUTHORIZATION, f"Bearer {token}")))


def require_metadata(path: str, metadata: Iterable[tuple[str, str | bytes]] | None) -> None:
    """Raise ValueError if the caller forgot to say who calls."""
    if isinstance(metadata, CallMetadata) or any(key == AUTHORIZATION for key, _ in metadata or ()):
        return
    raise ValueError(f"{path} needs metadata from mesh.authorize, mesh.forward or mesh.anonymous")
