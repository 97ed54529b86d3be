import json
import logging
from collections.abc import Iterator
from contextvars import copy_context
from typing import Literal

import pytest
import structlog
from google.protobuf.struct_pb2 import Struct

from voicera.auth.v1.auth_service_pb2 import Session
from voicera.media.v1.call_pb2 import Call
from voicera.media.v1.call_service_pb2 import CreateCallResponse, ListCallsResponse
from voicera_kit.logging import REDACTED, configure, is_sensitive
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
    [
        *("phone", "phone_number", "token", "access_token", "Authorization", "text", "transcript"),
        *(
            "to",
            "from",
            "from_",
            "e164",
            "caller",
            "called",
            "email",
            "digit",
            "digits",
            "value",
            "db_password",
            "api_key",
            "auth_token",
            "credentials",
            "sealed",
            "signature",
            "values",
        ),
    ],
)
def test_sensitive_names_are_known(key: str):
    assert is_sensitive(key)


@pytest.mark.parametrize(
    "key",
    ["call_id", "number_id", "key_id", "token_count", "context", "event", "numbering", "total", "platform"],
)
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


NUMBER = "919800000001"


def dial(number: str) -> None:
    raise ValueError(f"cannot dial {number}")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_phone_numbers_are_masked_wherever_they_stand(
    log_format: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
):
    configure(Settings(log_format=log_format), "gateway")
    carrier_call_id = "5a9fd4a0-0000-4000-8000-000000000001"
    try:
        dial(NUMBER)
    except ValueError:
        structlog.get_logger().exception(
            "failed", url=f"/calls?to=+{NUMBER}.", carrier_call_id=carrier_call_id
        )
    logging.getLogger("library").warning("lost the call of +%s", NUMBER)
    said = capsys.readouterr().err
    assert "9800000001" not in said
    assert carrier_call_id in said
    assert said.count("[number]") == 3


def test_lists_and_messages_are_looked_into(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_format="json"), "gateway")
    call = Call(id="call_1", to="+919800000001", variables={"name": "Asha"}, agent_revision=3)
    steps = [{"email": "a@example.com", "step": 1}, (call,)]
    session = Session(access_token="hidden", expires_in_s=900)
    structlog.get_logger().info("odd", steps=steps, answer=CreateCallResponse(call=call), made=session)
    event = json.loads(capsys.readouterr().err)
    shown = {"id": "call_1", "agent_revision": 3, "to": REDACTED, "variables": REDACTED}
    assert event["steps"] == [{"email": REDACTED, "step": 1}, [shown]]
    assert event["answer"] == {"call": shown}
    assert event["made"] == {"access_token": REDACTED, "expires_in_s": 900}


def test_repeated_and_free_fields_of_messages_are_looked_into(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_format="json"), "gateway")
    calls = ListCallsResponse(calls=[Call(id="call_1", to="+919800000001")])
    free = Struct()
    free.update({"wish": "a cleaning", "age": 3})
    structlog.get_logger().info("odd", answer=calls, free=free)
    said = capsys.readouterr().err
    assert "call_1" in said
    for hidden in ("+919800000001", "a cleaning"):
        assert hidden not in said


def test_events_carry_service_and_trace(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_format="json"), "gateway")

    def log_traced() -> None:
        start_trace("trace-0001")
        structlog.get_logger().info("call.started", call_id="call_1")

    copy_context().run(log_traced)
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


def test_exceptions_of_libraries_are_told(capsys: pytest.CaptureFixture[str]):
    configure(Settings(log_format="json"), "gateway")
    try:
        int("failed")
    except ValueError:
        logging.getLogger("grpc").exception("odd")
    assert "ValueError" in json.loads(capsys.readouterr().err)["exception"]
