"""Which e-mail addresses are accepted."""

import re
from typing import Final

from voicera_auth.account.model import canonical_email
from voicera_kit.errors import invalid

MAX_EMAIL: Final = 254  # RFC 5321
_PART: Final = r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+"
_ADDRESS: Final = re.compile(f"{_PART}@{_PART}")


def require_email(email: str) -> str:
    """Return the address as it is compared; quoted names and comments are not accepted."""
    address = canonical_email(email)
    if len(address) > MAX_EMAIL or not _ADDRESS.fullmatch(address):
        raise invalid("email", "is not an e-mail address")
    return address


def name_in(address: str) -> str:
    """What a person is called who gave no name."""
    return address.partition("@")[0]
