from datetime import timedelta

import grpc
import pytest

from voicera_kit.errors import (
    AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition,
    FieldViolation,
    Internal,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    RevisionConflict,
    ServiceError,
    Unauthenticated,
    Unavailable,
    from_rpc,
    from_status,
    invalid,
    to_status,
)
from voicera_kit.errors.wire import DETAILS_KEY

EVERY_KIND = [
    InvalidArgument(FieldViolation("name", "is empty"), FieldViolation("agent.voice", "नहीं")),
    invalid("name", "is empty"),
    NotFound("agent", "agent_1"),
    AlreadyExists("agent", "agent_1", "name"),
    RevisionConflict("agent", "agent_1"),
    FailedPrecondition("is live", reason="AGENT_IS_LIVE", metadata={"a": "b"}),
    Unauthenticated("no token"),
    PermissionDenied("agents.write"),
    ResourceExhausted("too many calls", retry_after=timedelta(seconds=1.5)),
    Unavailable("down"),
    DeadlineExceeded("too slow"),
    Internal(),
    ServiceError("odd", reason="ODD", code=grpc.StatusCode.DATA_LOSS),
]


@pytest.mark.parametrize("error", EVERY_KIND, ids=lambda error: type(error).__name__)
def test_errors_survive_the_wire(error: ServiceError) -> None:
    back = from_status(to_status(error))
    assert type(back) is type(error)
    assert vars(back) == vars(error)
    assert str(back) == error.message


def rpc_error(*metadata: tuple[str, str | bytes]) -> grpc.aio.AioRpcError:
    trailing = grpc.aio.Metadata(*metadata)
    return grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), trailing, "gone")


def test_failed_calls_without_details_keep_their_code() -> None:
    error = from_rpc(rpc_error())
    assert isinstance(error, Unavailable)
    assert (error.message, error.reason) == ("gone", "UNAVAILABLE")


def test_broken_details_are_ignored() -> None:
    assert isinstance(from_rpc(rpc_error((DETAILS_KEY, b"\xff\xff\xff"))), Unavailable)


def test_details_win_over_the_bare_code() -> None:
    details = to_status(NotFound("agent", "agent_1")).SerializeToString()
    assert isinstance(from_rpc(rpc_error((DETAILS_KEY, details))), NotFound)


@pytest.mark.parametrize(
    "details",
    ["Internal error from Core", "Stream removed (RST_STREAM (Received RST_STREAM with error code 2))"],
)
def test_a_call_that_is_cut_off_is_a_broken_connection(details: str) -> None:
    none = grpc.aio.Metadata()
    assert isinstance(
        from_rpc(grpc.aio.AioRpcError(grpc.StatusCode.INTERNAL, none, none, details)), Unavailable
    )
