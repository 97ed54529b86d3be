"""The rendered configuration is one Envoy accepts, and says what it should."""

import subprocess
import sys
from pathlib import Path

import yaml

from voicera_local.envoy import DESCRIPTORS, Listeners, methods, render

CLUSTERS = ("auth", "agents", "media", "voice", "telephony", "gateway", "adapters_core", "adapters_espeak")


def rendered(public_host: str = "127.0.0.1") -> str:
    clusters = {name: [f"127.0.0.1:{9100 + at}"] for at, name in enumerate(CLUSTERS)}
    return render(Listeners(public_host, 18080, 18081, 18082), clusters, ["core", "espeak"])


def test_envoy_accepts_the_configuration(tmp_path: Path):
    config = tmp_path / "envoy.yaml"
    config.write_text(rendered())
    envoy = Path(sys.executable).parent / "envoy"
    checked = subprocess.run(
        [str(envoy), "--mode", "validate", "-c", str(config)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr[-2000:]


def test_only_the_public_listener_leaves_loopback():
    listeners = yaml.safe_load(rendered("0.0.0.0"))["static_resources"]["listeners"]  # noqa: S104 - the point
    addresses = {each["name"]: each["address"]["socket_address"]["address"] for each in listeners}
    assert addresses == {"public": "0.0.0.0", "mesh": "127.0.0.1"}  # noqa: S104 - the point


def test_only_idempotent_methods_are_sent_again():
    config = yaml.safe_load(rendered())
    [mesh] = [each for each in config["static_resources"]["listeners"] if each["name"] == "mesh"]
    manager = mesh["filter_chains"][0]["filters"][0]["typed_config"]
    routes = manager["route_config"]["virtual_hosts"][0]["routes"]
    retried = {
        route["match"]["path"]
        for route in routes
        if "unavailable" in route["route"].get("retry_policy", {}).get("retry_on", "")
    }
    known = {method.path for method in methods(DESCRIPTORS.read_bytes()) if method.idempotent}
    assert retried
    assert retried <= known
    assert "/voicera.agents.v1.AgentService/CreateAgent" not in retried


def test_replicas_are_left_out_for_connections_that_fail_not_for_what_they_answer():
    clusters = yaml.safe_load(rendered())["static_resources"]["clusters"]
    detections = {each["name"]: each["outlier_detection"] for each in clusters if "outlier_detection" in each}
    assert set(detections) == set(CLUSTERS) - {"gateway"}
    for each in detections.values():
        assert each["split_external_local_origin_errors"]
        assert each["consecutive_local_origin_failure"] == 3
        assert each["enforcing_consecutive_5xx"] == each["enforcing_consecutive_gateway_failure"] == 0


def test_streams_have_no_timeout():
    config = yaml.safe_load(rendered())
    for listener in config["static_resources"]["listeners"]:
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        for route in manager["route_config"]["virtual_hosts"][0]["routes"]:
            if route["match"].get("path", "").endswith(("/WatchCall", "/Converse", "/Append")):
                assert route["route"]["timeout"] == "0s"


def test_of_voice_only_rehearsals_are_served_to_the_public():
    config = yaml.safe_load(rendered())
    [public] = [each for each in config["static_resources"]["listeners"] if each["name"] == "public"]
    manager = public["filter_chains"][0]["filters"][0]["typed_config"]
    routes = manager["route_config"]["virtual_hosts"][0]["routes"]
    to_voice = [route["match"] for route in routes if route.get("route", {}).get("cluster") == "voice"]
    assert to_voice == [{"prefix": "/voicera.voice.v1.RehearsalService/"}]
    [transcoder] = [each for each in manager["http_filters"] if each["name"].endswith("transcoder")]
    services = transcoder["typed_config"]["services"]
    assert [each for each in services if ".voice." in each] == ["voicera.voice.v1.RehearsalService"]
