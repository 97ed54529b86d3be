"""What would keep the carrier from reaching an installation."""

import pytest

from voicera_gateway.carrier.installation import Installation
from voicera_gateway.settings import GatewaySettings


def installation(public_url: str, **settings) -> Installation:
    return Installation.of(GatewaySettings(public_url=public_url, **settings))


def test_a_public_https_address_has_no_problem():
    assert installation("https://agent.example.com").problems == ()


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1:8080",
        "[::1]",
        "10.0.0.7",
        "192.168.1.5:8443",
        "172.20.0.3",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "gateway",
        "gateway.local",
        "gateway.voicera.internal",
    ],
)
def test_an_address_of_this_machine_or_its_network_is_a_problem(host: str):
    [problem] = installation(f"https://{host}").problems
    assert "public address" in problem


def test_plain_http_is_a_problem():
    [problem] = installation("http://agent.example.com").problems
    assert "https" in problem


def test_unsigned_webhooks_are_a_problem():
    [problem] = installation("https://agent.example.com", vobiz_signatures="when_present").problems
    assert "VOICERA_VOBIZ_SIGNATURES" in problem


def test_a_simulated_carrier_reaches_its_own_machine():
    simulated = "http://127.0.0.1:9100/api/v1"
    assert installation("http://127.0.0.1:8080", vobiz_base_url=simulated).problems == ()


@pytest.mark.parametrize(
    ("url", "leads_here"),
    [
        ("https://agent.example.com/vobiz/answer", True),
        ("HTTPS://Agent.example.com/vobiz/answer/", True),
        ("http://agent.example.com/vobiz/answer", False),
        ("https://agent.example.com/vobiz/Answer", False),
        ("https://agent.example.com.evil.example/vobiz/answer", False),
        ("", False),
    ],
)
def test_our_answer_url_is_recognized(url: str, leads_here):
    assert installation("https://agent.example.com").leads_here(url) is leads_here


def test_the_applications_name_is_the_installations_and_not_the_urls():
    one, moved = installation("https://a.example.com"), installation("https://b.example.com")
    other = installation("https://a.example.com", service_secret="x" * 40)
    assert one.application_name == moved.application_name != other.application_name
    assert one.application_name.startswith("voicera-")
