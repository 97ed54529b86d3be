"""Remembers how accounts stood when they were looked at last, to tell what is new."""

import re
from contextlib import suppress
from typing import Final

from google.protobuf import json_format

from voicera.telephony.v1 import carrier_service_pb2 as pb
from voicera_kit.bus import Bus
from voicera_kit.errors import ServiceError

TTL_S: Final = 30 * 86_400.0
_FIGURES: Final = re.compile(r"[0-9][0-9.,]*")


class Standings:
    """Kept on the bus: what is forgotten there counts as not known, never as a change."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def exchange(
        self, organization_id: str, now: pb.CheckCarrierResponse
    ) -> pb.CheckCarrierResponse | None:
        """Remember how an account stands; return how it stood, None if that is not known."""
        key = f"{organization_id}.carrier_standing"
        kept = None
        with suppress(ServiceError):
            kept = await self._bus.get(key)
            await self._bus.put(key, json_format.MessageToDict(essence(now)), TTL_S)
        if kept is None or isinstance(kept, bytes):
            return None
        return json_format.ParseDict(dict(kept), pb.CheckCarrierResponse(), ignore_unknown_fields=True)


def essence(verdict: pb.CheckCarrierResponse) -> pb.CheckCarrierResponse:
    """Return what does not differ each time: no times, and of problems what they are, not the balance that is left."""
    problems = [_FIGURES.sub("…", each) for each in verdict.problems]
    return pb.CheckCarrierResponse(ok=verdict.ok, reason=verdict.reason, problems=problems)
