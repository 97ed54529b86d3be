"""Opens the way to the identity provider the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from voicera_auth.account.store import UserStore
from voicera_auth.oidc.provider import Provider
from voicera_auth.oidc.service import OidcSignIn
from voicera_auth.oidc.states import StateStore
from voicera_auth.oidc.web import ProviderWeb
from voicera_auth.settings import AuthSettings
from voicera_kit.clock import Clock


@asynccontextmanager
async def open_oidc(
    states: StateStore, users: UserStore, clock: Clock, settings: AuthSettings
) -> AsyncIterator[OidcSignIn]:
    if not settings.oidc_issuer:
        yield OidcSignIn(None, states, users, clock)
        return
    web = ProviderWeb.open()
    try:
        provider = Provider(settings, settings.public_url or settings.dashboard_url, web, clock)
        yield OidcSignIn(provider, states, users, clock)
    finally:
        await web.close()
