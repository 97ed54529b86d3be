from pathlib import Path

import pytest

from voicera_kit.settings import Settings, load
from voicera_kit.testing import Certificates

SECRET = "hidden-value-of-exactly-32-chars"


class MoreSettings(Settings):
    pool_size: int = 3


def test_variables_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICERA_PORT", "7001")
    monkeypatch.setenv("VOICERA_POOL_SIZE", "9")
    settings = load(MoreSettings)
    assert (settings.port, settings.pool_size) == (7001, 9)


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"VOICERA_PORT": "many"}, "VOICERA_PORT"),
        ({"VOICERA_MODE": "production"}, "VOICERA_SERVICE_SECRET must be set"),
        ({"VOICERA_BIND_HOST": "0.0.0.0"}, "VOICERA_SERVICE_SECRET must be set"),  # noqa: S104 - what is refused
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(
    variables: dict[str, str],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        load(Settings)
    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert complaint in said
    assert "Traceback" not in said


@pytest.mark.parametrize("secret", ["", " " * 40, "local-mesh-secret", SECRET[:-1]])
@pytest.mark.parametrize(("variable", "value"), [("MODE", "production"), ("BIND_HOST", "0.0.0.0")])  # noqa: S104 - what is refused
def test_a_secret_that_could_be_guessed_stops_the_start(
    secret: str,
    variable: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(f"VOICERA_{variable}", value)
    monkeypatch.setenv("VOICERA_SERVICE_SECRET", secret)
    with pytest.raises(SystemExit):
        load(Settings)
    said = capsys.readouterr().err
    assert "VOICERA_SERVICE_SECRET must be set, to at least 32 characters" in said
    assert not secret.strip() or secret not in said


def test_production_starts_with_a_secret_and_never_shows_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, path in Certificates(tmp_path).settings_of("media").items():
        monkeypatch.setenv(f"VOICERA_{name.upper()}", str(path))
    monkeypatch.setenv("VOICERA_MODE", "production")
    monkeypatch.setenv("VOICERA_BIND_HOST", "0.0.0.0")  # noqa: S104 - what a container binds
    monkeypatch.setenv("VOICERA_SERVICE_SECRET", SECRET)
    assert SECRET not in repr(load(Settings))


def test_local_mode_starts_without_any_variable() -> None:
    assert load(Settings).mode == "local"


@pytest.mark.parametrize(
    ("mode", "migrate", "expected"),
    [
        ("local", None, True),
        ("local", "ahead", False),
        ("production", None, False),
        ("production", "on_start", True),
    ],
)
def test_stores_are_migrated_on_start_in_local_mode_or_if_asked_for(
    mode: str, migrate: str | None, monkeypatch: pytest.MonkeyPatch, *, expected: bool
) -> None:
    monkeypatch.setenv("VOICERA_MODE", mode)
    monkeypatch.setenv("VOICERA_SERVICE_SECRET", SECRET)
    if migrate:
        monkeypatch.setenv("VOICERA_MIGRATE", migrate)
    assert load(Settings).migrates_on_start is expected


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("VOICERA_DOCUMENTS_URL", "mongodb://asha:open-sesame@host/"),
        ("VOICERA_BUS_URL", "redis://asha:open-sesame@host/0"),
    ],
)
def test_the_password_in_a_url_is_not_shown(monkeypatch: pytest.MonkeyPatch, variable: str, url: str) -> None:
    monkeypatch.setenv(variable, url)
    assert "open-sesame" not in repr(load(Settings))
