"""Says where the carrier finds this installation, and what would keep it from doing so."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self
from urllib.parse import urlsplit

from voicera_gateway.settings import GatewaySettings
from voicera_gateway.vobiz.holdings import Standing, Webhooks

NAME_CHARACTERS: Final = 12
_LOCAL_ENDINGS: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Installation:
    """`application_name` outlives a change of the public URL, so that the application's numbers follow."""

    webhooks: Webhooks
    application_name: str
    problems: tuple[str, ...]

    @classmethod
    def of(cls, settings: GatewaySettings) -> Self:
        secret = settings.service_secret.get_secret_value().strip()
        digest = hashlib.sha256(b"voicera carrier application\n" + secret.encode()).hexdigest()
        webhooks = Webhooks(f"{settings.public_url}/vobiz/answer", f"{settings.public_url}/vobiz/hangup")
        return cls(webhooks, f"voicera-{digest[:NAME_CHARACTERS]}", tuple(_problems(settings)))

    def leads_here(self, answer_url: str) -> bool:
        return _comparable(answer_url) == _comparable(self.webhooks.answer_url)


def problems_of(standing: Standing) -> Iterator[str]:
    """Say what about the account itself stands in the way of calls."""
    if not standing.is_active:
        yield "The carrier account is switched off."
    if standing.is_trial:
        yield "The carrier account is on trial: its numbers cannot receive calls."
    if standing.balance is not None and standing.balance.is_low:
        left = f"{standing.balance.available:.2f} {standing.balance.currency}"
        yield f"The carrier account is low on balance: {left} are left."


def _problems(settings: GatewaySettings) -> Iterator[str]:
    """A simulated carrier on this machine reaches what the real one cannot."""
    if not _is_local(urlsplit(settings.vobiz_base_url).hostname or ""):
        public = urlsplit(settings.public_url)
        if public.scheme != "https":
            yield "VOICERA_PUBLIC_URL is not https: the carrier calls https addresses only."
        if _is_local(public.hostname or ""):
            yield (
                f"VOICERA_PUBLIC_URL names {public.hostname}, which can be reached from this machine or its network"
                " only: the carrier needs a public address."
            )
    if settings.vobiz_signatures != "enforce":
        yield (
            "Webhooks are let in without a signature, whoever sends them:"
            " set VOICERA_VOBIZ_SIGNATURES to enforce."
        )


def _is_local(host: str) -> bool:
    """Tell whether an address, or a name by its form, means this machine or its network; nothing is looked up."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_ENDINGS)


def _comparable(url: str) -> tuple[str, str, str]:
    """Scheme and host are the same in capitals, and so is the path with a slash behind it."""
    parts = urlsplit(url.strip())
    return parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/")
