"""Who is calling and what they may do."""

from voicera_kit.identity.jwks import jwk_of
from voicera_kit.identity.keys import KeySource
from voicera_kit.identity.mesh import verifier_over
from voicera_kit.identity.model import Identity, Kind, acting_as, current_identity
from voicera_kit.identity.revocations import (
    MAX_TOKEN_LIFE_S,
    SKEW_S,
    NewRevocations,
    Revocation,
    RevocationSource,
)
from voicera_kit.identity.roles import PERMISSIONS, ROLES, permissions_of
from voicera_kit.identity.tokens import ALGORITHM, AUDIENCE, ISSUER, TokenVerifier

__all__ = [
    "ALGORITHM",
    "AUDIENCE",
    "ISSUER",
    "MAX_TOKEN_LIFE_S",
    "PERMISSIONS",
    "ROLES",
    "SKEW_S",
    "Identity",
    "KeySource",
    "Kind",
    "NewRevocations",
    "Revocation",
    "RevocationSource",
    "TokenVerifier",
    "acting_as",
    "current_identity",
    "jwk_of",
    "permissions_of",
    "verifier_over",
]
