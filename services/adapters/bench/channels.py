"""Prints the means of `vendors/pocketsphinx/channel.py`, from the sentences of the tuned corpus."""

import sys

import numpy as np

from bench.corpus import TUNED
from bench.speech import speech
from voicera_adapters.audio import AudioFormat, Encoding, encode
from voicera_adapters.contract import Expectation
from voicera_adapters.vendors.pocketsphinx.channel import PHONE, Channel
from voicera_adapters.vendors.pocketsphinx.decoders import Decoder
from voicera_adapters.vendors.pocketsphinx.ear import Ear
from voicera_adapters.vendors.pocketsphinx.grammar import compile_grammar

LINES = {
    "PHONE": AudioFormat(Encoding.MULAW, 8_000),
    "WIDEBAND": AudioFormat(Encoding.PCM_S16LE, 16_000),
}
GROUPS = (("en-us+klatt2",), ("en-us", "en-gb-x-rp", "en-us+f2", "en-us+m3", "en-us+f4"))


def mean_of(decoder: Decoder, voice: str, line: AudioFormat) -> Channel:
    grammar = compile_grammar(Expectation(("yes",)), decoder.knows)
    channel = PHONE[0].text
    for _, sentences in TUNED.said:
        for each in sentences:
            audio = encode(speech(each, voice, line.sample_rate_hz), line.encoding)
            decoder.begin(grammar, channel)
            decoder.hear(Ear(line).hear(audio))
            channel = decoder.end()
    return Channel.parse(channel)


def main() -> None:
    decoder = Decoder()
    for name, line in LINES.items():
        for voices in GROUPS:
            means = [mean_of(decoder, voice, line).mean for voice in voices]
            mean = ", ".join(f"{each:.1f}" for each in np.mean(means, axis=0))
            sys.stdout.write(f"{name} {voices}: {mean}\n")


if __name__ == "__main__":
    main()
