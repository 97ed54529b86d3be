"""Asks the carrier about an organization's own account, and has it send calls here.

The account of the process's settings is never used: it is nobody's in particular, and whoever could list or attach its
numbers would have those of others.
"""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from voicera.telephony.v1 import carrier_service_pb2 as pb
from voicera_gateway.carrier.installation import Installation, problems_of
from voicera_gateway.carrier.standings import Standings, essence
from voicera_gateway.carrier.words import REASONS, REFUSALS, Refusal, refusing, within, words_of
from voicera_gateway.credentials import VENDOR
from voicera_gateway.directory import Directory
from voicera_gateway.vobiz.accounts import Credentials
from voicera_gateway.vobiz.client import VobizClient
from voicera_gateway.vobiz.holdings import Application, Holdings, RentedNumber, Standing
from voicera_gateway.vobiz.numbers import is_e164
from voicera_gateway.vobiz.refusals import CallGone
from voicera_kit.audit import note_change, note_nothing
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, invalid
from voicera_kit.paging import Listing, Page, decode_token, encode_token

LISTING: Final = "carrier numbers"
MAX_OFFSET: Final = 1_000_000
MAX_KEY_CHARACTERS: Final = 1024


@dataclass(frozen=True, slots=True)
class Keys:
    auth_id: str = field(repr=False)
    auth_token: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return self.auth_id, self.auth_token


class Carrier:
    """Raises ServiceError: CREDENTIAL_MISSING, or what `refusing` says of the carrier."""

    def __init__(
        self,
        client: VobizClient,
        credentials: Credentials,
        directory: Directory,
        installation: Installation,
        standings: Standings,
        clock: Clock,
        deadline_s: float,
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._directory = directory
        self._installation = installation
        self._standings = standings
        self._clock = clock
        self._deadline_s = deadline_s

    async def check(
        self, organization_id: str, given: Keys, *, in_background: bool = False
    ) -> pb.CheckCarrierResponse:
        """Ask with the keys given; what is empty is taken from those kept.

        With those kept `in_background` is a look nobody asked for: only what it finds new is recorded.
        """
        is_kept = not any(given.secrets)
        if is_kept and in_background:
            note_nothing()
        verdict = await self._asked(await self._keys(organization_id, given))
        if is_kept:
            before, now = await self._standings.exchange(organization_id, verdict), essence(verdict)
            if before is not None and before != now:
                note_change(before, now)
        return verdict

    async def _asked(self, keys: Keys) -> pb.CheckCarrierResponse:
        began = self._clock.monotonic()
        said: Standing | Refusal
        try:
            async with within(self._deadline_s):
                said = await self._holdings(keys).standing()
        except REFUSALS as refusal:
            said = refusal
        return self._verdict(said, keys, (self._clock.monotonic() - began) * 1000)

    async def numbers(self, organization_id: str, page: Page) -> Listing[pb.CarrierNumber]:
        keys = await self._kept(organization_id)
        offset = _offset(page.token)
        number, skipped = divmod(offset, page.size)
        async with refusing(keys.secrets), within(self._deadline_s):
            holdings = self._holdings(keys)
            rented, is_more = await holdings.numbers(number + 1, page.size)
            shown = rented[skipped:]
            applications = await holdings.applications({each.application_id for each in shown} - {""})
            found = await self._described(organization_id, shown, applications)
        following = encode_token(LISTING, [(number + 1) * page.size]) if is_more else ""
        return Listing(tuple(found), following)

    async def connect(self, organization_id: str, e164: str) -> pb.CarrierNumber:
        """Doing it again changes nothing, and mends what was changed at the carrier."""
        if not is_e164(e164):
            raise invalid("e164", "must be a number in E.164, for example +918000000002")
        keys = await self._kept(organization_id)
        async with refusing(keys.secrets), within(self._deadline_s):
            holdings = self._holdings(keys)
            number = await holdings.number(e164)
            if number is None:
                raise NotFound("carrier number", "")
            applications = await holdings.applications()
            [before] = await self._described(organization_id, [number], applications)
            application_id = await self._lead_here(
                holdings, number, applications, is_connected=before.connected
            )
        after = pb.CarrierNumber(
            e164=before.e164,
            connected=True,
            answer_url=self._installation.webhooks.answer_url,
            registered=before.registered,
        )
        note_change(before, after, application_id)
        return after

    async def _lead_here(
        self, holdings: Holdings, number: RentedNumber, applications: list[Application], *, is_connected: bool
    ) -> str:
        """Return the application the number has then. One that somebody else made and that leads here is left alone."""
        ours = _named(applications, self._installation.application_name)
        if is_connected and (ours is None or ours.id != number.application_id):
            return number.application_id
        webhooks = self._installation.webhooks
        if ours is None:
            application_id = await holdings.create_application(self._installation.application_name, webhooks)
        else:
            application_id = ours.id
            if ours.webhooks != webhooks:
                await holdings.update_application(application_id, webhooks)
        if number.application_id != application_id:
            try:
                await holdings.attach(number, application_id)
            except CallGone:
                raise NotFound("carrier number", "") from None
        return application_id

    async def _described(
        self, organization_id: str, rented: list[RentedNumber], applications: list[Application]
    ) -> list[pb.CarrierNumber]:
        urls = {each.id: each.webhooks.answer_url for each in applications}
        wanted = {each.e164 for each in rented}
        registered = await self._directory.owned(organization_id, wanted) if wanted else set()
        return [
            pb.CarrierNumber(
                e164=each.e164,
                connected=self._installation.leads_here(urls.get(each.application_id, "")),
                answer_url=_shown(urls.get(each.application_id, "")),
                registered=each.e164 in registered,
            )
            for each in rented
        ]

    def _verdict(self, said: Standing | Refusal, keys: Keys, took_ms: float) -> pb.CheckCarrierResponse:
        verdict = pb.CheckCarrierResponse(
            took_ms=took_ms,
            answer_url=self._installation.webhooks.answer_url,
            problems=self._installation.problems,
        )
        if isinstance(said, Standing):
            verdict.ok = True
            verdict.account_name = said.name
            verdict.problems.extend(problems_of(said))
        else:
            verdict.reason = REASONS[said.reason]
            verdict.message = words_of(said, keys.secrets)
        return verdict

    def _holdings(self, keys: Keys) -> Holdings:
        return Holdings(self._client.using(keys.auth_id, keys.auth_token))

    async def _keys(self, organization_id: str, given: Keys) -> Keys:
        for name, value in (("auth_id", given.auth_id), ("auth_token", given.auth_token)):
            _require_header(name, value)
        if given.auth_id and given.auth_token:
            return given
        kept = await self._kept(organization_id)
        return Keys(given.auth_id or kept.auth_id, given.auth_token or kept.auth_token)

    async def _kept(self, organization_id: str) -> Keys:
        values = await self._credentials.values(organization_id)
        if values is None:
            raise NotFound("credential", VENDOR, reason="CREDENTIAL_MISSING")
        return Keys(values["auth_id"], values["auth_token"])


def _require_header(name: str, value: str) -> None:
    if len(value) > MAX_KEY_CHARACTERS:
        raise invalid(name, f"must have at most {MAX_KEY_CHARACTERS} characters")
    if not (value.isascii() and value.isprintable()):
        raise invalid(name, "must be printable ASCII: it travels in a header")


def _named(applications: list[Application], name: str) -> Application | None:
    """Return the one with a name: the oldest, should two gateways have made it at the same moment."""
    named = [each for each in applications if each.name == name and each.id]
    return min(named, key=lambda each: (len(each.id), each.id), default=None)


def _shown(url: str) -> str:
    """Return a URL without what may open doors: it can be that of another product."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _offset(token: str) -> int:
    if not token:
        return 0
    [offset] = decode_token(LISTING, token, 1)
    if type(offset) is not int or not 0 <= offset <= MAX_OFFSET:
        raise invalid("page_token", "is not a token of this list")
    return offset
