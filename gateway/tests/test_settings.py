"""Settings that would let strangers in are refused."""

import pytest
from pydantic import ValidationError

from voicera_gateway.settings import GatewaySettings
from voicera_kit.settings import explain

from .fakes.agents import SEALING_KEY

ACCOUNT = {"vobiz_auth_id": "MA_TEST0001", "vobiz_auth_token": "test-auth-token"}


def test_webhooks_must_be_signed_unless_told_otherwise():
    assert GatewaySettings().vobiz_signatures == "enforce"
    assert GatewaySettings(vobiz_signatures="when_present").vobiz_signatures == "when_present"


@pytest.mark.parametrize("policy", ["when_present", "off"])
def test_production_takes_no_unsigned_webhooks(policy: str):
    production = ACCOUNT | {"mode": "production", "service_secret": "a-secret-of-our-own-and-32-chars"}
    production["sealing_keys"] = SEALING_KEY.line()
    production["secure_cookies"] = True
    assert GatewaySettings(**production).vobiz_signatures == "enforce"
    with pytest.raises(ValidationError) as caught:
        GatewaySettings(**production, vobiz_signatures=policy)
    assert "VOICERA_VOBIZ_SIGNATURES" in explain(caught.value, GatewaySettings)


def test_account_without_a_token_verifies_nothing():
    with pytest.raises(ValidationError) as caught:
        GatewaySettings(vobiz_auth_id="MA_TEST0001")
    assert "VOICERA_VOBIZ_AUTH_TOKEN" in explain(caught.value, GatewaySettings)


def test_production_keeps_its_cookies_behind_tls():
    production = {"mode": "production", "service_secret": "a-secret-of-our-own-and-32-chars"}
    production["sealing_keys"] = SEALING_KEY.line()
    with pytest.raises(ValidationError) as caught:
        GatewaySettings(**production)
    assert "VOICERA_SECURE_COOKIES" in explain(caught.value, GatewaySettings)
    assert GatewaySettings(**production, secure_cookies=True).secure_cookies
