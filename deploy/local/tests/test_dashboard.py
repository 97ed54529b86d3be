"""The dashboard is served where it can be, and the mesh runs without it where it cannot."""

from pathlib import Path

import pytest
import yaml

from voicera_local import dashboard
from voicera_local.dashboard import LeftOut
from voicera_local.settings import LocalSettings
from voicera_local.state import Installation
from voicera_local.topology import Topology, plan


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "built/.next").mkdir(parents=True)
    (tmp_path / "built/.next/BUILD_ID").write_text("1")
    return tmp_path / "built"


def node(folder: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Node of this version, and nothing else, on the path."""
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def routes(folder: Path) -> list[dict]:
    config = yaml.safe_load((folder / "run/envoy.yaml").read_text())
    [public] = [each for each in config["static_resources"]["listeners"] if each["name"] == "public"]
    manager = public["filter_chains"][0]["filters"][0]["typed_config"]
    return manager["route_config"]["virtual_hosts"][0]["routes"]


def planned(folder: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[str, ...]) -> Topology:
    monkeypatch.setattr(dashboard, "command", lambda: found)
    return plan(LocalSettings(), Installation(folder))


def test_what_was_built_is_started_with_node(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    node(tmp_path, "v20.9.0", monkeypatch)
    assert dashboard.command(built) == (str(tmp_path / "node"), str(built / "server.mjs"))


@pytest.mark.parametrize("version", ["v18.20.1", "v20.8.1", "nonsense"])
def test_an_older_node_is_not_used(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
):
    node(tmp_path, version, monkeypatch)
    with pytest.raises(LeftOut, match=r"Node 20\.9 or newer"):
        dashboard.command(built)


def test_without_node_the_mesh_is_planned_without_it_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    topology = plan(LocalSettings(), Installation(tmp_path))
    assert "Node" in topology.without_dashboard
    assert "frontend" not in {program.name for program in topology.programs}
    assert {"path_redirect": "/docs"} in [each.get("redirect") for each in routes(tmp_path)]


def test_what_is_not_built_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    node(tmp_path, "v22.1.0", monkeypatch)
    with pytest.raises(LeftOut, match="make dashboard"):
        dashboard.command(tmp_path)


def test_it_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dashboard, "command", lambda: ("node", "server.mjs"))
    topology = plan(LocalSettings(dashboard="off"), Installation(tmp_path))
    assert topology.without_dashboard == "VOICERA_DASHBOARD is off"


def test_its_pages_come_last_and_no_token_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    topology = planned(tmp_path, monkeypatch, ("node", "server.mjs"))
    [program] = [each for each in topology.programs if each.name == "frontend"]
    assert program.environment["VOICERA_HTTP_PORT"] == str(program.listens)
    *_, pages, nothing = routes(tmp_path)
    assert (pages["name"], nothing["name"]) == ("frontend", "nothing")
    assert pages["request_headers_to_remove"] == ["authorization"]
    assert pages["match"]["headers"][0]["string_match"]["safe_regex"]["regex"] == "GET|HEAD"


def test_links_in_letters_lead_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    topology = planned(tmp_path, monkeypatch, ("node", "server.mjs"))
    [auth] = [each for each in topology.programs if each.name == "auth"]
    assert auth.environment["VOICERA_DASHBOARD_URL"] == topology.public_url


def test_it_has_a_certificate_and_no_business_in_the_mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dashboard, "command", lambda: ("node", "server.mjs"))
    topology = plan(LocalSettings(tls="on"), Installation(tmp_path))
    [program] = [each for each in topology.programs if each.name == "frontend"]
    assert program.environment["VOICERA_TLS_CERT_FILE"].endswith("frontend.pem")
    config = yaml.safe_load((tmp_path / "run/envoy.yaml").read_text())
    [mesh] = [each for each in config["static_resources"]["listeners"] if each["name"] == "mesh"]
    admitted = str(mesh["filter_chains"][0]["transport_socket"])
    assert "auth.voicera.internal" in admitted
    assert "frontend.voicera.internal" not in admitted
