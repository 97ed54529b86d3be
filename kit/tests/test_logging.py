import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from voicera_kit.logging import configure, is_sensitive
from voicera_kit.settings import Settings
from voicera_kit.trace import start_trace


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    "key",
    ["phone", "phone_number", "token", "access_token", "Authorization", "text", "transcript", "db_password"],
)
def test_sensitive_names_are_known(key: str):
    assert is_sensitive(key)


@pytest.mark.parametrize("key", ["call_id", "number_id", "token_count", "context", "event", "numbering"])
def test_harmless_names_are_not(key: str):
    assert not is_sensitive(key)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_secrets_do_not_reach_the_log(
    log_format: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
):
    configure(Settings(log_format=log_format), "gateway")
    secret_text = "+919800000001"
    try:
        int("failed")
    except ValueError:
        structlog.get_logger().exception("call.failed", phone=secret_text, caller={"number": secret_text})
    said = capsys.readouterr().err
    assert "call.failed" in said
    assert "ValueError" in said
    assert secret_text not in said


def test_events_carry_service_and_trace(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_format="json"), "gateway")
    start_trace("trace-0001")
    structlog.get_logger().info("call.started", call_id="call_1")
    event = json.loads(capsys.readouterr().err)
    expected = {"event": "call.started", "service": "gateway", "trace_id": "trace-0001", "level": "info"}
    assert expected.items() <= event.items()


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_level="warning"), "gateway")
    structlog.get_logger().info("unheard")
    assert capsys.readouterr().err == ""


def test_libraries_speak_the_same_format(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_format="json"), "gateway")
    logging.getLogger("grpc").warning("odd")
    event = json.loads(capsys.readouterr().err)
    assert (event["event"], event["service"], event["logger"]) == ("odd", "gateway", "grpc")
