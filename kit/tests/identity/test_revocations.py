"""Tokens end before they expire, in every process, within the poll interval."""

from datetime import timedelta
from itertools import count

import pytest
import structlog

from voicera_kit.clock import VirtualClock
from voicera_kit.errors import Unauthenticated, Unavailable
from voicera_kit.identity import NewRevocations, Revocation, TokenVerifier
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer

POLL_S = 15.0


class Listed:
    """A source that gives one revocation a page, and can be down."""

    def __init__(self) -> None:
        self.revocations: list[Revocation] = []
        self.down = False

    async def since(self, cursor: str) -> NewRevocations:
        if self.down:
            raise Unavailable("down")
        seen = int(cursor or 0)
        found = self.revocations[seen : seen + 1]
        return NewRevocations(found, str(seen + len(found)), seen + 1 < len(self.revocations))


@pytest.fixture
def signer(clock: VirtualClock) -> Signer:
    return Signer(clock)


@pytest.fixture
def source() -> Listed:
    return Listed()


@pytest.fixture
def verifier(signer: Signer, source: Listed, clock: VirtualClock) -> TokenVerifier:
    return TokenVerifier(signer, clock, source)


def member_token(signer: Signer, organization_id: str = "org_1", session_id: str = "sess_1") -> str:
    return signer.sign(sub="user_1", org=organization_id, kind="member", role="admin", sid=session_id)


async def refusal(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(Unauthenticated) as caught:
        await verifier.verify(token)
    return caught.value.reason


@pytest.mark.parametrize("subject", ["user_1", "sess_1"])
async def test_a_remembered_token_is_refused_within_one_poll(
    signer: Signer, source: Listed, verifier: TokenVerifier, clock: VirtualClock, subject: str
):
    token = member_token(signer)
    async with verifier.following_revocations(POLL_S):
        await verifier.verify(token)
        await clock.advance(1)
        source.revocations.append(Revocation("org_1", subject, clock.now()))
        await clock.advance(POLL_S)
        assert await refusal(verifier, token) == "SESSION_ENDED"


async def test_others_and_later_tokens_are_not_touched(
    signer: Signer, source: Listed, verifier: TokenVerifier, clock: VirtualClock
):
    elsewhere, other = member_token(signer, "org_2"), member_token(signer, session_id="sess_2")
    await clock.advance(1)
    source.revocations += [
        Revocation("org_1", "sess_1", clock.now()),
        Revocation("org_1", "user_2", clock.now()),
    ]
    later = member_token(signer)
    async with verifier.following_revocations(POLL_S):
        await clock.settle()
        for token in (elsewhere, other, later):
            assert await verifier.verify(token)


async def test_an_api_keys_token_ends_with_the_key(
    signer: Signer, source: Listed, verifier: TokenVerifier, clock: VirtualClock
):
    key = signer.api_key("org_1", "calls.read", subject="key_1")
    source.revocations += [
        Revocation("org_1", f"key_{number}", clock.now() + timedelta(seconds=1)) for number in range(9)
    ]
    async with verifier.following_revocations(POLL_S):
        await clock.settle()
        assert await refusal(verifier, key.token) == "SESSION_ENDED"


async def test_what_is_known_stays_while_nobody_answers_and_that_is_logged_once(
    signer: Signer, source: Listed, verifier: TokenVerifier, clock: VirtualClock
):
    token = member_token(signer)
    source.revocations.append(Revocation("org_1", "sess_1", clock.now() + timedelta(seconds=1)))
    with structlog.testing.capture_logs() as logs:
        async with verifier.following_revocations(POLL_S):
            await clock.settle()
            source.down = True
            await clock.advance(10 * POLL_S)
            assert await refusal(verifier, token) == "SESSION_ENDED"
            source.down = False
            source.revocations.append(Revocation("org_1", "sess_2", clock.now()))
            late = member_token(signer, session_id="sess_2")
            await clock.advance(POLL_S)
            assert await verifier.verify(late)
    assert [each["event"] for each in logs] == ["revocations.unavailable"]


async def test_what_no_living_token_is_older_than_is_forgotten(
    source: Listed, verifier: TokenVerifier, clock: VirtualClock
):
    source.revocations = [Revocation("org_1", f"user_{number}", clock.now()) for number in range(5)]
    async with verifier.following_revocations(POLL_S):
        await clock.settle()
        assert len(verifier._revoked._ends) == 5
        await clock.advance(3700)
        assert not verifier._revoked._ends


async def test_memory_is_bounded(verifier: TokenVerifier, clock: VirtualClock):
    numbers = count()
    for _ in range(201):
        verifier._revoked._add([
            Revocation("org_1", f"user_{next(numbers)}", clock.now()) for _ in range(500)
        ])
    assert len(verifier._revoked._ends) == 100_000


async def test_a_token_that_lives_longer_than_revocations_are_kept_is_refused(
    signer: Signer, verifier: TokenVerifier, clock: VirtualClock
):
    token = signer.sign(
        sub="user_1", org="org_1", kind="member", role="admin", exp=clock.now() + timedelta(hours=2)
    )
    assert await refusal(verifier, token) == "UNAUTHENTICATED"


async def test_a_server_asks_as_often_as_the_setting_says(
    signer: Signer,
    source: Listed,
    verifier: TokenVerifier,
    clock: VirtualClock,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("VOICERA_REVOCATIONS_POLL_S", "7")
    token = member_token(signer)
    async with running_server(lambda _: None, Settings(), verifier=verifier):
        await clock.settle()
        source.revocations.append(Revocation("org_1", "sess_1", clock.now() + timedelta(seconds=1)))
        await clock.advance(6)
        assert await verifier.verify(token)
        await clock.advance(1)
        assert await refusal(verifier, token) == "SESSION_ENDED"
