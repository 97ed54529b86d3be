"""Reads an agent's settings for turns, silence and bounds, with the defaults the contract states."""

from dataclasses import dataclass

from voicera.agents.v1 import spec_pb2

_JUDGED_STOP_MS = 250
_SHORTEST_STOP_MS = 100
_TRANSCRIPT_AHEAD_MS = 200


@dataclass(frozen=True, slots=True)
class TurnPolicy:
    """`stop_ms` of silence ends an utterance: its transcript is asked for ahead of the end of the turn."""

    judged: bool
    wait_ms: int
    stop_ms: int
    speech_start_ms: int
    barge_in: bool


@dataclass(frozen=True, slots=True)
class CallPolicy:
    turns: TurnPolicy
    prompt_after_s: float
    max_duration_s: float
    records: bool
    bridge_after_s: float
    """How long after the caller's turn the bridge line comes; 0 if there is none."""


def call_policy(spec: spec_pb2.AgentSpec, finalize_after_ms: int) -> CallPolicy:
    return CallPolicy(
        turns=_turn_policy(spec.turn_taking, finalize_after_ms),
        prompt_after_s=(spec.silence.prompt_after_ms or 8000) / 1000,
        max_duration_s=spec.limits.max_duration_s or 1800,
        records=not spec.recording.disabled,
        bridge_after_s=_bridge_after_s(spec.failover),
    )


def _bridge_after_s(failover: spec_pb2.FailoverPolicy) -> float:
    return 0.0 if failover.bridge_line_disabled else (failover.bridge_after_ms or 2500) / 1000


def _turn_policy(turns: spec_pb2.TurnTaking, finalize_after_ms: int) -> TurnPolicy:
    judged = turns.end_of_turn == spec_pb2.END_OF_TURN_SMART_TURN
    wait_ms = turns.wait_ms or (3000 if judged else 600)
    ahead_ms = max(_SHORTEST_STOP_MS, min(finalize_after_ms, wait_ms - _TRANSCRIPT_AHEAD_MS))
    return TurnPolicy(
        judged=judged,
        wait_ms=wait_ms,
        stop_ms=min(_JUDGED_STOP_MS, ahead_ms) if judged else ahead_ms,
        speech_start_ms=turns.speech_start_ms or 120,
        barge_in=not turns.barge_in_disabled,
    )
