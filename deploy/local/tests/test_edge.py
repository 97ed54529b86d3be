"""The edge's settings are read from the environment, checked, and reach Envoy."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from voicera_local.edge import EdgeSettings
from voicera_local.envoy import Listeners, render

CLUSTERS = {name: ["127.0.0.1:9100"] for name in ("auth", "agents", "media", "voice", "telephony", "gateway")}


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VOICERA_RATE_SIGN_IN_PER_MINUTE", "7")
    monkeypatch.setenv("VOICERA_RATE_ORGANIZATION_PER_S", "70")
    monkeypatch.setenv("VOICERA_RATE_KEY_PER_S", "35")
    monkeypatch.setenv("VOICERA_CORS_ORIGINS", "https://a.example.com, http://b.example.com:8080")
    monkeypatch.setenv("VOICERA_SECURE_COOKIES", "true")
    monkeypatch.setenv("VOICERA_TRUSTED_PROXIES", "2")
    settings = EdgeSettings()
    assert settings.rate_sign_in_per_minute == 7
    assert settings.rate_organization_per_s == 70
    assert settings.rate_key_per_s == 35
    assert settings.cors_origins == ("https://a.example.com", "http://b.example.com:8080")
    assert settings.secure_cookies
    assert settings.trusted_proxies == 2


def test_nobody_else_is_named_by_default():
    settings = EdgeSettings()
    assert settings.cors_origins == ()
    assert settings.rate_organization_per_s == 1000
    assert settings.rate_key_per_s == 200


def test_a_certificate_comes_with_its_key():
    with pytest.raises(ValidationError, match="VOICERA_EDGE_KEY_FILE"):
        EdgeSettings(edge_cert_file="/edge/fullchain.pem")
    assert EdgeSettings(edge_cert_file="", edge_key_file="").edge_cert_file is None


@pytest.mark.parametrize(
    "origin", ["*", "https://*.example.com", "app.example.com", "https://a.b/", 'https://a.b" }']
)
def test_what_is_no_origin_is_refused(origin: str):
    with pytest.raises(ValidationError, match="must be origins"):
        EdgeSettings(cors_origins=origin)


def test_what_the_contracts_call_public_is_open():
    config = yaml.safe_load(render(Listeners("127.0.0.1", 1, 2, 3), CLUSTERS, []))
    manager = config["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
    [tokens] = [each for each in manager["http_filters"] if each["name"] == "envoy.filters.http.jwt_authn"]
    rules = tokens["typed_config"]["rules"]
    open_paths = {rule["match"].get("path") for rule in rules if "requires" not in rule}
    assert {"/v1/auth:signIn", "/v1/auth:signUp", "/.well-known/jwks.json"} <= open_paths
    assert rules[-1] == {"match": {"prefix": "/v1/"}, "requires": {"provider_name": "voicera"}}


@pytest.mark.parametrize("per_minute", [1, 60, 1200])
def test_envoy_accepts_every_limit_the_setting_does(tmp_path: Path, per_minute: int):
    config = tmp_path / "envoy.yaml"
    edge = EdgeSettings(rate_sign_in_per_minute=per_minute)
    config.write_text(render(Listeners("127.0.0.1", 1, 2, 3), CLUSTERS, [], edge))
    command = [str(Path(sys.executable).parent / "envoy"), "--mode", "validate", "-c", str(config)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr[-2000:]
