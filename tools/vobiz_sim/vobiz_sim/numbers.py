"""Phone numbers as the wire shows them, which is not the same everywhere."""

_INDIA = "91"
_NATIONAL_DIGITS = 10


def plain(number: str) -> str:
    """Without plus sign, spaces and dashes; SIP addresses stay as they are."""
    if number.startswith("sip:"):
        return number
    return "".join(character for character in number if character.isdigit())


def plus(number: str) -> str:
    return number if number.startswith("sip:") else f"+{plain(number)}"


def national0(number: str) -> str:
    digits = plain(number)
    if digits.startswith(_INDIA) and len(digits) == len(_INDIA) + _NATIONAL_DIGITS:
        return f"0{digits.removeprefix(_INDIA)}"
    return digits


_FORMATS = {"plain": (plain, plain), "plus": (plus, plus), "national0": (national0, national0)}


def as_sent(from_: str, to: str, style: str, *, inbound: bool) -> tuple[str, str]:
    """`observed` is what real webhooks carry: inbound calls have a national `To`, the rest is plain."""
    if style == "observed":
        return plain(from_), national0(to) if inbound else plain(to)
    caller, called = _FORMATS[style]
    return caller(from_), called(to)


def same(left: str, right: str) -> bool:
    return left == right or (bool(plain(left)) and national0(left) == national0(right))
