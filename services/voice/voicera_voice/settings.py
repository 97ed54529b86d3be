"""The voice node's settings."""

import os
import socket
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from voicera_kit.settings import Settings


class VoiceSettings(Settings):
    node_name: str = ""
    """Name written into every call; empty means host and process id."""
    adapter_pools: str = "core,espeak,vendors"
    """Adapter pools of the mesh, separated by commas."""
    max_conversations: int = Field(default=60, ge=1)
    """Conversations this process holds at once; more are refused."""
    max_loop_lag_ms: float = Field(default=50.0, gt=0)
    """Refuse new conversations while the event loop is later than this (95th percentile)."""
    provider_open_s: float = Field(default=5.0, gt=0)
    """How long an adapter may take to say that it is ready."""
    transcript_timeout_s: float = Field(default=4.0, gt=0)
    """How long a recognizer may take for a final transcript."""
    first_audio_timeout_s: float = Field(default=8.0, gt=0)
    """How long a synthesizer may take for a sentence's first audio."""
    first_token_timeout_s: float = Field(default=10.0, gt=0)
    """How long a language model may take for its first token."""
    archive_tail_s: float = Field(default=60.0, gt=0)
    """Audio kept per call while the archive does not acknowledge; older audio becomes silence."""
    archive_close_s: float = Field(default=10.0, gt=0)
    """How long the end of a call may wait for its archive to be complete."""
    front_write_s: float = Field(default=5.0, gt=0)
    """How long a front may leave what is sent to it unread."""
    finalize_after_ms: int = Field(default=400, ge=100)
    """Silence after which the recognizer is asked for the transcript, ahead of the end of the turn."""
    smart_turn_threads: int = Field(default=1, ge=1)
    """Threads that judge whether a sentence is finished."""
    time_zone: str = "Asia/Kolkata"
    """Where agents are: what "today" means in their templates."""

    @field_validator("time_zone")
    @classmethod
    def _zone_is_known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("must be a time zone of the IANA database")
        return name

    @property
    def pools(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.adapter_pools.split(",") if name.strip())

    @property
    def node(self) -> str:
        return self.node_name or f"{socket.gethostname()}-{os.getpid()}"
