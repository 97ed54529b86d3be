"""Reads bounded numbers from a command line."""

import argparse
from collections.abc import Callable


def whole(at_least: int, at_most: int) -> Callable[[str], int]:
    """An argument's type: a whole number between the two."""

    def read(text: str) -> int:
        if not text.isdecimal() or not at_least <= int(text) <= at_most:
            raise argparse.ArgumentTypeError(f"must be between {at_least} and {at_most}")
        return int(text)

    return read
