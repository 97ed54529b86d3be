"""Writes and reads audio formats as the contracts have them."""

from voicera.common.v1 import audio_pb2
from voicera_kit.errors import invalid
from voicera_voice.audio.format import AudioFormat, Encoding

_TO_WIRE = {
    Encoding.MULAW: audio_pb2.AUDIO_ENCODING_MULAW,
    Encoding.PCM_S16LE: audio_pb2.AUDIO_ENCODING_PCM_S16LE,
}
_FROM_WIRE = {wire: encoding for encoding, wire in _TO_WIRE.items()}
_RATES = (8000, 16000)


def audio_format(form: AudioFormat) -> audio_pb2.AudioFormat:
    return audio_pb2.AudioFormat(encoding=_TO_WIRE[form.encoding], sample_rate_hz=form.sample_rate_hz)


def parse_audio_format(field: str, message: audio_pb2.AudioFormat) -> AudioFormat:
    """Return the format; InvalidArgument if conversations cannot be held in it."""
    if message.encoding not in _FROM_WIRE:
        raise invalid(f"{field}.encoding", "must be PCM_S16LE or MULAW")
    if message.sample_rate_hz not in _RATES:
        raise invalid(f"{field}.sample_rate_hz", "must be 8000 or 16000")
    return AudioFormat(_FROM_WIRE[message.encoding], message.sample_rate_hz)
