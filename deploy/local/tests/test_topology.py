"""Which processes a mesh has, and that Envoy knows each of them."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from store_servers import ServerError, ferretdb, minio, redis
from voicera_local.settings import LocalSettings
from voicera_local.state import Installation
from voicera_local.topology import plan

REDIS = "redis://127.0.0.1:6379"


def names(settings: LocalSettings, folder: Path) -> list[str]:
    return [program.name for program in plan(settings, Installation(folder)).programs]


def test_one_process_of_each_is_the_default(tmp_path: Path):
    assert [name for name in names(LocalSettings(), tmp_path) if "_1" in name or "_2" in name] == []


def test_replicas_reach_the_processes_and_envoy(tmp_path: Path):
    topology = plan(LocalSettings(replicas=2, bus_url=REDIS), Installation(tmp_path))
    found = {program.name for program in topology.programs}
    for service in ("auth", "agents", "media", "voice", "gateway"):
        assert {f"{service}_1", f"{service}_2"} <= found
    config = yaml.safe_load((tmp_path / "run/envoy.yaml").read_text())
    endpoints = {
        cluster["name"]: len(cluster["load_assignment"]["endpoints"][0]["lb_endpoints"])
        for cluster in config["static_resources"]["clusters"]
    }
    assert {endpoints[name] for name in ("auth", "agents", "media", "voice", "gateway", "telephony")} == {2}
    ports = [program.ready_port for program in topology.programs if program.ready_port]
    assert len(set(ports)) == len(ports)


def test_replicas_are_refused_without_a_bus_they_share():
    with pytest.raises(ValidationError, match="VOICERA_REPLICAS above 1 needs a bus"):
        LocalSettings(replicas=2)


def test_a_store_that_serves_several_brings_two_of_each():
    assert LocalSettings(store="mongo").copies == 2
    assert LocalSettings(store="mongo", replicas=3).copies == 3


def test_store_servers_that_are_not_there_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(minio, "BINARY", tmp_path / "nothing")
    monkeypatch.setattr(ferretdb, "BINARY", Path(__file__))
    with pytest.raises(ServerError, match="MinIO is not there"):
        plan(LocalSettings(store="mongo"), Installation(tmp_path))


def test_a_redis_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(minio, "BINARY", Path(__file__))
    monkeypatch.setattr(ferretdb, "BINARY", Path(__file__))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerError, match="Redis is not there: install it with"):
        plan(LocalSettings(store="mongo"), Installation(tmp_path))


def test_each_kind_of_store_keeps_its_own_owners_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(minio, "BINARY", Path(__file__))
    monkeypatch.setattr(ferretdb, "BINARY", Path(__file__))
    monkeypatch.setattr(redis, "program", lambda: Path(__file__))
    embedded, mongo = (
        plan(LocalSettings(store=store), Installation(tmp_path)).stores.credentials
        for store in ("embedded", "mongo")
    )
    assert embedded != mongo


def test_adapter_servers_of_others_get_a_route_and_a_pool(tmp_path: Path):
    topology = plan(
        LocalSettings(adapter_servers="mine=10.0.0.7:7001, ours=tts.lan:7002"), Installation(tmp_path)
    )
    assert topology.shared_environment["VOICERA_ADAPTER_POOLS"] == "core,espeak,vendors,mine,ours"
    assert topology.others == {"adapters_mine", "adapters_ours"}
    config = (tmp_path / "run/envoy.yaml").read_text()
    clusters = {each["name"]: each for each in yaml.safe_load(config)["static_resources"]["clusters"]}
    [endpoint] = clusters["adapters_mine"]["load_assignment"]["endpoints"][0]["lb_endpoints"]
    address = endpoint["endpoint"]["address"]["socket_address"]
    assert (address["address"], address["port_value"]) == ("10.0.0.7", 7001)
    assert "exact: ours" in config


@pytest.mark.parametrize(
    "servers", ["mine", "core=a:1", "mine=a:1,mine=b:1", "Mine=a:1", "mine=a", "mine=a b:1"]
)
def test_adapter_servers_that_are_none_are_refused(servers: str):
    with pytest.raises(ValidationError, match="name=host:port"):
        LocalSettings(adapter_servers=servers)


def test_the_file_of_prices_reaches_the_processes_wherever_they_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("prices.json").write_text("{}")
    topology = plan(LocalSettings(prices_file="prices.json"), Installation(tmp_path / "data"))
    assert topology.shared_environment["VOICERA_PRICES_FILE"] == str(tmp_path / "prices.json")
    for settings in (LocalSettings(), LocalSettings(prices_file="")):
        without = plan(settings, Installation(tmp_path / "data"))
        assert "VOICERA_PRICES_FILE" not in without.shared_environment
    with pytest.raises(ValidationError, match="prices_file"):
        LocalSettings(prices_file="nothing.json")
