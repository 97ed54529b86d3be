"""Reads and changes what an account has at the carrier: its numbers, and the applications that say where calls go."""

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import quote

from voicera_gateway.vobiz.client import VobizClient
from voicera_gateway.vobiz.numbers import from_carrier
from voicera_gateway.vobiz.refusals import CarrierConflict, CarrierUnreachable
from voicera_kit.errors import ServiceError

PER_PAGE: Final = 100
"""The most the carrier gives at once."""
MAX_PAGES: Final = 50
BALANCE_TIMEOUT_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left, and below what the carrier calls it low."""

    available: float
    threshold: float
    currency: str

    @property
    def is_low(self) -> bool:
        return self.available <= self.threshold


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands; `balance` is None where the carrier does not tell it, or bills afterwards."""

    name: str
    is_active: bool
    is_trial: bool
    balance: Balance | None


@dataclass(frozen=True, slots=True)
class RentedNumber:
    """`written` is the number as the carrier writes it; `application_id` is empty if calls to it go nowhere."""

    written: str
    application_id: str

    @property
    def e164(self) -> str:
        return from_carrier(self.written)


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Where the carrier reports calls."""

    answer_url: str
    hangup_url: str
    answer_method: str = "POST"
    hangup_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Application:
    id: str
    name: str
    webhooks: Webhooks


class Holdings:
    """What one account has. Raises what VobizClient raises, CallGone for anything the carrier does not know."""

    def __init__(self, client: VobizClient) -> None:
        self._client = client
        self._numbers = f"{client.account_path}/numbers"
        self._applications = f"{client.account_path}/Application/"

    async def standing(self) -> Standing:
        account = await self._client.get("/auth/me")
        if not account.get("auth_id"):
            raise CarrierUnreachable("what came is no account")
        return Standing(
            name=_text(account.get("name")) or _text(account.get("company")),
            is_active=account.get("is_active") is not False and account.get("enabled") is not False,
            is_trial=account.get("is_trial_account") is True,
            balance=await self._balance(_currency(account)),
        )

    async def numbers(self, page: int, per_page: int) -> tuple[list[RentedNumber], bool]:
        """Return one page, counted from 1, and whether there is another."""
        answer = await self._client.get(self._numbers, {"page": page, "per_page": per_page})
        items = _objects(answer.get("items"))
        total = answer.get("total")
        is_more = page * per_page < total if isinstance(total, int) else len(items) == per_page
        return [_number(item) for item in items if _is_rented(item)], is_more and bool(items)

    async def number(self, e164: str) -> RentedNumber | None:
        """Return one number, found by looking at all: what the carrier's own search matches is not documented."""
        for page in range(1, MAX_PAGES + 1):
            found, is_more = await self.numbers(page, PER_PAGE)
            match = next((number for number in found if number.e164 == e164), None)
            if match is not None or not is_more:
                return match
        return None

    async def applications(self, wanted: AbstractSet[str] | None = None) -> list[Application]:
        """Return all, or at least those with the wanted ids: the search ends when they are found."""
        found: list[Application] = []
        for page in range(0 if wanted == set() else MAX_PAGES):
            query = {"limit": PER_PAGE, "offset": page * PER_PAGE}
            objects = _objects((await self._client.get(self._applications, query)).get("objects"))
            found += map(_application, objects)
            is_complete = wanted is not None and wanted <= {each.id for each in found}
            if is_complete or len(objects) < PER_PAGE:
                break
        return found

    async def create_application(self, name: str, webhooks: Webhooks) -> str:
        """Return its id."""
        body = {"app_name": name, **asdict(webhooks)}
        made = await self._client.post(self._applications, body, is_repeatable=False)
        if not made.get("app_id"):
            raise CarrierUnreachable("the carrier made an application without naming it")
        return str(made["app_id"])

    async def update_application(self, application_id: str, webhooks: Webhooks) -> None:
        path = f"{self._applications}{quote(application_id, safe='')}/"
        await self._client.post(path, asdict(webhooks), is_repeatable=True)

    async def attach(self, number: RentedNumber, application_id: str) -> None:
        """Send the number's calls to an application; by some accounts one that has another must be detached first."""
        path = f"{self._numbers}/{quote(number.written, safe='')}/application"
        body = {"application_id": application_id}
        try:
            await self._client.post(path, body, is_repeatable=True)
        except CarrierConflict:
            await self._client.delete(path)
            await self._client.post(path, body, is_repeatable=True)

    async def _balance(self, currency: str) -> Balance | None:
        """It is good to know, and not worth failing for."""
        try:
            async with asyncio.timeout(BALANCE_TIMEOUT_S):
                path = f"{self._client.account_path}/balance/{quote(currency, safe='')}"
                answer = await self._client.get(path)
        except (ServiceError, TimeoutError):
            return None
        available, threshold = _amount(answer, "available_balance"), _amount(answer, "low_balance_threshold")
        if available is None or answer.get("is_postpaid") is True:
            return None
        return Balance(available, threshold or 0.0, currency)


def _currency(account: Mapping[str, Any]) -> str:
    tier = account.get("pricing_tier")
    return (_text(tier.get("currency")) if isinstance(tier, Mapping) else "") or "INR"


def _amount(answer: Mapping[str, Any], name: str) -> float | None:
    value = answer.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_rented(item: Mapping[str, Any]) -> bool:
    return bool(_text(item.get("e164"))) and item.get("status") != "released"


def _number(item: Mapping[str, Any]) -> RentedNumber:
    return RentedNumber(_text(item.get("e164")), _id(item.get("application_id")))


def _application(item: Mapping[str, Any]) -> Application:
    webhooks = Webhooks(
        answer_url=_text(item.get("answer_url")),
        hangup_url=_text(item.get("hangup_url")),
        answer_method=_text(item.get("answer_method")).upper() or "POST",
        hangup_method=_text(item.get("hangup_method")).upper() or "POST",
    )
    return Application(_id(item.get("app_id")), _text(item.get("app_name")), webhooks)


def _id(value: object) -> str:
    """Return an id, which comes as a text or as a number."""
    return str(value) if isinstance(value, str | int) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
