"""Letters leave as the settings say, and what nobody waits for is done before the end."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial

import pytest
import structlog
from aiosmtpd.smtp import SMTP, AuthResult
from pydantic import SecretStr

from voicera_auth.mail.letter import Letter
from voicera_auth.mail.outbox import open_outbox
from voicera_auth.mail.postman import MailFailed, Postman
from voicera_auth.mail.settings import MailSettings
from voicera_kit.tls.authority import Authority

# The library does not know that the whole connection is encrypted.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

LETTER = Letter("a@example.com", "Hello", "Only a letter.\n")


class Server:
    """A mail server's handler that asks for TLS and a password."""

    def __init__(self) -> None:
        self.users = []
        self.letters = []

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.users.append((data.login.decode(), data.password.decode(), session.ssl is not None))
        return AuthResult(success=data.password == b"the mail password")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.letters.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def identity(tmp_path, monkeypatch) -> ssl.SSLContext:
    """Of a server that is who it says, for an authority the machine trusts."""
    authority = Authority.create("test", datetime.now(UTC))
    issued = authority.issue(["localhost"], datetime.now(UTC))
    paths = [tmp_path / name for name in ("ca.pem", "mail.pem", "mail.key")]
    for path, text in zip(paths, (authority.certificate, issued.certificate, issued.key), strict=True):
        path.write_bytes(text)
    monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(paths[1], paths[2])
    return context


@pytest.fixture(params=["starttls", "tls"])
async def settings(request, server, identity) -> AsyncIterator[MailSettings]:
    is_plain_first = request.param == "starttls"
    make = partial(
        SMTP,
        server,
        authenticator=server.authenticate,
        auth_required=True,
        auth_require_tls=is_plain_first,
        require_starttls=is_plain_first,
        tls_context=identity if is_plain_first else None,
    )
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(make, "localhost", 0, ssl=None if is_plain_first else identity)
    async with listening:
        yield MailSettings(
            smtp_host="localhost",
            smtp_port=listening.sockets[0].getsockname()[1],
            smtp_user="voicera",
            smtp_password=SecretStr("the mail password"),
            smtp_tls=request.param,
        )


async def test_a_letter_goes_out_encrypted_and_signed_in(server, settings):
    await Postman(settings).send(LETTER)
    assert server.letters == [("voicera@localhost", ["a@example.com"])]
    assert [each[:2] for each in server.users] == [("voicera", "the mail password")]


async def test_a_server_that_is_not_who_it_says_gets_no_password(server, settings, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailFailed):
        await Postman(settings).send(LETTER)
    assert (server.users, server.letters) == ([], [])


async def test_a_server_that_does_not_answer_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings = MailSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_timeout_s=0.1)
        with pytest.raises(MailFailed):
            await Postman(settings).send(LETTER)


async def test_what_waits_is_done_before_the_end_and_one_failure_is_not_the_next_ones():
    done = []

    async def fail() -> None:
        raise ConnectionError

    async def succeed() -> None:
        await asyncio.sleep(0)
        done.append("succeed")

    with structlog.testing.capture_logs() as logs:
        async with open_outbox() as outbox:
            outbox.put(fail)
            outbox.put(succeed)
    assert done == ["succeed"]
    assert [each["event"] for each in logs] == ["outbox.failed"]


async def test_more_than_fits_is_dropped_and_said():
    done = []

    async def work() -> None:
        done.append("work")

    with structlog.testing.capture_logs() as logs:
        async with open_outbox(capacity=2) as outbox:
            for _ in range(3):
                outbox.put(work)
    assert (len(done), [each["event"] for each in logs]) == (2, ["outbox.full"])
