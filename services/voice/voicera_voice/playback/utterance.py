"""Keeps what the agent means to say in one go: its sentences, their audio, and how far playback has come."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from voicera_voice.audio.format import AudioFormat
from voicera_voice.playback.words import through_words


@dataclass(frozen=True, slots=True)
class WordStart:
    text: str
    start_ms: float


@dataclass(slots=True)
class Segment:
    """One sentence. `start` and `samples` place its audio in the utterance, in samples."""

    id: int
    text: str
    node_id: str
    interruptible: bool
    meant: str = ""
    """What the text translates; empty if it is spoken as it was meant."""
    start: int | None = None
    samples: int = 0
    ended: bool = False
    words: list[WordStart] = field(default_factory=list)
    """Those known so far, in order; all of them once it has ended, where the provider says."""
    _resumed_at_word: int = 0
    _resumed_ms: float = 0.0

    @property
    def end(self) -> int:
        return (self.start or 0) + self.samples

    def add_words(self, words: Iterable[WordStart]) -> None:
        """Times count from where the present provider began."""
        self.words += [WordStart(word.text, word.start_ms + self._resumed_ms) for word in words]

    def end_with(self, words: Iterable[WordStart]) -> None:
        """These are all the words of the present provider."""
        self.ended = True
        del self.words[self._resumed_at_word :]
        self.add_words(words)

    def resume_at(self, word: int, ms: float) -> str:
        """Another provider begins with this word, after so much audio; return the text from there on."""
        self._resumed_at_word, self._resumed_ms = word, ms
        del self.words[word:]
        return self.text[len(through_words(self.text, [each.text for each in self.words])) :].strip()


@dataclass(slots=True)
class Utterance:
    """Audio is kept until the utterance is over, so that what a broken connection swallowed can be said again."""

    format: AudioFormat
    segments: list[Segment] = field(default_factory=list)
    audio: bytearray = field(default_factory=bytearray)
    sent: int = 0
    heard: int = 0
    complete: bool = False
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """Sequence number and end (in samples of the utterance) of every piece sent."""

    @property
    def made(self) -> int:
        """Samples of audio that exist so far."""
        return len(self.audio) // self.format.encoding.bytes_per_sample

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def meant(self) -> str:
        """What the text translates; empty if nothing in it is a translation."""
        if not any(segment.meant for segment in self.segments):
            return ""
        return " ".join(segment.meant or segment.text for segment in self.segments)

    @property
    def speakable(self) -> bool:
        """False once nothing more will be made."""
        return not self.complete or any(not segment.ended for segment in self.segments)

    @property
    def last_sequence(self) -> int:
        return self.pieces[-1][0] if self.pieces else 0

    @property
    def guarded(self) -> bool:
        """True while a sentence that must be heard has not been."""
        return any(
            not segment.interruptible and (not segment.ended or segment.end > self.heard)
            for segment in self.segments
        )

    def segment(self, segment_id: int) -> Segment | None:
        return next((each for each in self.segments if each.id == segment_id), None)

    def add_audio(self, segment: Segment, audio: bytes) -> None:
        if segment.start is None:
            segment.start = self.made
        segment.samples += self.format.samples_in(audio)
        self.audio += audio

    def restart(self, segment: Segment) -> str:
        """Forget unsent audio of a segment that another provider takes over, from the beginning of its last word on.

        Without word times that is all of it. Returns the text to be made.
        """
        if segment.start is None:
            return segment.text
        made_ms = self.format.ms_of(segment.samples)
        begun = [word for word in segment.words if word.start_ms < made_ms]
        whole_ms = begun[-1].start_ms if begun else 0.0
        keep = max(self.sent, segment.start + self.format.samples_for_ms(whole_ms))
        del self.audio[keep * self.format.encoding.bytes_per_sample :]
        if len(begun) <= 1:
            segment.start, segment.samples = None, 0
            return segment.resume_at(0, 0.0)
        segment.samples = keep - segment.start
        return segment.resume_at(len(begun) - 1, self.format.ms_of(segment.samples))

    def take(self, samples: int) -> bytes:
        """Return the next audio to send and move on."""
        width = self.format.encoding.bytes_per_sample
        piece = bytes(self.audio[self.sent * width : (self.sent + samples) * width])
        self.sent += self.format.samples_in(piece)
        return piece

    def note_heard(self, sequence: int) -> None:
        """Everything up to this sequence number was played."""
        for number, end in reversed(self.pieces):
            if number <= sequence:
                self.heard = max(self.heard, end)
                return

    def go_back_to_unheard(self) -> None:
        """Send again from the beginning of the sentence that was not heard to its end."""
        unheard = [
            segment.start
            for segment in self.segments
            if segment.start is not None and segment.end > self.heard
        ]
        self.sent = min([self.sent, *unheard])
        del self.pieces[:]
