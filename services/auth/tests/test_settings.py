"""The settings reach what they set."""

import pytest
from pydantic import ValidationError

from voicera_auth.session.client import client_of
from voicera_auth.settings import AuthSettings

PRODUCTION = {"mode": "production", "service_secret": "ours" * 8, "sealing_keys": "k1:" + "A" * 43 + "="}


def test_every_setting_has_its_variable(monkeypatch):
    for name, value in (
        ("SIGN_UP", "closed"),
        ("DASHBOARD_URL", "https://voicera.example.com"),
        ("PASSWORD_TIME_COST", "4"),
        ("PASSWORD_MEMORY_KIB", "20000"),
        ("RESET_LINK_S", "120"),
        ("INVITATION_S", "240"),
        ("TRUSTED_PROXIES", "2"),
        ("SMTP_HOST", "mail.example.com"),
        ("SMTP_PORT", "465"),
        ("SMTP_USER", "voicera"),
        ("SMTP_PASSWORD", "a secret"),
        ("SMTP_FROM", "voicera@example.com"),
        ("SMTP_TLS", "tls"),
        ("SMTP_TIMEOUT_S", "3"),
    ):
        monkeypatch.setenv(f"VOICERA_{name}", value)
    settings = AuthSettings()
    assert (settings.sign_up, settings.dashboard_url) == ("closed", "https://voicera.example.com")
    assert (settings.password_time_cost, settings.password_memory_kib) == (4, 20000)
    assert (settings.reset_link_s, settings.invitation_s, settings.trusted_proxies) == (120, 240, 2)
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_user) == (
        "mail.example.com",
        465,
        "voicera",
    )
    assert settings.smtp_password.get_secret_value() == "a secret"
    assert "a secret" not in repr(settings)
    assert (settings.smtp_from, settings.smtp_tls, settings.smtp_timeout_s) == (
        "voicera@example.com",
        "tls",
        3,
    )


@pytest.mark.parametrize("address", [{}, {"dashboard_url": "http://voicera.example.com"}])
def test_production_knows_where_its_links_lead_and_encrypts_them(address):
    with pytest.raises(ValidationError, match="VOICERA_DASHBOARD_URL"):
        AuthSettings(**PRODUCTION, **address)
    assert AuthSettings(**PRODUCTION, dashboard_url="https://voicera.example.com")


@pytest.mark.parametrize("sender", ["", "VoiceERA", "VoiceERA <>"])
def test_mail_has_a_sender(sender):
    with pytest.raises(ValidationError, match="smtp_from"):
        AuthSettings(smtp_from=sender)


@pytest.mark.parametrize(("name", "value"), [("reset_link_s", 60), ("invitation_s", 90)])
async def test_links_live_as_long_as_set(running_auth, tmp_path, clock, name, value):
    settings = AuthSettings(data_dir=tmp_path, **{name: value})
    async with running_auth(settings, clock) as auth:
        owner = await auth.sign_in()
        people = auth.app.accounts
        if name == "reset_link_s":
            link = await people.recovery.link_for((await people.profiles.get(owner)).user)
        else:
            _, link = await people.inviting.invite(owner, "new@example.com", "viewer")
    assert (link.expires_at - clock.now()).total_seconds() == value


class Headers:
    def __init__(self, **headers: str) -> None:
        self._headers = headers

    def invocation_metadata(self):
        return [(key.replace("_", "-"), value) for key, value in self._headers.items()]


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "address"),
    [
        ("198.51.100.7", 0, "198.51.100.7"),
        ("spoofed, 198.51.100.7", 0, "198.51.100.7"),
        ("spoofed, 198.51.100.7, 10.0.0.1", 1, "198.51.100.7"),
        ("198.51.100.7", 1, ""),
        ("2001:DB8::1", 0, "2001:db8::1"),
        ("::ffff:198.51.100.7", 0, "198.51.100.7"),
        ("", 0, ""),
        ("unknown", 0, ""),
    ],
)
def test_an_address_is_what_the_outermost_trusted_proxy_saw(forwarded_for, proxies, address):
    assert client_of(Headers(x_forwarded_for=forwarded_for), proxies).address == address


def test_a_browser_is_described_by_the_gateway_or_by_itself():
    assert client_of(Headers(user_agent="Firefox"), 0).user_agent == "Firefox"
    relayed = Headers(user_agent="grpc-python", x_forwarded_user_agent="Firefox")
    assert client_of(relayed, 0).user_agent == "Firefox"
