"""The voice node's settings."""

import os
import socket
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from voicera_kit.settings import Settings
from voicera_voice.providers.chain import Budget, Deadlines
from voicera_voice.providers.language_model import TokenDeadlines


class VoiceSettings(Settings):
    default_deadline_s: float = Field(default=25.0, gt=0)
    """Longer than a step of a rehearsal may take."""
    node_name: str = ""
    """Name written into every call; empty means host and process id."""
    adapter_pools: str = "core,espeak,vendors"
    """Adapter pools of the mesh, separated by commas."""
    max_conversations: int = Field(default=60, ge=1)
    """Conversations this process holds at once; more are refused."""
    max_loop_lag_ms: float = Field(default=50.0, gt=0)
    """Refuse new conversations while the event loop is later than this (95th percentile)."""
    max_rehearsals_per_organization: int = Field(default=4, ge=1)
    """Steps of rehearsals one organization takes at once in this process; more are refused."""
    rehearsal_deadline_s: float = Field(default=20.0, gt=0, lt=25)
    """How long a step of a rehearsal may take, with all its models say."""
    provider_open_s: float = Field(default=5.0, gt=0)
    """How long an adapter may take to say that it is ready, if no other can take its place."""
    transcript_timeout_s: float = Field(default=4.0, gt=0)
    """How long a recognizer may take for a final transcript, if no other can take its place."""
    first_audio_timeout_s: float = Field(default=8.0, gt=0)
    """How long a synthesizer may take for a sentence's next audio, if no other can take its place."""
    first_token_timeout_s: float = Field(default=10.0, gt=0)
    """How long a language model may take for its next token, if no other can take its place."""
    translation_timeout_s: float = Field(default=4.0, gt=0)
    """How long a translator may take for a sentence, if no other can take its place."""
    provider_open_budget_s: float = Field(default=1.0, gt=0)
    """How long an adapter may take to say that it is ready, before the agent's next one is asked."""
    transcript_budget_s: float = Field(default=1.5, gt=0)
    """How long a recognizer may take for a final transcript, before the agent's next one is asked."""
    first_audio_budget_s: float = Field(default=1.5, gt=0)
    """How long a synthesizer may take for a sentence's next audio, before the agent's next one is asked."""
    first_token_budget_s: float = Field(default=3.0, gt=0)
    """How long a language model may take for its next token, before the agent's next one is asked."""
    translation_budget_s: float = Field(default=1.5, gt=0)
    """How long a translator may take for a sentence, before the agent's next one is asked."""
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
    def transcript_budget(self) -> Budget:
        return self._budget(self.transcript_timeout_s, self.transcript_budget_s)

    @property
    def audio_budget(self) -> Budget:
        return self._budget(self.first_audio_timeout_s, self.first_audio_budget_s)

    @property
    def translation_budget(self) -> Budget:
        return self._budget(self.translation_timeout_s, self.translation_budget_s)

    @property
    def token_deadlines(self) -> TokenDeadlines:
        return TokenDeadlines(self.first_token_timeout_s, self.first_token_budget_s)

    def _budget(self, alone_s: float, replaceable_s: float) -> Budget:
        return Budget(
            Deadlines(self.provider_open_s, alone_s), Deadlines(self.provider_open_budget_s, replaceable_s)
        )

    @property
    def pools(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.adapter_pools.split(",") if name.strip())

    @property
    def node(self) -> str:
        return self.node_name or f"{socket.gethostname()}-{os.getpid()}"
