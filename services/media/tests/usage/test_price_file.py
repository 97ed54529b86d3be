"""The file of prices is read as it stands, or refused by row and field."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from voicera_kit.settings import SettingsError
from voicera_media.settings import MediaSettings
from voicera_media.usage.model import Modality, Price, Stage, Unit
from voicera_media.usage.price_file import PriceFileError, read_prices

EXAMPLE = Path(__file__).parents[4] / "deploy/prices.example.json"
ROW = {"modality": "SPEECH_TO_TEXT", "adapter": "ear", "unit": "AUDIO_SECONDS", "price": "0.6", "per": 60}


def written(folder: Path, *rows: Any, **more: Any) -> Path:
    path = folder / "prices.json"
    path.write_text(json.dumps({"currency": "INR", "prices": rows} | more))
    return path


def speech(model: str = "", adapter: str = "ear") -> Stage:
    return Stage(Modality.SPEECH_TO_TEXT, adapter, model)


def test_a_row_without_a_model_is_for_every_model(tmp_path: Path) -> None:
    table = read_prices(written(tmp_path, ROW))
    assert table.currency == "INR"
    for model in ("", "nova-3"):
        assert table.price(speech(model), Unit.AUDIO_SECONDS) == Price(Decimal("0.6"), 60)
    assert table.price(speech(adapter="Ear"), Unit.AUDIO_SECONDS) is None
    assert table.price(speech(), Unit.CHARACTERS) is None
    assert table.price(Stage(Modality.REALTIME, "ear", ""), Unit.AUDIO_SECONDS) is None


def test_names_may_be_copied_from_the_api(tmp_path: Path) -> None:
    named = {"modality": "MODALITY_SPEECH_TO_TEXT", "unit": "USAGE_UNIT_AUDIO_SECONDS", "note": "list price"}
    assert read_prices(written(tmp_path, ROW | named, note="ours")).price(speech(), Unit.AUDIO_SECONDS)


@pytest.mark.parametrize(
    ("model", "price"),
    [("nova-3", "1"), ("nova-3-phone", "2"), ("nova-2", "3"), ("nova", "4"), ("nova[3]", "5"), ("", "4")],
)
def test_the_most_precise_row_counts(tmp_path: Path, model: str, price: str) -> None:
    rows = {"*": "4", "nova-?": "3", "nova-3*": "2", "nova-3": "1", "nova[3]": "5"}
    table = read_prices(written(tmp_path, *(ROW | {"model": each, "price": rows[each]} for each in rows)))
    found = table.price(speech(model), Unit.AUDIO_SECONDS)
    assert found == Price(Decimal(price), 60)


def test_of_equally_precise_rows_the_first_counts(tmp_path: Path) -> None:
    rows = [ROW | {"model": "*-3", "price": "1"}, ROW | {"model": "no*", "price": "2"}]
    for first, second in (rows, rows[::-1]):
        found = read_prices(written(tmp_path, first, second)).price(speech("nova-3"), Unit.AUDIO_SECONDS)
        assert found == Price(Decimal(str(first["price"])), 60)


def test_a_price_may_be_zero(tmp_path: Path) -> None:
    table = read_prices(written(tmp_path, ROW | {"price": "0"}))
    assert table.price(speech(), Unit.AUDIO_SECONDS) == Price(Decimal(0), 60)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"price": 0.6}, "row 2: price: must be a decimal number in quotes"),
        ({"price": "-1"}, "row 2: price: must be"),
        ({"price": "1e3"}, "row 2: price: must be"),
        ({"price": "NaN"}, "row 2: price: must be"),
        ({"price": "1,5"}, "row 2: price: must be"),
        ({"price": "1000000"}, "row 2: price: must be"),
        ({"price": None}, "row 2: price: must be"),
        ({"per": 0}, "row 2: per: "),
        ({"per": "60"}, "row 2: per: "),
        ({"per": True}, "row 2: per: "),
        ({"per": 1.5}, "row 2: per: "),
        ({"modality": "SPEECH"}, "row 2: modality: must be one of SPEECH_TO_TEXT, "),
        ({"modality": "UNKNOWN"}, "row 2: modality: must be one of"),
        ({"unit": "SECONDS"}, "row 2: unit: must be one of AUDIO_SECONDS, "),
        ({"unit": 1}, "row 2: unit: must be one of"),
        ({"adapter": ""}, "row 2: adapter: "),
        ({"model": ""}, "row 2: model: "),
        ({"voice": "x"}, "row 2: voice: "),
        ({"adapter": "ear"}, "row 2: model: row 1 has a price for this already"),
        ({"adapter": "ear", "model": "*"}, "row 2: model: row 1 has a price for this already"),
    ],
)
def test_a_wrong_row_is_named_with_its_field(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    path = written(tmp_path, ROW, ROW | {"adapter": "other"} | wrong)
    with pytest.raises(PriceFileError, match=re.escape(f"{path}: {said}")):
        read_prices(path)


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    without = {name: ROW[name] for name in ROW if name != "unit"}
    with pytest.raises(PriceFileError) as refusal:
        read_prices(written(tmp_path, without, ROW, ROW | {"price": ""}, currency="rupees"))
    assert [line.split(": ")[1:3] for line in str(refusal.value).splitlines()] == [
        ["currency", "String should match pattern '^[A-Z]{3}$'"],
        ["row 1", "unit"],
        ["row 3", "price"],
    ]


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prices.json"
    for text in ("currency: INR", "[]", "", "{}"):
        path.write_text(text)
        with pytest.raises(PriceFileError, match=re.escape(str(path))):
            read_prices(path)
    with pytest.raises(PriceFileError, match="No such file"):
        read_prices(tmp_path / "nothing.json")


async def test_prices_file(start: Any, tmp_path: Path) -> None:
    path = written(tmp_path, ROW | {"price": "cheap"})
    with pytest.raises(
        SettingsError, match=f"^VOICERA_PRICES_FILE: {re.escape(str(path))}: row 1: price: must"
    ):
        async with start(prices_file=path):
            pass


def test_without_a_file_nothing_has_a_price() -> None:
    for settings in (MediaSettings(), MediaSettings(prices_file="")):
        assert settings.prices().currency == ""
        assert settings.prices().price(speech(), Unit.AUDIO_SECONDS) is None


def test_the_example_is_valid_and_says_that_it_is_one() -> None:
    assert read_prices(EXAMPLE).currency
    assert "EXAMPLE" in json.loads(EXAMPLE.read_text())["note"]
