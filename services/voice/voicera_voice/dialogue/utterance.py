"""Remembers what was said since the caller's last turn, and cuts it to what was heard."""

from dataclasses import replace

from voicera_voice.dialogue.moves import Piece
from voicera_voice.dialogue.words import first_letters, letters_in

_MOSTLY = 0.9


class Utterance:
    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._owed: list[Piece] = []
        self._over = False

    def add(self, piece: Piece) -> None:
        if self._over:
            self._pieces = []
            self._over = False
        self._pieces.append(piece)

    def end(self) -> None:
        """The next piece begins another utterance."""
        self._over = True

    def cut(self, heard: str) -> None:
        """Keep only what was heard. What must not be interrupted and was not heard is owed to the caller."""
        left = letters_in(heard)
        for piece in self._pieces:
            length = letters_in(piece.text)
            if not piece.interruptible and left < length * _MOSTLY:
                self._owed.append(replace(piece))
            piece.text = first_letters(piece.text, left)
            left = max(0, left - length)
        self._pieces = []

    def take_owed(self) -> list[Piece]:
        owed, self._owed = self._owed, []
        return owed
