"""Removes from text what is written to be seen: markup, emoji, links and control characters."""

import re
import unicodedata

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)"), r"\1"),  # links and pictures keep their text
    (re.compile(r"https?://(?:www\.)?([^\s/?#<>()\"']+)[^\s<>()\"']*?(?=[.,!?;:]*(?:[\s<>()\"']|$))"), r"\1"),
    (re.compile(r"\bwww\.(?=\w)"), ""),
    (re.compile(r"^\s*(?:#{1,6}|>+|[-+•▪‣])\s+(?=\S)", re.MULTILINE), ""),  # headings, quotes, list items
    (re.compile(r"^\s*\*\s+(?=\S)", re.MULTILINE), ""),
    (re.compile(r"^\s*(?:[-_=]\s?){3,}\s*$", re.MULTILINE), " "),  # rules between paragraphs
    (re.compile(r"\*{2,}|~{2,}|`+|(?<!\w)_{2,}(?=\w)|(?<=\w)_{2,}(?!\w)"), ""),
    (re.compile(r"(?<![\w*])\*(?=[^\W\d_])|(?<=[^\s*])\*(?=[\s.,!?;:।)]|$)"), ""),  # *so*, but not "press *"
    (re.compile(r"(?<![\w_])_(?=[^\W_])|(?<=[^\W_])_(?![\w_])"), ""),
    (re.compile(r"\s*\|\s*"), ", "),  # cells of a table
    (re.compile(r"(?<=\S)\s+(?=[.,!?;:।](?:\s|$))"), ""),  # what removed words leave behind
)
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u2190-\u21ff\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]"
)
_KEPT_FORMATS = frozenset("\u200c\u200d")
"""Joiners are part of Indian spelling."""


def speakable(text: str) -> str:
    """Return what a synthesizer should speak; empty if nothing is left to say. Angle brackets stay as they are."""
    cleaned = _clean(unicodedata.normalize("NFC", text))
    while cleaned != (barer := _clean(cleaned)):  # removing markup may bare more of it
        cleaned = barer
    return cleaned if any(char.isalnum() for char in cleaned) else ""


def _clean(text: str) -> str:
    text = _EMOJI.sub("", text)
    text = "".join(_visible(char) for char in text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return "\n" if char == "\n" else " "
    return "" if category in {"Cf", "Co", "Cs", "Cn"} and char not in _KEPT_FORMATS else char
