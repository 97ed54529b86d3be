"""The compose file and what `prepare` writes fit each other, the services' settings, and Envoy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from voicera_adapters.settings import AdapterSettings
from voicera_agents.settings import AgentsSettings
from voicera_auth.settings import AuthSettings
from voicera_gateway.settings import GatewaySettings
from voicera_local.containers import GRPC_PORT, HTTP_PORT, MESH_PORT, PUBLIC_PORT, clusters, prepare
from voicera_local.envoy import REPOSITORY
from voicera_local.settings import LocalSettings
from voicera_media.settings import MediaSettings
from voicera_voice.settings import VoiceSettings

COMPOSE = REPOSITORY / "deploy/compose/docker-compose.yml"
SETTINGS = {
    "prepare": LocalSettings,
    "auth": AuthSettings,
    "agents": AgentsSettings,
    "media": MediaSettings,
    "voice": VoiceSettings,
    "gateway": GatewaySettings,
    "adapters-core": AdapterSettings,
    "adapters-espeak": AdapterSettings,
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    prepare(LocalSettings(data_dir=folder, tls_names="voice.example.com"))
    return folder


def fields(names) -> set[str]:
    return {name.removeprefix("VOICERA_").lower() for name in names}


@pytest.mark.parametrize("service", SETTINGS)
def test_every_setting_is_one_its_process_reads(compose, service):
    shared = fields(compose["x-settings"]) if service != "prepare" else set()
    own = fields(compose["services"][service]["environment"]) - shared
    assert own <= set(SETTINGS[service].model_fields)


def test_every_shared_setting_is_read_by_some_process(compose):
    known = {field for settings in SETTINGS.values() for field in settings.model_fields}
    assert fields(compose["x-settings"]) <= known


@pytest.mark.parametrize("service", [name for name in SETTINGS if name != "prepare"])
def test_every_process_starts_in_production_mode_with_its_settings(compose, prepared, service, monkeypatch):
    for name in [name for name in os.environ if name.startswith("VOICERA_")]:  # noqa: TID251 - a clean start
        monkeypatch.delenv(name)
    for name, value in compose["services"][service]["environment"].items():
        text = filled(str(value)).replace("/var/lib/voicera", str(prepared))
        monkeypatch.setenv(name, text)
    settings = SETTINGS[service]()
    assert settings.mode == "production"
    assert settings.tls_files is not None
    assert settings.port == GRPC_PORT


def filled(value: str) -> str:
    """As compose does with an environment that names everything."""
    if "${" not in value:
        return value
    before, _, rest = value.partition("${")
    name, _, after = rest.partition("}")
    known = {"VOICERA_PUBLIC_URL": "https://voice.example.com"}
    return before + known.get(name.partition(":")[0], "filled-in-0123456789") + filled(after)


def test_the_names_and_ports_are_those_envoy_is_told_of(compose):
    hosts = {address for each in clusters().values() for address in each}
    services = compose["services"]
    for host, _, port in (address.partition(":") for address in hosts):
        environment = services[host]["environment"]
        assert int(port) in {environment["VOICERA_PORT"], environment.get("VOICERA_HTTP_PORT")}
    assert services["gateway"]["environment"]["VOICERA_HTTP_PORT"] == HTTP_PORT
    assert services["auth"]["environment"]["VOICERA_MESH_TARGET"] == f"envoy:{MESH_PORT}"
    assert services["envoy"]["ports"] == [f"${{PUBLIC_PORT:-8443}}:{PUBLIC_PORT}"]


def test_what_is_referred_to_is_there(compose):
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        assert set(service["networks"]) <= set(compose["networks"])
        assert {volume.partition(":")[0] for volume in service.get("volumes", [])} <= set(compose["volumes"])
    assert (REPOSITORY / compose["services"]["auth"]["build"]["dockerfile"]).exists()


def test_envoy_accepts_what_was_prepared(prepared: Path):
    envoy = Path(sys.executable).parent / "envoy"
    command = [str(envoy), "--mode", "validate", "-c", str(prepared / "run/envoy.yaml")]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr[-2000:]
