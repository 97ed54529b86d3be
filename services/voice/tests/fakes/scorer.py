"""Takes every loud window for speech."""

import numpy as np


class LoudnessScorer:
    def __init__(self, sample_rate_hz: int) -> None:
        self.window_samples = sample_rate_hz * 32 // 1000

    def score(self, window) -> float:
        return 1.0 if np.abs(window).max() > 1000 else 0.0
