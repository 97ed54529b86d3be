"""What an installation keeps between starts."""

import json
import os
import stat
from pathlib import Path

import pytest

from voicera_kit.sealing import SealingKey
from voicera_local.demo import EXPECTED, DemoFailed, load_script, require_as_scripted
from voicera_local.programs import Program
from voicera_local.settings import LocalSettings
from voicera_local.state import AlreadyRunning, Installation
from voicera_local.supervise import configuration
from voicera_local.topology import plan


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_made_once_and_is_private(tmp_path: Path):
    installation = Installation(tmp_path)
    first = installation.secret("service")
    assert Installation(tmp_path).secret("service") == first
    assert len(first) >= 40
    assert mode_of(installation.secret_path("service")) == 0o600


def test_a_secret_that_is_handed_out_survives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    installation, synced = Installation(tmp_path), []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    installation.secret("service")
    assert synced == [installation.secret_path("service").stat().st_ino, tmp_path.stat().st_ino]


def test_two_runners_cannot_share_a_folder(tmp_path: Path):
    with Installation(tmp_path).lock(), pytest.raises(AlreadyRunning), Installation(tmp_path).lock():
        pass
    with Installation(tmp_path).lock():
        pass


def test_json_is_written_whole_and_privately(tmp_path: Path):
    installation = Installation(tmp_path)
    installation.write_json("credentials", {"email": "a@example.com"})
    assert json.loads((tmp_path / "credentials.json").read_text()) == {"email": "a@example.com"}
    assert mode_of(tmp_path / "credentials.json") == 0o600
    assert installation.read_json("nothing") is None


def test_percent_signs_survive_the_process_manager_s_own_format(tmp_path: Path):
    program = Program("one", ("run", "100%"), {"TOKEN": "a%b"})
    written = configuration([program], Installation(tmp_path), tmp_path / "socket")
    assert "100%%" in written
    assert 'TOKEN="a%%b"' in written


def call(**changes: object) -> dict[str, object]:
    good = {"state": "CALL_STATE_COMPLETED", "disposition": "booked", "turns": 7, "variables": dict(EXPECTED)}
    return {"call": good | changes, "simulator": {"ok": True, "errors": []}}


def test_a_call_as_scripted_passes():
    require_as_scripted(call())


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "CALL_STATE_FAILED"},
        {"disposition": ""},
        {"turns": 3},
        {"variables": {**EXPECTED, "day": "monday"}},
        {"variables": {}},
    ],
    ids=",".join,
)
def test_a_call_that_went_otherwise_does_not(changes):
    with pytest.raises(DemoFailed):
        require_as_scripted(call(**changes))


def test_a_caller_who_did_not_get_through_the_script_does_not_pass():
    result = call()
    result["simulator"] = {"ok": False, "errors": ["step 3 (listen) timed out"]}
    with pytest.raises(DemoFailed, match="step 3"):
        require_as_scripted(result)


def test_the_first_start_makes_a_private_sealing_key(tmp_path: Path):
    named = [sealing_file(tmp_path), sealing_file(tmp_path)]
    assert named[0] == named[1] == tmp_path / "sealing.keys"
    assert mode_of(named[0]) == 0o600


def test_sealing_keys_that_are_set_are_left_alone(tmp_path: Path):
    keys = SealingKey.generate().line()
    (tmp_path / "mounted").write_text(keys)
    assert sealing_file(tmp_path, sealing_keys_file=tmp_path / "mounted") == tmp_path / "mounted"
    assert sealing_file(tmp_path, sealing_keys=keys) is None
    assert not (tmp_path / "sealing.keys").exists()


def sealing_file(folder: Path, **settings: object) -> Path | None:
    """Return the key file that the processes of a mesh are told of."""
    topology = plan(LocalSettings(data_dir=folder, **settings), Installation(folder))
    path = topology.shared_environment.get("VOICERA_SEALING_KEYS_FILE")
    return Path(path) if path else None


def test_a_script_that_is_not_there_is_named(tmp_path):
    missing = tmp_path / "missing.yaml"
    with pytest.raises(DemoFailed, match=r"missing\.yaml cannot be read: No such file"):
        load_script(missing)
