"""Judges from the sound of a sentence whether the caller has finished it."""

import asyncio
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


class EndOfTurnJudge(Protocol):
    async def is_finished(self, speech: Samples, sample_rate_hz: int) -> bool:
        """Judge the last seconds of a turn, its closing silence included."""


class SmartTurn:
    """Runs the smart-turn model that ships with pipecat in a few threads shared by all calls."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="smart-turn")

    async def is_finished(self, speech: Samples, sample_rate_hz: int) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._judge, speech, sample_rate_hz)

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
