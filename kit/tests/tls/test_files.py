"""What is no certificate stops the start, with the file's name."""

from pathlib import Path

import pytest

from voicera_kit.settings import Settings, load
from voicera_kit.testing import Certificates
from voicera_kit.tls import CertificateError

SECRET = {"VOICERA_SERVICE_SECRET": "hidden-value-of-exactly-32-chars", "VOICERA_BIND_HOST": "0.0.0.0"}  # noqa: S104 - a container's


def refusal(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        load(Settings)
    return capsys.readouterr().err


def test_the_three_files_go_together(monkeypatch, capsys, tmp_path: Path):
    said = refusal({"VOICERA_TLS_CA_FILE": str(tmp_path / "ca.pem")}, monkeypatch, capsys)
    assert "all or none" in said


def test_production_beyond_loopback_needs_a_certificate(monkeypatch, capsys):
    said = refusal({**SECRET, "VOICERA_MODE": "production"}, monkeypatch, capsys)
    assert "VOICERA_TLS_CERT_FILE must be set" in said


def test_production_on_loopback_does_not(monkeypatch):
    monkeypatch.setenv("VOICERA_MODE", "production")
    monkeypatch.setenv("VOICERA_SERVICE_SECRET", SECRET["VOICERA_SERVICE_SECRET"])
    assert load(Settings).tls_files is None


def test_the_settings_name_files_and_peers(monkeypatch, tmp_path: Path):
    for name, path in Certificates(tmp_path).settings_of("media").items():
        monkeypatch.setenv(f"VOICERA_{name.upper()}", str(path))
    monkeypatch.setenv("VOICERA_TLS_PEERS", "envoy.voicera.internal, probe.voicera.internal,")
    settings = load(Settings)
    assert settings.tls_files.cert_file == tmp_path / "media.pem"
    assert settings.tls_peer_names == {"envoy.voicera.internal", "probe.voicera.internal"}


@pytest.mark.parametrize("broken", ["media.pem", "media.key", "ca.pem"])
@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN NOTHING-----"])
def test_a_broken_file_is_named_and_not_quoted(tmp_path: Path, broken: str, content: bytes | None):
    files = Certificates(tmp_path).files_of("media")
    (tmp_path / broken).unlink()
    if content is not None:
        (tmp_path / broken).write_bytes(content)
    with pytest.raises(CertificateError, match=broken) as refused:
        files.read()
    assert "BEGIN" not in str(refused.value)


def test_the_key_of_another_certificate_is_noticed(tmp_path: Path):
    certificates = Certificates(tmp_path)
    files = certificates.files_of("media")
    certificates.files_of("voice").key_file.replace(files.key_file)
    with pytest.raises(CertificateError, match="is not the key"):
        files.read()
