"""The secret in a link: found by its id, compared by its hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from voicera_kit.errors import FailedPrecondition

LINK_INVALID: Final = "LINK_INVALID"
_VERSION: Final = "vl1"
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class LinkToken:
    """`id` is of what the link is for; only the hash of the secret is stored."""

    organization_id: str
    id: str
    secret: str

    @classmethod
    def issue(cls, organization_id: str, id_: str) -> "LinkToken":
        return cls(organization_id, id_, secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str, prefix: str) -> "LinkToken":
        """Raise FailedPrecondition (LINK_INVALID) if this never was a token for something whose id has the prefix."""
        match text.split("."):
            case [version, organization_id, id_, secret] if version == _VERSION and secret:
                if organization_id.startswith("org_") and id_.startswith(f"{prefix}_"):
                    return cls(organization_id, id_, secret)
        raise link_invalid()

    def __str__(self) -> str:
        return f"{_VERSION}.{self.organization_id}.{self.id}.{self.secret}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def is_of(self, stored_hash: str) -> bool:
        return hmac.compare_digest(self.hash, stored_hash)


def link_invalid() -> FailedPrecondition:
    return FailedPrecondition("the link was used, has expired or never was", reason=LINK_INVALID)
