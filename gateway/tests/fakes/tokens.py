"""Auth's exchange of API keys, in memory."""

from dataclasses import dataclass, field

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1.token_service_pb2_grpc import TokenServiceServicer
from voicera_kit.errors import ServiceError

KEY = f"vek_{'a' * 26}_{'k' * 43}"


def key(number: int) -> str:
    return f"vek_{'b' * 26}_{number:043d}"


@dataclass
class FakeTokens(TokenServiceServicer):
    """`asked` keeps the keys; `refusal`, if there is one, is the answer."""

    asked: list[str] = field(default_factory=list)
    refusal: ServiceError | None = None
    expires_in_s: int = 300

    async def ExchangeApiKey(self, request, context):
        self.asked.append(request.api_key)
        if self.refusal is not None:
            raise self.refusal
        return tokens.ExchangeApiKeyResponse(
            access_token=f"token-{len(self.asked)}", expires_in_s=self.expires_in_s
        )
