"""Who is calling and what they may do."""

from voicera_kit.identity.jwks import JwksKeySource, jwk_of
from voicera_kit.identity.keys import KeySource
from voicera_kit.identity.model import Identity, Kind, acting_as, current_identity
from voicera_kit.identity.roles import PERMISSIONS, ROLES, permissions_of
from voicera_kit.identity.tokens import ALGORITHM, AUDIENCE, ISSUER, TokenVerifier

__all__ = [
    "ALGORITHM",
    "AUDIENCE",
    "ISSUER",
    "PERMISSIONS",
    "ROLES",
    "Identity",
    "JwksKeySource",
    "KeySource",
    "Kind",
    "TokenVerifier",
    "acting_as",
    "current_identity",
    "jwk_of",
    "permissions_of",
]
