"""The parts of pipecat this service uses, without its banner, its log lines and its import warnings."""

import warnings

from loguru import logger

logger.disable("pipecat")

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # audioop, on Python 3.11 and 3.12
    from pipecat.audio.turn.smart_turn._whisper_features import (  # the features belong to the model
        compute_whisper_log_mel_features,
    )
    from pipecat.frames.frames import (
        DataFrame,
        ErrorFrame,
        Frame,
        InterruptionFrame,
        StartFrame,
        SystemFrame,
    )
    from pipecat.pipeline.pipeline import Pipeline
    from pipecat.pipeline.worker import PipelineParams, PipelineWorker
    from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
    from pipecat.workers.runner import WorkerRunner

__all__ = [
    "DataFrame",
    "ErrorFrame",
    "Frame",
    "FrameDirection",
    "FrameProcessor",
    "InterruptionFrame",
    "Pipeline",
    "PipelineParams",
    "PipelineWorker",
    "StartFrame",
    "SystemFrame",
    "WorkerRunner",
    "compute_whisper_log_mel_features",
]
