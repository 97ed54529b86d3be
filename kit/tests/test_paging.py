import pytest

from voicera_kit.errors import InvalidArgument
from voicera_kit.paging import Page, decode_token, encode_token, page_of


def test_page_size_is_clamped() -> None:
    assert page_of(0, "t") == Page(50, "t")
    assert page_of(7, "").size == 7
    assert page_of(10_000, "").size == 500


def test_negative_page_size_is_refused_by_name() -> None:
    with pytest.raises(InvalidArgument) as caught:
        page_of(-1, "")
    assert caught.value.violations[0].field == "page_size"


def test_tokens_give_back_their_position() -> None:
    position = ("नमस्ते", 1, 2.5, None)
    assert decode_token("calls", encode_token("calls", position), 4) == position


@pytest.mark.parametrize("token", ["x", "", "[]", "🙂", "eyJhIjoxfQ", "W1tbW1tb" * 10_000])
def test_bad_tokens_are_refused(token: str) -> None:
    with pytest.raises(InvalidArgument):
        decode_token("calls", token, 1)


def test_tokens_of_other_lists_are_refused() -> None:
    with pytest.raises(InvalidArgument):
        decode_token("agents", encode_token("calls", ("a",)), 1)
