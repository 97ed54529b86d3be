"""What a conversation is set up with and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.audio.format import AudioFormat


@dataclass(frozen=True, slots=True)
class CallStart:
    organization_id: str
    call_id: str
    spec: spec_pb2.AgentSpec
    variables: Mapping[str, str]
    caller_format: AudioFormat
    agent_format: AudioFormat
    direction: "call_pb2.Direction.ValueType"
    caller_number: str
    called_number: str
    wants_interim: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    reason: "call_pb2.EndReason.ValueType"
    detail: str = ""
    disposition: str = ""
