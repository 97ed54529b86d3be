"""Digests what a creator of a call asks for, to tell a repeated request from another one under the same key."""

import hashlib
import json

from voicera.media.v1 import call_pb2


def digest_of(call: call_pb2.Call) -> str:
    """Leave out what a repeated request may bring anew: state, and the revision that was live at the time."""
    asked = [call.agent_id, call.direction, getattr(call, "from"), call.to, sorted(call.variables.items())]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
