"""Judges from the sound of a sentence whether the caller has finished it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import soxr

from voicera_voice.audio.format import Samples
from voicera_voice.audio.onnx import onnx_session
from voicera_voice.pipeline.pipecat import compute_whisper_log_mel_features

HEARD_S = 8
_MODEL_RATE = 16000
_COMPLETE_AT = 0.5
_PENDING_PER_THREAD = 4


class EndOfTurnJudge(Protocol):
    async def is_finished(self, speech: Samples, sample_rate_hz: int) -> bool:
        """Judge the last seconds of a turn, its closing silence included; False if nobody has time to."""


class SmartTurn:
    """Runs the smart-turn model that ships with pipecat in a few threads shared by all calls.

    A judgement that would have to wait for several others is not made: it would come too late.
    """

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="smart-turn")
        self._room = threading.BoundedSemaphore(threads * _PENDING_PER_THREAD)

    async def is_finished(self, speech: Samples, sample_rate_hz: int) -> bool:
        if not self._room.acquire(blocking=False):
            return False
        judgement = self._threads.submit(self._judge, speech, sample_rate_hz)
        judgement.add_done_callback(lambda _: self._room.release())
        return await asyncio.wrap_future(judgement)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _session(self) -> Any:
        return onnx_session("audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx")

    def _judge(self, speech: Samples, sample_rate_hz: int) -> bool:
        audio = speech[-HEARD_S * sample_rate_hz :].astype(np.float32) / 32768
        if sample_rate_hz != _MODEL_RATE:
            audio = soxr.resample(audio, sample_rate_hz, _MODEL_RATE)
        audio = audio[-HEARD_S * _MODEL_RATE :]
        audio = np.pad(audio, (HEARD_S * _MODEL_RATE - len(audio), 0))
        features = compute_whisper_log_mel_features(audio, do_normalize=True)
        (probability,) = self._session.run(None, {"input_features": features[np.newaxis]})
        return float(probability.flat[0]) > _COMPLETE_AT
