"""Knows in which language a conversation is written, in which it thinks, and which the caller speaks."""

from voicera.agents.v1 import spec_pb2


class Tongue:
    """BCP-47 codes. A translated conversation thinks as it is written; another one as the caller speaks."""

    def __init__(self, spec: spec_pb2.AgentSpec) -> None:
        self.is_translated = spec.HasField("translation")
        self.written = spec.translation.language or spec.language
        self.spoken = spec.language

    @property
    def thought(self) -> str:
        return self.written if self.is_translated else self.spoken
