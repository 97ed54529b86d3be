"""A service that says who calls it, behind TLS."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_kit.testing import Certificates
from voicera_kit.tls.peers import require_caller


class Greeter(token_service_pb2_grpc.TokenServiceServicer):
    """Public methods only: nobody needs a token to reach them."""

    async def GetJwks(self, request: tokens.GetJwksRequest, context: Any) -> tokens.Jwks:  # noqa: N802 - as generated
        return tokens.Jwks()

    async def IssueServiceToken(  # noqa: N802 - as generated
        self, request: tokens.IssueServiceTokenRequest, context: Any
    ) -> tokens.IssueServiceTokenResponse:
        require_caller(context, request.service_name)
        return tokens.IssueServiceTokenResponse(access_token="granted")


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


@pytest.fixture
def register() -> Callable[[grpc.aio.Server], None]:
    return lambda server: token_service_pb2_grpc.add_TokenServiceServicer_to_server(Greeter(), server)
