"""Numbers are hidden in one way wherever they are shown."""

import pytest

from voicera_kit.phone_numbers import masked


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+919800000001", "•••••••••0001"),
        ("09800000001", "•••••••0001"),
        ("+91 98000 00001", "•••••••••0001"),
        ("12345", "•2345"),
        ("1234", "••••"),
        ("112", "•••"),
        ("sip:asha@example.com", "•" * 19),
        ("", ""),
    ],
)
def test_what_is_no_number_or_too_short_is_hidden_as_a_whole(number: str, shown: str) -> None:
    assert masked(number) == shown
