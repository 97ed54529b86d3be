"""Makes a Whisper model of 300 KB with random weights that says "hello" to everything."""

from pathlib import Path
from typing import Any

import numpy as np

WIDTH, HEADS, MELS, FRAMES, LONGEST = 16, 2, 80, 1500, 448
WORDS = (" hello", " world", "a", "b", "")
"""The empty one is what a multilingual model has more than an English one."""


def make_model(folder: Path, languages: tuple[str, ...]) -> None:
    from ctranslate2.specs import WhisperSpec  # noqa: PLC0415 - comes with an extra

    tasks = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
    times = (f"{at * 0.02:.2f}" for at in range(1501))
    marks = [f"<|{each}|>" for each in ("endoftext", "startoftranscript", *languages, *tasks, *times)]
    tokens = [*WORDS, *marks]
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    Weights(spec, len(tokens)).fill()
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = [tokens.index(f"<|{each}|>") for each in tasks[:-1]]
    spec.config.suppress_ids_begin = [tokens.index("<|endoftext|>")]
    spec.config.lang_ids = [tokens.index(f"<|{each}|>") for each in languages]
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize()
    folder.mkdir()
    spec.save(str(folder))
    tokenizer(tokens, marks).save(str(folder / "tokenizer.json"))


def tokenizer(tokens: list[str], marks: list[str]) -> Any:
    from tokenizers import AddedToken, Tokenizer, models  # noqa: PLC0415 - comes with an extra

    made = Tokenizer(models.WordLevel({each: at for at, each in enumerate(tokens)}, unk_token="a"))
    made.add_special_tokens([AddedToken(each, special=True) for each in marks])
    return made


class Weights:
    def __init__(self, spec: Any, tokens: int) -> None:
        self._spec = spec
        self._tokens = tokens
        self._random = np.random.default_rng(1)

    def fill(self) -> None:
        encoder, decoder = self._spec.encoder, self._spec.decoder
        self.linear(encoder.conv1, WIDTH, MELS, 3)
        self.linear(encoder.conv2, WIDTH, WIDTH, 3)
        encoder.position_encodings.encodings = self.some(FRAMES, WIDTH)
        decoder.position_encodings.encodings = self.some(LONGEST, WIDTH)
        decoder.embeddings.weight = decoder.projection.weight = self.some(self._tokens, WIDTH)
        decoder.projection.bias = np.zeros(self._tokens, np.float32)
        decoder.projection.bias[0] = 20
        for part in (encoder, decoder):
            self.norm(part.layer_norm)
            self.attention(part.layer[0].self_attention, (3, 1))
            self.linears(part.layer[0].ffn)
        self.attention(decoder.layer[0].attention, (1, 2, 1))

    def some(self, *shape: int) -> Any:
        return (self._random.standard_normal(shape) * 0.1).astype(np.float32)

    def norm(self, layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(self, layer: Any, *shape: int) -> None:
        layer.weight, layer.bias = self.some(*shape), np.zeros(shape[0], np.float32)

    def attention(self, layer: Any, widths: tuple[int, ...]) -> None:
        self.norm(layer.layer_norm)
        for at, width in enumerate(widths):
            self.linear(layer.linear[at], width * WIDTH, WIDTH)

    def linears(self, layer: Any) -> None:
        self.norm(layer.layer_norm)
        self.linear(layer.linear_0, 4 * WIDTH, WIDTH)
        self.linear(layer.linear_1, WIDTH, 4 * WIDTH)
