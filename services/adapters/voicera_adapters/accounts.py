"""Finds the credential a call is made with: the organization's own, or else this process's."""

from collections.abc import Mapping
from typing import Final, Protocol, TypeVar

from pydantic import ValidationError

from voicera.agents.v1 import credential_service_pb2 as pb
from voicera.agents.v1.credential_service_pb2_grpc import CredentialServiceStub
from voicera_adapters.account import Account
from voicera_adapters.contract import Description
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock
from voicera_kit.errors import FailedPrecondition, NotFound
from voicera_kit.identity import Identity, current_identity
from voicera_kit.sealing import Sealer, credential_place
from voicera_kit.settings import section

KEY_MISSING: Final = "PROVIDER_KEY_MISSING"
_TIMEOUT_S: Final = 3.0
_REMEMBERED_S: Final = 5.0
_REMEMBERED: Final = 10_000

AnyAccount = TypeVar("AnyAccount", bound=Account)


class Credentials(Protocol):
    async def values(self, identity: Identity, vendor: str) -> Mapping[str, str] | None:
        """Return the organization's own values by name; None if it has none."""


class Accounts:
    """Raises FailedPrecondition (PROVIDER_KEY_MISSING) where neither has a credential that fits."""

    def __init__(self, credentials: Credentials | None = None) -> None:
        self._credentials = credentials

    async def of(self, description: Description) -> Account:
        """Return the account for whoever calls."""
        if description.account is None:
            return Account()
        values = await self._own(description.id) or own_values(description)
        try:
            return description.account.model_validate(dict(values))
        except ValidationError as error:
            raise FailedPrecondition(_lacking(description, error), reason=KEY_MISSING) from None

    async def _own(self, vendor: str) -> Mapping[str, str] | None:
        return (
            None if self._credentials is None else await self._credentials.values(current_identity(), vendor)
        )


class OrganizationCredentials:
    """Asks agents with the caller's token, and opens what it hands out sealed."""

    def __init__(self, mesh: Mesh, sealer: Sealer, clock: Clock) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(CredentialServiceStub)
        self._sealer = sealer
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, Mapping[str, str] | None]] = {}

    async def values(self, identity: Identity, vendor: str) -> Mapping[str, str] | None:
        key = (identity.organization_id, vendor)
        until, values = self._known.get(key, (float("-inf"), None))
        if self._clock.monotonic() < until:
            return values
        values = await self._ask(identity, vendor)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = (self._clock.monotonic() + _REMEMBERED_S, values)
        return values

    async def _ask(self, identity: Identity, vendor: str) -> Mapping[str, str] | None:
        request = pb.ResolveCredentialRequest(vendor=vendor)
        try:
            found = await self._stub.ResolveCredential(
                request, metadata=self._mesh.forward(identity), timeout=_TIMEOUT_S
            )
        except NotFound:
            return None
        return {
            name: self._sealer.open(
                sealed, credential_place(identity.organization_id, found.id, name)
            ).decode()
            for name, sealed in found.sealed.items()
        }


def own_values(description: Description) -> dict[str, str]:
    """Return what the environment says of this process's own credential.

    It has other settings of the vendor, too, and those of vendors whose ids go on after this one's.
    """
    names = description.account.model_fields if description.account else ()
    return {name: value for name, value in section(description.id).items() if name in names and value}


def is_complete(description: Description) -> bool:
    """Tell whether this process has a credential of its own that fits."""
    if description.account is None:
        return True
    try:
        description.account.model_validate(own_values(description))
    except ValidationError:
        return False
    return True


def account_of(options_account: Account, kind: type[AnyAccount]) -> AnyAccount:
    """Return the account as what the description says it is."""
    if not isinstance(options_account, kind):
        raise TypeError(f"an account of another vendor: {type(options_account).__name__}")
    return options_account


def _lacking(description: Description, error: ValidationError) -> str:
    names = sorted({
        str(each["loc"][0]) for each in error.errors(include_input=False, include_url=False) if each["loc"]
    })
    return f"{description.display_name} needs a credential with {', '.join(names) or 'other values'}"
