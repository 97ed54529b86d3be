"""The rules of links to calls."""

from dataclasses import dataclass
from datetime import timedelta

from voicera_kit.clock import Clock
from voicera_kit.errors import FailedPrecondition, NotFound, invalid
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page
from voicera_media.call.deletion import require_over
from voicera_media.call.model import Call
from voicera_media.call.store import CallStore
from voicera_media.share.model import DEFAULT_HOURS, MAX_HOURS, MAX_LIVE, Share, digest_of, new_secret
from voicera_media.share.store import SHARES, ShareStore


@dataclass(frozen=True, slots=True)
class NewShare:
    """The secret is known here and to who asked for the link, and nowhere else."""

    share: Share
    secret: str


class ShareService:
    def __init__(self, shares: ShareStore, calls: CallStore, clock: Clock) -> None:
        self._shares = shares
        self._calls = calls
        self._clock = clock

    async def create(
        self, organization_id: str, call_id: str, created_by: str, hours: int, *, with_recording: bool
    ) -> NewShare:
        """Raise FailedPrecondition with CALL_RUNS or TOO_MANY_SHARES."""
        if not 0 <= hours <= MAX_HOURS:
            raise invalid("hours", f"must be 1 to {MAX_HOURS}, or 0 for {DEFAULT_HOURS}")
        require_over(await self._calls.get(organization_id, call_id))
        now, secret = self._clock.now(), new_secret()
        await self._shares.delete(organization_id, call_id, expired_at=now)
        share = Share(
            new_id("share"),
            organization_id,
            call_id,
            digest_of(secret),
            created_by,
            now,
            now + timedelta(hours=hours or DEFAULT_HOURS),
            with_recording,
        )
        if not await self._shares.add(share):
            raise FailedPrecondition(
                f"the call has {MAX_LIVE} links that work: revoke one first", reason="TOO_MANY_SHARES"
            )
        return NewShare(share, secret)

    async def page(self, organization_id: str, call_id: str, page: Page) -> Listing[Share]:
        await self._calls.get(organization_id, call_id)
        return await self._shares.live(organization_id, call_id, self._clock.now(), page)

    async def revoke(self, organization_id: str, call_id: str, share_id: str) -> None:
        """Again is no error; NotFound for a link to another call."""
        await self._calls.get(organization_id, call_id)
        try:
            share = await self._shares.get(organization_id, share_id)
        except NotFound:
            return
        if share.call_id != call_id:
            raise NotFound(SHARES.kind, share_id)
        await self._shares.remove(share)

    async def open(self, secret: str) -> tuple[Share, Call]:
        """Raise the same NotFound whatever is wrong with the secret."""
        try:
            share = await self._shares.by_digest(digest_of(secret))
            if share.expires_at > self._clock.now():
                return share, await self._calls.get(share.organization_id, share.call_id)
        except NotFound:
            pass
        raise NotFound(SHARES.kind, "")
