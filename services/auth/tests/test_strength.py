import pytest

from voicera_auth.account.strength import require_strength
from voicera_kit.errors import InvalidArgument

KNOWN = ("owner@example.com", "Sunrise Clinic")


@pytest.mark.parametrize(
    "password",
    [
        "x" * 9,
        "x1y2z3" * 43,
        "password123",
        "PassWord123",
        "pass word 123",
        "1qaz2wsx3edc",
        "OWNER@example.com",
        "sunriseclinic",
        "zzzzzzzzzzzz",
        "          ",
    ],
)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(InvalidArgument) as refusal:
        require_strength(password, *KNOWN, field="new_password")
    assert [each.field for each in refusal.value.violations] == ["new_password"]


@pytest.mark.parametrize("password", ["seven mangoes", "நல்ல கடவுச்சொல்", "x1y2z3" * 42])
def test_any_other_is_accepted(password):
    require_strength(password, *KNOWN)
