"""What pages play, and what the microphone hears."""

import wave
from pathlib import Path

import numpy as np
import soxr

from vobiz_sim.caller.speech import speak

RATE_HZ = 48_000
SPOKEN_HZ = 8_000

EARS = """
  const connect = AudioNode.prototype.connect;
  const ears = [];
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const ear = this.context.createAnalyser();
      ear.fftSize = 32768;
      connect.call(this, ear);
      ears.push(ear);
    }
    return connect.call(this, to, ...rest);
  };
  const play = HTMLMediaElement.prototype.play;
  const players = new Set();
  HTMLMediaElement.prototype.play = function () {
    players.add(this);
    return play.call(this);
  };
  globalThis.playedSeconds = () => Math.max(0, ...[...players].map((player) => player.currentTime));
  globalThis.playing = () => [...players].filter((player) => !player.paused).length;
  globalThis.recordingLoudness = async () => {
    const player = [...players].at(-1);
    if (!player.ear) {
      const context = new AudioContext();
      player.ear = context.createAnalyser();
      player.ear.fftSize = 4096;
      context.createMediaStreamSource(player.captureStream()).connect(player.ear);
      await context.resume();
    }
    const samples = new Float32Array(player.ear.fftSize);
    player.ear.getFloatTimeDomainData(samples);
    return samples.reduce((loudest, each) => Math.max(loudest, Math.abs(each)), 0);
  };
  globalThis.loudness = () => Math.max(0, ...ears.filter((ear) => ear.context.state === "running").map((ear) => {
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    return samples.reduce((loudest, each) => Math.max(loudest, Math.abs(each)), 0);
  }));
"""
"""Listens to all that a page sends to its loudspeaker; `loudness()` is the peak of the last two thirds of a second.

Recordings are played by the browser itself: `playedSeconds()` is how far, `await recordingLoudness()` the peak of the
last half second of the one that was begun last."""

IS_PLAYING = "() => playedSeconds() > 0.5"
IS_AUDIBLE = "() => loudness() > 0.02"
IS_SILENT = "() => loudness() < 0.005"


def write_microphone(path: Path, *parts: str | float) -> Path:
    """A WAV of sentences and of seconds of silence, for a microphone that hears it over and over."""
    samples = np.concatenate([_silence(part) if isinstance(part, float) else _spoken(part) for part in parts])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE_HZ), dtype=np.float32)


def _spoken(text: str) -> np.ndarray:
    samples = np.asarray(speak(text, "en-us+klatt2", 160), dtype=np.float32)
    return soxr.resample(samples, SPOKEN_HZ, RATE_HZ)
