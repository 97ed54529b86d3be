"""Numbers in words: what each word is worth, and how a small number is said in English."""

from voicera_voice.dialogue.words import Words, words_of

_UNIT_NAMES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
UNITS = {name: worth for worth, name in enumerate(_UNIT_NAMES)}
_TENS_NAMES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS = {name: worth for worth, name in zip(range(20, 100, 10), _TENS_NAMES, strict=True)}
SCALES = {
    "thousand": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "billion": 1_000_000_000,
}
INDIAN_DIGITS = {
    words_of(word)[0]: digit
    for row in (
        "शून्य एक दो तीन चार पांच छह सात आठ नौ",
        "शून्य एक दोन तीन चार पाच सहा सात आठ नऊ",
        "जीरो एक दो तीन चार पाँच छः सात आठ नौ",
        "பூஜ்யம் ஒன்று இரண்டு மூன்று நான்கு ஐந்து ஆறு ஏழு எட்டு ஒன்பது",
        "సున్నా ఒకటి రెండు మూడు నాలుగు ఐదు ఆరు ఏడు ఎనిమిది తొమ్మిది",
        "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়",
    )
    for digit, word in enumerate(row.split())
}

_SPELLED_DIGITS = 4


def spell(number: int) -> str:
    """Say 0 to 9999 in English."""
    if number < len(_UNIT_NAMES):
        return _UNIT_NAMES[number]
    for worth, name in ((1000, "thousand"), (100, "hundred")):
        if number >= worth:
            rest = number % worth
            head = f"{spell(number // worth)} {name}"
            return f"{head} {spell(rest)}" if rest else head
    rest = number % 10
    tens = _TENS_NAMES[number // 10 - 2]
    return f"{tens} {spell(rest)}" if rest else tens


def spoken_words(text: str) -> Words:
    """Return the words with small numbers as they are said: "10:30 AM" gives ("ten", "thirty", "am")."""
    return tuple(said for word in words_of(text) for said in _said(word))


def _said(word: str) -> Words:
    small = word.isdecimal() and len(word) <= _SPELLED_DIGITS
    return tuple(spell(int(word)).split()) if small else (word,)
