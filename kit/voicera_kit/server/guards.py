"""What surrounds every handler: trace, errors, identity, deadline — each a context it runs in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import grpc
import structlog
from google.protobuf.message import Message

from voicera.common.v1 import access_pb2
from voicera_kit.errors import DeadlineExceeded, Internal, ServiceError, Unauthenticated, to_status
from voicera_kit.errors.wire import DETAILS_KEY
from voicera_kit.identity import TokenVerifier
from voicera_kit.identity.model import set_identity
from voicera_kit.server.access import Rule, check
from voicera_kit.trace import adopt_trace, current_trace_id

_log = structlog.get_logger(__name__)
_BEARER = "bearer "

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"


@dataclass(slots=True)
class Call:
    """`is_unary`: one request, which is known then, and one response, known once the handler has answered."""

    path: str
    context: Context
    is_unary: bool
    request: Message | None = None
    response: Message | None = None


Guard = Callable[[Call], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def answering_errors(call: Call) -> AsyncIterator[None]:
    """Tell the caller a ServiceError as it is, and of any other only where to find it in the logs."""
    adopt_trace(call.context.invocation_metadata() or ())
    try:
        yield
    except grpc.aio.AbortError:
        raise
    except Exception as error:  # noqa: BLE001 - this is where every defect ends
        refusal = _refusal_in(error) or _unserved(call, error)
        if refusal is None:
            _log.exception("rpc.failed", method=call.path)
            refusal = Internal(metadata={"trace_id": current_trace_id()})
        else:
            log_refusal(call, refusal)
        await abort(call.context, refusal)


def checking_identity(rules: Mapping[str, Rule], verifier: TokenVerifier) -> Guard:
    """Admit only whom the method's rule admits, and say who it is in current_identity()."""

    @asynccontextmanager
    async def guard(call: Call) -> AsyncIterator[None]:
        rule = rules[call.path]
        set_identity(None)
        if rule.audience != access_pb2.AUDIENCE_PUBLIC:
            identity = await verifier.verify(_bearer_token(call.context))
            set_identity(identity)
            check(rule, identity)
        yield

    return guard


def keeping_deadline(default_s: float) -> Guard:
    """Give a unary call whose client set no deadline one of ours."""

    @asynccontextmanager
    async def guard(call: Call) -> AsyncIterator[None]:
        remaining: float | None = call.context.time_remaining()
        if not call.is_unary or remaining is not None:
            yield
            return
        try:
            async with asyncio.timeout(default_s) as limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            raise DeadlineExceeded("the call took too long") from None

    return guard


def _bearer_token(context: Context) -> str:
    for key, value in context.invocation_metadata() or ():
        if key == "authorization" and isinstance(value, str) and value.lower().startswith(_BEARER):
            return value[len(_BEARER) :].strip()
    raise Unauthenticated("an access token is needed")


def log_refusal(call: Call, refusal: ServiceError) -> None:
    """Neither message nor metadata: they may quote what the caller sent."""
    code, trace_id = refusal.code.name, current_trace_id()
    _log.info("rpc.refused", method=call.path, code=code, reason=refusal.reason, trace_id=trace_id)


def _refusal_in(error: BaseException) -> ServiceError | None:
    """A task group wraps the refusal of a task; it counts if nothing else went wrong."""
    if isinstance(error, ServiceError):
        return error
    if not isinstance(error, BaseExceptionGroup):
        return None
    refusals = [_refusal_in(each) for each in error.exceptions]
    return refusals[0] if all(refusals) else None


def _unserved(call: Call, error: Exception) -> ServiceError | None:
    """A method of the contract that the servicer does not override: the generated class sets the code and raises."""
    unimplemented = grpc.StatusCode.UNIMPLEMENTED
    if not isinstance(error, NotImplementedError) or call.context.code() is not unimplemented:
        return None
    return ServiceError(
        "the server does not serve this method", reason=unimplemented.name, code=unimplemented
    )


async def abort(context: Context, error: ServiceError) -> NoReturn:
    """Answer the call with the refusal; raises AbortError, also when the handler's task is another one."""
    details = (DETAILS_KEY, to_status(error).SerializeToString())
    await context.abort(error.code, error.message, trailing_metadata=(details,))
