"""Numbers are read in the forms people and carriers write them."""

import pytest

from voicera_agents.number.e164 import called_forms, is_e164, parse


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        ("+918000000002", None, "+918000000002"),
        ("918000000002", "IN", "+918000000002"),
        ("08000000002", "IN", "+918000000002"),
        ("(415) 555-0123", "US", "+14155550123"),
        ("08000000002", None, None),
        ("+0918000000002", "IN", None),
        ("++918000000002", "IN", None),
        ("+91\n8000000002", "IN", None),
        ("8000", "IN", None),
    ],
)
def test_a_number_is_read_as_e164(written: str, region: str | None, expected: str | None) -> None:
    assert parse(written, region) == expected


def test_only_the_canonical_form_is_e164() -> None:
    assert is_e164("+918000000002")
    assert not any(map(is_e164, ["918000000002", "+91 8000000002", "+91800", "+", "", "+9180000000020000"]))


def test_a_called_number_is_tried_as_written_first() -> None:
    assert called_forms("918000000002", "IN") == ("+918000000002",)
    assert called_forms("14155550123", "IN")[0] == "+14155550123"
    assert called_forms("08000000002", "IN") == ("+918000000002",)
    assert called_forms("anonymous", "IN") == ()
