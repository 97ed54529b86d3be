import numpy as np
import pytest

from voicera_adapters.audio import AudioFormat, Encoding, Resampler, decode, encode
from voicera_adapters.vendors.espeak.shaping import Shaper, Trimmer

QUIET = np.zeros(1000, dtype=np.int16)
LOUD = np.full(500, 5000, dtype=np.int16)
SENTENCE = np.concatenate([QUIET, LOUD, QUIET, LOUD, QUIET])


def trimmed(samples, step, *, gap_ms=0, is_on=True):
    trimmer = Trimmer(1000, gap_ms, is_on=is_on)
    kept = [trimmer.push(samples[at : at + step]) for at in range(0, samples.size, step)]
    return np.concatenate([*kept, trimmer.finish()]), trimmer.trimmed


@pytest.mark.parametrize("step", [1, 7, 333, 10_000])
def test_silence_around_a_sentence_is_cut_and_inside_it_kept(step):
    kept, cut = trimmed(SENTENCE, step, gap_ms=100)
    assert cut == pytest.approx(995, abs=5)
    assert kept.size == 4000 - cut - 1000 + 100
    assert np.array_equal(kept, SENTENCE[cut:3100])


def test_without_trimming_everything_is_kept():
    kept, cut = trimmed(SENTENCE, 333, is_on=False)
    assert np.array_equal(kept, SENTENCE)
    assert cut == 0


def test_too_short_a_gap_is_filled_up():
    kept, _ = trimmed(SENTENCE, 333, gap_ms=1500)
    assert kept.size == 5 + 2000 + 1500


def test_nothing_but_silence_is_nothing():
    assert trimmed(QUIET, 100, gap_ms=500)[0].size == 0


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize("rate_hz", [8000, 16_000, 22_050, 24_000])
def test_pieces_are_a_tenth_of_a_second_in_the_wanted_format(encoding, rate_hz):
    tone = (8000 * np.sin(np.arange(22_050) * 0.06)).astype(np.int16)
    wanted = AudioFormat(encoding, rate_hz)
    shaper = Shaper(22_050, wanted, Trimmer(22_050, 0, is_on=False))
    pieces = [piece for at in range(0, tone.size, 1000) for piece in shaper.push(tone[at : at + 1000])]
    pieces += shaper.finish()
    assert all(wanted.duration_ms(len(each)) == 100 for each in pieces[:-1])
    assert wanted.duration_ms(sum(map(len, pieces))) == pytest.approx(1000, abs=2)
    heard = decode(b"".join(pieces), encoding)
    assert np.abs(heard).max() == pytest.approx(8000, rel=0.1)


def test_mu_law_survives_the_way_there_and_back():
    every = bytes(range(256))
    decoded = decode(every, Encoding.MULAW)
    assert np.array_equal(decode(encode(decoded, Encoding.MULAW), Encoding.MULAW), decoded)
    assert (int(decoded[0]), int(decoded[0x80]), int(decoded[0xFF])) == (-32_124, 32_124, 0)
    ramp = np.arange(-32_768, 32_768, dtype=np.int32).astype(np.int16)
    error = np.abs(decode(encode(ramp, Encoding.MULAW), Encoding.MULAW).astype(int) - ramp)
    assert (error <= np.maximum(np.abs(ramp.astype(int)) / 16, 8) + 132).all()


def test_a_resampler_that_is_not_needed_changes_nothing():
    assert np.array_equal(Resampler(8000, 8000).convert(LOUD), LOUD)
