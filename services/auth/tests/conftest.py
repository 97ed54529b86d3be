"""An auth service on a real socket, with one organization."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from voicera_auth.app import App, open_app
from voicera_auth.settings import AuthSettings
from voicera_kit.client import Mesh, open_channel
from voicera_kit.clock import VirtualClock
from voicera_kit.server import running_server
from voicera_kit.testing import Signer


@dataclass
class Auth:
    app: App
    mesh: Mesh
    clock: VirtualClock
    organization_id: str
    email: str
    password: str


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def auth(tmp_path: Path, clock: VirtualClock) -> AsyncIterator[Auth]:
    # A session ends soon, so that tests need not move time by a month of background work.
    settings = AuthSettings(data_dir=tmp_path, refresh_token_s=7200)
    async with open_app(settings, clock) as app:
        organization, password = await app.organizations.create("Sunrise Clinic", "Owner@Example.com")
        verifier = app.verifier(clock)
        async with (
            running_server(app.register, settings, verifier=verifier) as server,
            Mesh(open_channel(f"127.0.0.1:{server.port}"), Signer().tokens("test")) as mesh,
        ):
            yield Auth(app, mesh, clock, organization.id, "owner@example.com", password)
