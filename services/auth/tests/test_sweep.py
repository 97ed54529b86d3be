"""What has expired is removed once, whichever replica is first."""

import asyncio
from datetime import timedelta

import pytest

from voicera_auth.account.attempts import ATTEMPTS
from voicera_auth.account.resets import RESETS
from voicera_auth.accounts import EXPIRING
from voicera_auth.member.invitations import INVITATIONS
from voicera_auth.session.store import FAMILIES
from voicera_auth.sweep import EVERY_S, Sweep
from voicera_kit.documents import SYSTEM_ORGANIZATION
from voicera_kit.errors import Unauthenticated

HOUR_S = 3600
WEEK_S = 7 * 24 * HOUR_S


@pytest.fixture
def documents(auth):
    return auth.app.organizations._organizations._documents


async def leave_one_of_each(auth) -> None:
    owner = await auth.sign_in()
    user = await auth.app.accounts.profiles.get(owner)
    await auth.app.accounts.recovery.link_for(user.user)
    await auth.app.accounts.inviting.invite(owner, "new@example.com", "viewer")
    with pytest.raises(Unauthenticated):
        await auth.sign_in("nobody@example.com", "wrong password")


async def left(auth, documents) -> dict[str, int]:
    owner = auth.organization_id
    return {
        "sessions": await documents.count(owner, FAMILIES),
        "attempts": await documents.count(SYSTEM_ORGANIZATION, ATTEMPTS),
        "resets": await documents.count(owner, RESETS),
        "invitations": await documents.count(owner, INVITATIONS),
    }


async def test_everything_goes_in_its_time(auth, documents, clock):
    await leave_one_of_each(auth)
    sweep = auth.app.accounts.sweep
    assert await sweep.sweep() == 0
    assert await left(auth, documents) == {"sessions": 1, "attempts": 2, "resets": 1, "invitations": 1}
    late = LateClock(clock)
    late.seconds = HOUR_S
    assert await Sweep(documents, EXPIRING, late).sweep() == 3
    assert await left(auth, documents) == {"sessions": 1, "attempts": 0, "resets": 0, "invitations": 1}
    late.seconds = WEEK_S
    assert await Sweep(documents, EXPIRING, late).sweep() == 2
    assert await left(auth, documents) == {"sessions": 0, "attempts": 0, "resets": 0, "invitations": 0}


async def test_replicas_share_the_work(auth, documents, clock):
    for _ in range(6):
        await auth.sign_in()
    late = LateClock(clock, WEEK_S)
    removed = await asyncio.gather(*(Sweep(documents, EXPIRING, late).sweep() for _ in range(3)))
    assert sum(removed) == 6


async def test_the_service_sweeps_by_itself(auth, documents):
    await leave_one_of_each(auth)
    async with asyncio.timeout(10):
        while (await left(auth, documents))["resets"]:
            await auth.clock.advance(600)


async def test_what_one_turn_leaves_is_removed_soon(auth, documents, monkeypatch):
    monkeypatch.setattr("voicera_auth.sweep._AT_ONCE", 2)
    for number in range(7):
        body = {"expires_at": auth.clock.now().isoformat()}
        await documents.insert(SYSTEM_ORGANIZATION, ATTEMPTS, f"attempt_{number}", body)
    before_the_next = auth.clock.now() + timedelta(seconds=2 * EVERY_S - 1)
    await auth.clock.advance(EVERY_S)
    while await documents.count(SYSTEM_ORGANIZATION, ATTEMPTS):
        await asyncio.sleep(0.01)  # virtual time does not wait for the store
        await auth.clock.advance(1)
        assert auth.clock.now() < before_the_next


class LateClock:
    """The virtual clock's time, later."""

    def __init__(self, clock, seconds: float = 0) -> None:
        self._clock = clock
        self.seconds = seconds

    def now(self):
        return self._clock.now() + timedelta(seconds=self.seconds)
