"""Hands letters to the SMTP server of the settings."""

import asyncio
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

import aiosmtplib

from voicera_auth.mail.letter import Letter
from voicera_auth.mail.settings import MailSettings


class MailFailed(Exception):  # noqa: N818 - it says what happened
    """The server did not take the letter; the message names no address."""


class Postman:
    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @property
    def is_on(self) -> bool:
        return bool(self._settings.smtp_host)

    async def send(self, letter: Letter) -> None:
        """Return when the server has the letter; MailFailed if it does not take it within VOICERA_SMTP_TIMEOUT_S."""
        try:
            async with asyncio.timeout(self._settings.smtp_timeout_s):
                await self._send(_message(letter, self._settings.smtp_from))
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise MailFailed(type(error).__name__) from None

    async def _send(self, message: EmailMessage) -> None:
        settings = self._settings
        await aiosmtplib.send(
            message,
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=settings.smtp_timeout_s,
        )


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
