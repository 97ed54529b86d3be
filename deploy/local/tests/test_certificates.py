"""Certificates are issued once, renewed in time, and private."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicera_kit.tls.authority import ends_at, names_in
from voicera_local.certificates import CA, EDGE, SERVICES, CertificateFolder
from voicera_local.settings import LocalSettings
from voicera_local.state import Installation
from voicera_local.topology import plan

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERYTHING = {CA, EDGE, *SERVICES}


@pytest.fixture
def folder(tmp_path: Path) -> CertificateFolder:
    return CertificateFolder(Installation(tmp_path))


def test_each_service_gets_a_certificate_of_its_own_name(folder: CertificateFolder):
    assert set(folder.provide((), NOW)) == EVERYTHING
    for service in SERVICES:
        chain = folder.files_of(service).read().chain
        assert names_in(chain) == (f"{service}.voicera.internal",)
        assert timedelta(days=800) < ends_at(chain) - NOW < timedelta(days=825)


def test_keys_are_private(folder: CertificateFolder):
    folder.provide((), NOW)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.path.glob("*.key")}
    assert modes == {0o600}


def test_what_is_good_stays(folder: CertificateFolder):
    folder.provide(("agents.example.com",), NOW)
    assert folder.provide(("agents.example.com",), NOW + timedelta(days=700)) == ()


def test_what_ends_within_thirty_days_is_renewed_under_the_same_authority(folder: CertificateFolder):
    folder.provide((), NOW)
    assert set(folder.provide((), NOW + timedelta(days=800))) == EVERYTHING - {CA}


def test_an_authority_that_ends_soon_takes_everything_with_it(folder: CertificateFolder):
    folder.provide((), NOW)
    assert set(folder.provide((), NOW + timedelta(days=3630))) == EVERYTHING


def test_another_name_of_the_edge_concerns_the_edge_only(folder: CertificateFolder):
    folder.provide((), NOW)
    assert folder.provide(("agents.example.com", "10.1.2.3"), NOW) == (EDGE,)
    assert {"agents.example.com", "10.1.2.3", "127.0.0.1", "localhost"} <= set(
        names_in(folder.files_of(EDGE).read().chain)
    )


def lose_key(folder: CertificateFolder) -> None:
    folder.files_of("media").key_file.unlink()


def swap(folder: CertificateFolder) -> None:
    """A certificate in another service's place, with its key."""
    for kind in ("cert_file", "key_file"):
        getattr(folder.files_of("media"), kind).write_bytes(
            getattr(folder.files_of("voice"), kind).read_bytes()
        )


@pytest.mark.parametrize("damage", [lose_key, swap])
def test_what_is_damaged_is_issued_again(
    folder: CertificateFolder, damage: Callable[[CertificateFolder], None]
):
    folder.provide((), NOW)
    damage(folder)
    assert folder.provide((), NOW) == ("media",)


def test_all_of_them_can_be_issued_anew(folder: CertificateFolder):
    folder.provide((), NOW)
    assert set(folder.provide((), NOW, anew=True)) == EVERYTHING - {CA}


def test_the_settings_name_the_edge(tmp_path: Path):
    installation = Installation(tmp_path)
    settings = LocalSettings(
        tls="on", public_host="10.1.2.3", tls_names="agents.example.com, voice.example.com"
    )
    topology = plan(settings, installation)
    shown = names_in(topology.certificates.files_of(EDGE).read().chain)
    assert {"10.1.2.3", "agents.example.com", "voice.example.com", "localhost"} <= set(shown)
    assert topology.public_url == "https://10.1.2.3:8080"


def test_without_the_setting_there_are_none(tmp_path: Path):
    topology = plan(LocalSettings(), Installation(tmp_path))
    assert topology.certificates is None
    assert topology.public_url.startswith("http://")
    assert not any("VOICERA_TLS_CERT_FILE" in program.environment for program in topology.programs)


def test_each_process_gets_the_certificate_of_its_service(tmp_path: Path):
    topology = plan(LocalSettings(tls="on"), Installation(tmp_path))
    shown = {
        program.name: Path(program.environment["VOICERA_TLS_CERT_FILE"]).name
        for program in topology.programs
        if program.service
    }
    assert shown["gateway"] == "gateway.pem"
    assert shown["adapters_core"] == shown["adapters_espeak"] == "adapters.pem"
    assert set(shown.values()) == {f"{service}.pem" for service in SERVICES if service != "envoy"}
