"""Violations are told as far as an error can carry them."""

from voicera_kit.errors import FieldViolation, fitting


def violations(count: int) -> tuple[FieldViolation, ...]:
    return tuple(FieldViolation(f"field[{number}]", "must not be empty") for number in range(count))


def test_what_fits_is_told_as_it_is():
    assert fitting(violations(100), "ask again") == violations(100)
    assert fitting((), "ask again") == ()


def test_what_does_not_fit_is_counted():
    told = fitting(violations(1000), "ask again")
    *kept, last = told
    assert tuple(kept) == violations(len(kept))
    assert len(kept) > 100
    assert last == FieldViolation("", f"and {1000 - len(kept)} more; ask again")


def test_bytes_count_not_characters():
    hindi = tuple(FieldViolation("नाम", "खाली नहीं होना चाहिए") for _ in range(1000))
    assert sum(len(f"{each.field}{each.description}".encode()) for each in fitting(hindi, "")) < 4100
