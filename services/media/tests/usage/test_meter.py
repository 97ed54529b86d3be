"""Usage adds up exactly, and keeps the prices it met first."""

from decimal import Decimal

import pytest
from google.type.money_pb2 import Money

from voicera.media.v1.call_event_pb2 import UsageRecorded
from voicera_media.usage.document import body_of, usage_of
from voicera_media.usage.meter import Meter
from voicera_media.usage.model import CallUsage, Modality, Price, Unit
from voicera_media.usage.prices import PriceRow, PriceTable
from voicera_media.usage.wire import cost_of, messages_of


def table(currency: str = "INR", *, model: str = "*", **prices: str) -> PriceTable:
    """Prices of a language model, by unit, for a million."""
    rows = (
        PriceRow(
            Modality.LANGUAGE_MODEL, "brain", model, Unit(unit.upper()), Price(Decimal(price), 1_000_000)
        )
        for unit, price in prices.items()
    )
    return PriceTable(currency, rows)


PRICES = table(input_tokens="15", output_tokens="60.5")


def used(
    modality: str = "MODALITY_LANGUAGE_MODEL", adapter: str = "brain", model: str = "m-1", **units: float
) -> UsageRecorded:
    return UsageRecorded(
        modality=modality,
        adapter=adapter,
        model=model,
        usage=[{"unit": f"USAGE_UNIT_{unit.upper()}", "quantity": units[unit]} for unit in units],
    )


def metered(*events: UsageRecorded, prices: PriceTable = PRICES, known: CallUsage | None = None) -> CallUsage:
    meter = Meter(prices)
    for event in events:
        meter.add(event)
    return meter.on(known or CallUsage())


def test_increments_of_one_stage_add_up() -> None:
    usage = metered(used(input_tokens=100, output_tokens=7), used(input_tokens=50), used(output_tokens=3))
    [stage] = messages_of(usage)
    assert {each.unit: each.quantity for each in stage.usage} == {3: 150, 5: 10}
    assert stage.cost == Money(currency_code="INR", nanos=150 * 15_000 + 10 * 60_500)


def test_stages_are_told_apart_by_modality_adapter_and_model() -> None:
    events = (
        used(input_tokens=1),
        used(model="m-2", input_tokens=1),
        used(adapter="other", input_tokens=1),
        used(modality="MODALITY_REALTIME", input_tokens=1),
    )
    assert len(metered(*events).stages) == 4


def test_nothing_is_lost_to_binary_fractions() -> None:
    usage = metered(*[used(input_tokens=0.1)] * 10)
    assert usage.stages[0].units[Unit.INPUT_TOKENS].quantity == 1
    assert usage.cost == Decimal("0.000015")


def test_a_cost_is_rounded_once_to_billionths() -> None:
    thirds = PriceTable(
        "INR", [PriceRow(Modality.LANGUAGE_MODEL, "brain", "*", Unit.INPUT_TOKENS, Price(Decimal(1), 3))]
    )
    assert metered(*[used(input_tokens=1)] * 3, prices=thirds).cost == 1
    assert metered(used(input_tokens=1), prices=thirds).cost == Decimal("0.333333333")
    assert metered(used(input_tokens=2), prices=thirds).cost == Decimal("0.666666667")


def test_large_amounts_are_exact() -> None:
    dear = table(input_tokens="999999.123456789")
    usage = metered(*[used(input_tokens=1e9)] * 2, prices=dear)
    assert cost_of(usage) == Money(currency_code="INR", units=1_999_998_246, nanos=913_578_000)


def test_a_stage_that_is_not_priced_whole_has_no_cost() -> None:
    usage = metered(used(input_tokens=1_000_000, cached_input_tokens=1))
    assert not messages_of(usage)[0].HasField("cost")
    assert cost_of(usage) is None


def test_a_unit_of_which_nothing_was_used_needs_no_price() -> None:
    usage = metered(used(input_tokens=1_000_000, cached_input_tokens=0), used(adapter="idle", characters=0))
    assert [each.stage.adapter for each in usage.stages] == ["brain"]
    assert usage.cost == 15


def test_the_call_costs_what_its_priced_stages_cost() -> None:
    usage = metered(
        used(input_tokens=1_000_000),
        used(model="m-2", input_tokens=500_000),
        used(adapter="free", characters=9),
    )
    assert cost_of(usage) == Money(currency_code="INR", units=22, nanos=500_000_000)


def test_a_price_of_zero_is_a_price() -> None:
    usage = metered(used(input_tokens=5), prices=table(input_tokens="0"))
    assert messages_of(usage)[0].HasField("cost")
    assert cost_of(usage) == Money(currency_code="INR")


def test_a_unit_or_modality_of_tomorrow_is_kept_without_a_price() -> None:
    event = used(input_tokens=1_000_000)
    event.usage.add(unit=99, quantity=2)
    usage = metered(event, UsageRecorded(modality=99, adapter="brain", usage=event.usage))
    known, unknown = messages_of(usage)
    assert {each.unit: each.quantity for each in known.usage} == {3: 1_000_000, 0: 2}
    assert not known.HasField("cost")
    assert (unknown.modality, unknown.HasField("cost")) == (0, False)


def test_the_same_events_give_the_same_usage_again() -> None:
    events = (used(input_tokens=10), used(output_tokens=3))
    once = metered(*events)
    assert metered(*events, known=once) == once
    assert metered(*events, known=metered(*events[:1])) == once


@pytest.mark.parametrize("later", [table(input_tokens="99"), table("USD", input_tokens="99"), PriceTable()])
def test_a_call_keeps_the_price_it_met_first(later: PriceTable) -> None:
    known = metered(used(input_tokens=1_000_000))
    usage = metered(used(input_tokens=2_000_000), prices=later, known=known)
    assert cost_of(usage) == Money(currency_code="INR", units=30)


def test_a_call_keeps_having_no_price_and_knows_one_currency() -> None:
    unpriced = metered(used(input_tokens=1), prices=PriceTable())
    assert metered(used(input_tokens=2), known=unpriced).cost is None
    events = (used(input_tokens=1), used(model="m-2", input_tokens=1))
    dollars = metered(*events, prices=table("USD", input_tokens="1"), known=metered(used(input_tokens=1)))
    assert [each.cost is None for each in dollars.stages] == [False, True]
    assert metered(*events, known=unpriced).stages[1].cost == Decimal("0.000015")


def test_what_nobody_can_read_any_more_stays_as_it_was() -> None:
    known = metered(used(input_tokens=1))
    assert metered(known=known) == known


def test_usage_comes_back_from_its_document_as_it_was() -> None:
    usage = metered(
        used(input_tokens=0.125),
        used(adapter="other", model="वाणी", characters=100),
        used(model="", output_tokens=1),
    )
    assert usage_of(body_of(usage)) == usage
    assert body_of(usage)["stages"][0]["units"] == [
        {"unit": "INPUT_TOKENS", "quantity": "0.125", "price": {"amount": "15", "per": 1_000_000}}
    ]
