"""People who lost their password set a new one with a link that reaches only them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy

import pytest
import structlog
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from voicera.auth.v1 import auth_service_pb2 as auth_pb
from voicera.auth.v1 import member_service_pb2 as pb
from voicera.auth.v1 import role_pb2
from voicera_auth.account.resets import AT_ONCE
from voicera_auth.settings import AuthSettings
from voicera_kit.errors import FailedPrecondition, InvalidArgument, PermissionDenied, Unauthenticated
from voicera_kit.identity import Identity
from voicera_kit.testing import free_port

PASSWORD = "seven mangoes"


class Inbox:
    """A mail server's handler that keeps what it gets, or refuses it."""

    def __init__(self) -> None:
        self.letters = []
        self.refuses = False
        self.is_open = True

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        while not self.is_open:  # noqa: ASYNC110 - it is opened in another thread
            await asyncio.sleep(0.01)
        if self.refuses:
            return "451 not now"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mail_port(inbox) -> Iterator[int]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
async def mailing(running_auth, tmp_path, clock, mail_port) -> AsyncIterator:
    settings = AuthSettings(
        data_dir=tmp_path,
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
        smtp_tls="off",
        smtp_from="VoiceERA <voicera@example.com>",
        dashboard_url="https://voicera.example.com/",
    )
    async with running_auth(settings, clock) as running:
        yield running


async def ask(auth, email: str) -> None:
    request = auth_pb.RequestPasswordResetRequest(email=email)
    await auth.accounts.RequestPasswordReset(request, metadata=auth.anonymous())
    await auth.app.accounts.outbox.drain()


async def reset(auth, token: str, password: str = PASSWORD, **headers: str) -> None:
    request = auth_pb.ResetPasswordRequest(token=token, password=password)
    await auth.accounts.ResetPassword(request, metadata=auth.anonymous(**headers))


async def require_invalid(auth, token: str) -> None:
    with pytest.raises(FailedPrecondition) as refusal:
        await reset(auth, token)
    assert refusal.value.reason == "LINK_INVALID"


async def link_for(auth, caller: Identity, user_id: str) -> pb.Link:
    request = pb.CreatePasswordResetLinkRequest(user_id=user_id)
    return await auth.members.CreatePasswordResetLink(request, metadata=auth.mesh.forward(caller))


def token_in(text: str, page: str = "reset") -> str:
    found = text.partition(f"/{page}#token=")[2].split()
    assert found, text
    return found[0]


async def test_a_mailed_link_sets_a_new_password_and_ends_every_session(mailing, inbox):
    session = await mailing.app.sessions.sign_in(mailing.email, mailing.password)
    await ask(mailing, " OWNER@example.com")
    [letter] = inbox.letters
    assert (letter["To"], letter["From"]) == ("owner@example.com", "VoiceERA <voicera@example.com>")
    assert letter.get_content_type() == "text/plain"
    text = letter.get_content()
    assert "https://voicera.example.com/reset#token=" in text
    await reset(mailing, token_in(text))
    with pytest.raises(Unauthenticated):
        await mailing.app.sessions.refresh(session.refresh_token)
    with pytest.raises(Unauthenticated):
        await mailing.sign_in()
    assert await mailing.sign_in(password=PASSWORD)
    await require_invalid(mailing, token_in(text))


async def is_proven(auth, email: str) -> bool:
    return (await auth.app.organizations._users.find(email)).email_verified


async def test_a_mailed_link_proves_the_address(mailing, inbox):
    assert not await is_proven(mailing, mailing.email)
    await ask(mailing, mailing.email)
    await reset(mailing, token_in(inbox.letters[0].get_content()))
    assert await is_proven(mailing, mailing.email)


async def test_a_password_changed_by_its_owner_leaves_the_address_proven(mailing, inbox):
    await ask(mailing, mailing.email)
    await reset(mailing, token_in(inbox.letters[0].get_content()))
    owner = await mailing.sign_in(password=PASSWORD)
    await mailing.app.accounts.profiles.change_password(owner, PASSWORD, "eight mangoes")
    assert await is_proven(mailing, mailing.email)


@pytest.mark.parametrize("refuses", [True, False])
async def test_an_invitation_proves_the_address_if_it_was_mailed(mailing, inbox, refuses):
    inbox.refuses = refuses
    _, link = await mailing.app.accounts.inviting.invite(await mailing.sign_in(), "new@example.com", "viewer")
    text = link.url if refuses else inbox.letters[0].get_content()
    accepted = auth_pb.AcceptInvitationRequest(token=token_in(text, "invitation"), password=PASSWORD)
    await mailing.accounts.AcceptInvitation(accepted, metadata=mailing.anonymous())
    assert await is_proven(mailing, "new@example.com") is not refuses


async def test_nobody_is_mailed_for_an_address_without_an_account(mailing, inbox):
    await ask(mailing, "nobody@example.com")
    await ask(mailing, "no address")
    assert inbox.letters == []


async def test_the_answer_does_not_wait_for_the_mail(mailing, inbox):
    inbox.is_open = False
    request = auth_pb.RequestPasswordResetRequest(email=mailing.email)
    await mailing.accounts.RequestPasswordReset(request, metadata=mailing.anonymous())
    assert inbox.letters == []
    inbox.is_open = True
    await mailing.app.accounts.outbox.drain()
    assert len(inbox.letters) == 1


async def ask_each_minute(auth, times: int) -> None:
    for _ in range(times):
        await ask(auth, auth.email)
        await auth.clock.advance(61)


async def test_nobody_is_mailed_twice_in_a_minute(mailing, inbox):
    await ask(mailing, mailing.email)
    await ask(mailing, mailing.email)
    assert len(inbox.letters) == 1
    await mailing.clock.advance(61)
    await ask(mailing, mailing.email)
    assert len(inbox.letters) == 2


@pytest.mark.parametrize("used", [0, AT_ONCE - 1])
async def test_every_mailed_link_works_until_one_is_used(mailing, inbox, used):
    await ask_each_minute(mailing, AT_ONCE + 3)
    tokens = [token_in(letter.get_content()) for letter in inbox.letters]
    assert len(tokens) == AT_ONCE
    await reset(mailing, tokens[used])
    for token in tokens:
        await require_invalid(mailing, token)
    assert await mailing.sign_in(password=PASSWORD)


async def test_an_expired_link_makes_room_for_another(mailing, inbox):
    await ask_each_minute(mailing, AT_ONCE)
    await mailing.clock.advance(3600 - AT_ONCE * 61)
    await ask(mailing, mailing.email)
    assert len(inbox.letters) == AT_ONCE + 1
    expired, *_, latest = (token_in(letter.get_content()) for letter in inbox.letters)
    await require_invalid(mailing, expired)
    await reset(mailing, latest)


async def test_letters_that_were_not_taken_use_up_no_room(mailing, inbox):
    inbox.refuses = True
    await ask_each_minute(mailing, AT_ONCE)
    inbox.refuses = False
    await ask(mailing, mailing.email)
    [letter] = inbox.letters
    await reset(mailing, token_in(letter.get_content()))


async def test_a_link_that_was_handed_over_works_until_the_next_one(mailing, inbox):
    admin, viewer = await mailing.member("admin"), await mailing.member("viewer")
    inbox.refuses = True
    first, second = [await link_for(mailing, admin, viewer.subject) for _ in range(2)]
    inbox.refuses = False
    await mailing.clock.advance(61)
    await ask(mailing, "viewer@example.com")
    assert len(inbox.letters) == 1
    await require_invalid(mailing, token_in(first.url))
    await reset(mailing, token_in(second.url))
    assert not await is_proven(mailing, "viewer@example.com")


async def test_a_link_works_although_another_is_mailed_at_the_same_moment(mailing, inbox):
    await ask_each_minute(mailing, 1)
    token = token_in(inbox.letters[0].get_content())
    await asyncio.gather(reset(mailing, token), ask(mailing, mailing.email))
    assert await mailing.sign_in(password=PASSWORD)


async def test_a_link_expires_after_an_hour(mailing, inbox):
    await ask(mailing, mailing.email)
    await mailing.clock.advance(3600)
    await require_invalid(mailing, token_in(inbox.letters[0].get_content()))


async def test_a_weak_password_does_not_use_the_link_up(mailing, inbox):
    await ask(mailing, mailing.email)
    token = token_in(inbox.letters[0].get_content())
    with pytest.raises(InvalidArgument):
        await reset(mailing, token, "password123")
    await reset(mailing, token)


async def test_two_uses_at_once_are_one(mailing, inbox):
    await ask(mailing, mailing.email)
    token = token_in(inbox.letters[0].get_content())
    uses = await asyncio.gather(
        reset(mailing, token, "eight mangoes"), reset(mailing, token, "nine mangoes!"), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in uses) == ["FailedPrecondition", "NoneType"]


async def test_a_new_password_lets_the_locked_out_in(mailing, inbox):
    here = {"x_forwarded_for": "198.51.100.7"}
    await ask(mailing, mailing.email)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await mailing.sign_in(password="wrong password", **here)
    await reset(mailing, token_in(inbox.letters[0].get_content()), **here)
    assert await mailing.sign_in(password=PASSWORD, **here)


async def test_without_mail_the_administrator_gets_the_link(auth):
    admin, viewer = await auth.member("admin"), await auth.member("viewer")
    with structlog.testing.capture_logs() as logs:
        await ask(auth, auth.email)
    assert "password_reset.mail_is_off" in [each["event"] for each in logs]
    link = await link_for(auth, admin, viewer.subject)
    assert not link.mailed
    await reset(auth, token_in(link.url))
    assert await auth.sign_in("viewer@example.com", PASSWORD)
    assert not await is_proven(auth, "viewer@example.com")


async def test_an_administrator_cannot_become_the_owner_by_a_link(auth):
    owner, admin = await auth.sign_in(), await auth.member("admin")
    with pytest.raises(PermissionDenied) as refusal:
        await link_for(auth, admin, owner.subject)
    assert refusal.value.metadata["permission"] == "organization.write"


async def test_with_mail_links_go_to_the_person_alone(mailing, inbox):
    owner, viewer = await mailing.sign_in(), await mailing.member("viewer")
    link = await link_for(mailing, owner, viewer.subject)
    assert (link.url, link.mailed) == ("", True)
    request = pb.InviteMemberRequest(email="new@example.com", role=role_pb2.ROLE_VIEWER)
    made = await mailing.members.InviteMember(request, metadata=mailing.mesh.forward(owner))
    assert (made.link.url, made.link.mailed) == ("", True)
    texts = {letter["To"]: letter.get_content() for letter in inbox.letters}
    assert texts.keys() == {"viewer@example.com", "new@example.com"}
    assert '"Sunrise Clinic"' in texts["new@example.com"]
    accepted = auth_pb.AcceptInvitationRequest(
        token=token_in(texts["new@example.com"], "invitation"), password=PASSWORD
    )
    assert await mailing.accounts.AcceptInvitation(accepted, metadata=mailing.anonymous())


async def test_a_link_that_cannot_be_mailed_is_handed_over(mailing, inbox):
    owner, viewer = await mailing.sign_in(), await mailing.member("viewer")
    inbox.refuses = True
    link = await link_for(mailing, owner, viewer.subject)
    assert not link.mailed
    await reset(mailing, token_in(link.url))
    assert not await is_proven(mailing, "viewer@example.com")


async def test_mail_is_never_sent_in_clear_where_tls_is_asked_for(
    running_auth, tmp_path, clock, inbox, mail_port
):
    """The server offers no STARTTLS."""
    settings = AuthSettings(
        data_dir=tmp_path,
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
        smtp_user="voicera",
        smtp_password=SecretStr("the mail password"),
    )
    with structlog.testing.capture_logs() as logs:
        async with running_auth(settings, clock) as auth:
            owner, viewer = await auth.sign_in(), await auth.member("viewer")
            assert not (await link_for(auth, owner, viewer.subject)).mailed
    assert inbox.letters == []
    assert "mail.failed" in [each["event"] for each in logs]
    assert "the mail password" not in str(logs)
