"""Brings links to people: by mail where it is set up, else through whoever made them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from voicera_auth.link.model import Link
from voicera_auth.link.token import LinkToken
from voicera_auth.mail.letter import Letter, invitation_letter, reset_letter
from voicera_auth.mail.postman import MailFailed, Postman

RESET_PAGE: Final = "reset"
INVITATION_PAGE: Final = "invitation"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation's letter says."""

    email: str
    organization_name: str


class Delivery:
    def __init__(self, postman: Postman, dashboard_url: str) -> None:
        self._postman = postman
        self._dashboard_url = dashboard_url.rstrip("/")

    @property
    def mails(self) -> bool:
        return self._postman.is_on

    async def invitation(self, invited: Invited, token: LinkToken, expires_at: datetime) -> Link:
        url = self._url(INVITATION_PAGE, token)
        letter = invitation_letter(invited.email, invited.organization_name, url, expires_at)
        return await self._deliver(letter, url, expires_at)

    async def reset(self, email: str, token: LinkToken, expires_at: datetime) -> Link:
        url = self._url(RESET_PAGE, token)
        return await self._deliver(reset_letter(email, url, expires_at), url, expires_at)

    def _url(self, page: str, token: LinkToken) -> str:
        """Browsers send no fragment, so that no log on the way holds the token."""
        return f"{self._dashboard_url}/{page}#token={token}"

    async def _deliver(self, letter: Letter, url: str, expires_at: datetime) -> Link:
        """A letter that cannot be sent is no reason to lose the link: its maker gets it."""
        if not self.mails:
            return Link(url, mailed=False, expires_at=expires_at)
        try:
            await self._postman.send(letter)
        except MailFailed as failure:
            _log.warning("mail.failed", error=str(failure))
            return Link(url, mailed=False, expires_at=expires_at)
        return Link("", mailed=True, expires_at=expires_at)
