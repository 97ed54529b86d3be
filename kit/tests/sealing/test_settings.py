import os
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from typing import ClassVar

import pytest

from voicera_kit.sealing import SealingSettings, ensure_key_file
from voicera_kit.settings import SettingsError, load

SECRET = b"\xfb\xff" + bytes(range(30))
KEY = b64encode(SECRET).decode()


@pytest.fixture(autouse=True)
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("VOICERA_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("encoded", [KEY, urlsafe_b64encode(SECRET).decode()])
def test_keys_arrive_from_the_environment(monkeypatch: pytest.MonkeyPatch, encoded: str) -> None:
    monkeypatch.setenv("VOICERA_SEALING_KEYS", f"k2:{encoded},k1:{KEY}")
    settings = load(SealingSettings)
    assert settings.sealer().key_id == "k2"
    assert encoded not in repr(settings)


def test_keys_arrive_from_a_mounted_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "mounted"
    file.write_text(f"# from the vault\nk2:{KEY}\n\nk1:{KEY}\n")
    monkeypatch.setenv("VOICERA_SEALING_KEYS_FILE", str(file))
    assert load(SealingSettings).sealer().key_id == "k2"


def test_production_has_no_key_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICERA_MODE", "production")
    monkeypatch.setenv("VOICERA_SERVICE_SECRET", "something-of-exactly-32-letters!")
    with pytest.raises(SystemExit):
        load(SealingSettings)
    assert "VOICERA_SEALING_KEYS_FILE or VOICERA_SEALING_KEYS must be set" in capsys.readouterr().err


def test_a_process_that_needs_no_keys_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyless(SealingSettings):
        needs_sealing_keys: ClassVar[bool] = False

    monkeypatch.setenv("VOICERA_MODE", "production")
    monkeypatch.setenv("VOICERA_SERVICE_SECRET", "something-of-exactly-32-letters!")
    assert not load(Keyless).has_sealing_keys
    monkeypatch.setenv("VOICERA_SEALING_KEYS", f"k1:{KEY}")
    assert load(Keyless).has_sealing_keys


def test_local_mode_makes_a_private_key_once(data_dir: Path) -> None:
    first, second = load(SealingSettings).sealer(), load(SealingSettings).sealer()
    assert second.open(first.seal(b"token", "place"), "place") == b"token"
    assert (data_dir / "sealing.keys").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in data_dir.iterdir()] == ["sealing.keys"]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_key_that_is_handed_out_survives_a_power_cut(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, *, is_first: bool
) -> None:
    path, synced = data_dir / "sealing.keys", []
    if not is_first:
        ensure_key_file(path)
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    ensure_key_file(path)
    content, name = path.stat().st_ino, data_dir.stat().st_ino
    assert synced == ([content, name] if is_first else [name])


def test_a_key_file_that_is_there_is_kept(data_dir: Path) -> None:
    path = data_dir / "sealing.keys"
    path.write_text(f"mine:{KEY}")
    assert ensure_key_file(path).read_text() == f"mine:{KEY}"


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ("k1", "<key id>:<base64"),
        (f"k.1:{KEY}", "<key id>:<base64"),
        ("k1:c2hvcnQ=", "k1 must be the base64 of 32 bytes"),
        (f"k1:{KEY}!", "k1 must be the base64 of 32 bytes"),
        (f"k1:{KEY},k1:{KEY}", "same id"),
        (",", "no sealing key"),
    ],
)
def test_bad_keys_are_explained_without_showing_them(
    monkeypatch: pytest.MonkeyPatch, keys: str, complaint: str
) -> None:
    monkeypatch.setenv("VOICERA_SEALING_KEYS", keys)
    with pytest.raises(SettingsError, match="VOICERA_SEALING_KEYS:") as caught:
        load(SealingSettings).sealer()
    assert complaint in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICERA_SEALING_KEYS_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="VOICERA_SEALING_KEYS_FILE: No such file"):
        load(SealingSettings).sealer()
