import pytest

from voicera_kit.feed import Feed


async def test_dropped_subscriptions_and_their_topics_are_forgotten() -> None:
    feed = Feed[int]()
    kept, dropped = feed.subscribe("a", 1), feed.subscribe("b", 1)
    del dropped
    feed.publish("b", 1)
    assert list(feed._topics) == ["a"]
    del kept
    assert list(feed._topics) == []


async def test_a_closed_subscription_yields_what_it_had() -> None:
    feed = Feed[int]()
    subscription = feed.subscribe("a", 5)
    feed.publish("a", 1)
    subscription.close()
    feed.publish("a", 2)
    assert [item async for item in subscription] == [1]


def test_a_subscription_needs_room() -> None:
    with pytest.raises(ValueError, match="room"):
        Feed[int]().subscribe("a", 0)
