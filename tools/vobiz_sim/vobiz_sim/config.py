"""How a simulator is set up."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from vobiz_sim.faults import Faults


@dataclass(frozen=True, slots=True)
class Route:
    """Where an inbound number leads: nowhere without `answer_url`.

    Without `hangup_url` the Hangup event goes to `answer_url`.
    """

    answer_url: str = ""
    hangup_url: str = ""
    fallback_url: str = ""
    answer_method: str = "POST"


@dataclass(frozen=True, slots=True)
class SimConfig:
    """`port` 0 picks a free one; `parent_token` differs from `auth_token` on a sub-account."""

    host: str = "127.0.0.1"
    port: int = 0
    auth_id: str = "MA_SIMULATOR1"
    auth_token: str = "simulated-token"  # noqa: S105 - the simulator's own account, made up
    parent_token: str = ""
    account_name: str = "Simulated account"
    allow_remote: bool = False
    numbers: Mapping[str, Route] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    webhook_timeout_ms: int = 10_000
    webhook_tries: int = 3
    webhook_backoff_ms: int = 100
    queued_ms: int = 20
    max_call_seconds: int = 900
    max_live_calls: int = 200
    finished_calls_kept: int = 1000
    recorded_calls_kept: int = 50
    keep_audio: bool = True
    trust: ssl.SSLContext | None = None
    """Whom to believe behind https and wss; the system's authorities if it is None."""

    @property
    def parent_key(self) -> str:
        return self.parent_token or self.auth_token
