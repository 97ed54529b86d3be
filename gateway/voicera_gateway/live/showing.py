"""Shows live calls to people: who may not see callers' numbers sees their last four digits."""

import asyncio
from collections.abc import Sequence
from typing import Final

from google.protobuf import json_format

from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera_gateway.live.wall import Change
from voicera_gateway.people import called_by, caller_of
from voicera_kit.identity import Identity
from voicera_kit.phone_numbers import masked

PERMISSION: Final = "callers.read"
AT_ONCE: Final = 25
"""So many calls are written before the audio of this process gets its turn."""


def sees_callers(identity: Identity) -> bool:
    return identity.may(PERMISSION)


def shown(call: live.LiveCall, *, callers: bool) -> live.LiveCall:
    """Return the call as it may be seen; `callers` if whose numbers these are may be known."""
    if callers:
        return call
    seen = live.LiveCall()
    seen.CopyFrom(call)
    if call.direction == calls.DIRECTION_OUTBOUND:
        seen.to = masked(call.to)
    else:
        called_by(masked(caller_of(call)), seen)
    return seen


def written(change: Change, *, callers: bool) -> str:
    """Return a call as JSON with the contract's names, as REST writes it; written once for all who watch."""
    text = change.written.get(callers)
    if text is None and change.call is not None:
        text = json_format.MessageToJson(
            shown(change.call, callers=callers),
            preserving_proto_field_name=True,
            always_print_fields_with_no_presence=True,
            indent=None,
            ensure_ascii=False,
        )
        change.written[callers] = text
    return text or "{}"


async def all_written(changes: Sequence[Change], *, callers: bool) -> str:
    """Return a JSON array of the calls."""
    texts: list[str] = []
    for index, change in enumerate(changes):
        texts.append(written(change, callers=callers))
        if index % AT_ONCE == 0:
            await asyncio.sleep(0)
    return f"[{','.join(texts)}]"
