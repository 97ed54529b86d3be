"""Writes events with typed attributes to stderr, without what must not be read there."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Final

import structlog
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from structlog.typing import Processor

from voicera.common.v1.sensitivity_pb2 import sensitivity
from voicera_kit.settings import Settings
from voicera_kit.trace import current_trace_id

_SENSITIVE: Final = frozenset({
    "authorization",
    "called",
    "caller",
    "credential",
    "credentials",
    "digit",
    "digits",
    "e164",
    "email",
    "from",
    "key",
    "keys",
    "masked",
    "number",
    "password",
    "phone",
    "sealed",
    "secret",
    "secrets",
    "signature",
    "text",
    "to",
    "token",
    "tokens",
    "transcript",
    "value",
    "values",
})
_HARMLESS_ENDINGS: Final = ("_id", "_count", "_ms", "_s")
REDACTED: Final = "[redacted]"
MASKED_NUMBER: Final = "[number]"
_PHONE_NUMBER = re.compile(r"(?<![\w.-])\+?\d{8,15}(?![\w-])")

Event = MutableMapping[str, Any]


def configure(settings: Settings, service: str) -> None:
    """Log this process's events, and what libraries log, in the format the settings name."""

    def name_service(_logger: object, _method: str, event: Event) -> Event:
        event["service"] = service
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_service,
        add_trace_id,
        redact,
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, *_rendering(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over_libraries(shared, settings, level)


def add_trace_id(_logger: object, _method: str, event: Event) -> Event:
    trace_id = current_trace_id()
    if trace_id:
        event["trace_id"] = trace_id
    return event


def redact(_logger: object, _method: str, event: Event) -> Event:
    """Hide at any depth what has a sensitive word in its name, or is sensitive by the contract of its message."""
    return {key: _hidden(key, value) for key, value in event.items()}


def _hidden(key: str, value: Any) -> Any:
    if is_sensitive(key):
        return REDACTED
    if isinstance(value, Message):
        return {field.name: _hidden_field(field, each) for field, each in value.ListFields()}
    if isinstance(value, Mapping):
        return {str(inner): _hidden(str(inner), each) for inner, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_hidden("", each) for each in value)  # of an exception, too, which must stay a tuple
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
        return [_hidden("", each) for each in value]
    return _without_numbers(value)


def _without_numbers(value: Any) -> Any:
    """A number that stands in a text by itself looks like a phone's; ids and times have more to them."""
    return _PHONE_NUMBER.sub(MASKED_NUMBER, value) if isinstance(value, str) else value


def _hide_in_exception(_logger: object, _method: str, event: Event) -> Event:
    if "exception" in event:
        event["exception"] = _without_numbers(event["exception"])
    return event


def _hidden_field(field: FieldDescriptor, value: Any) -> Any:
    """What the contract calls sensitive is, whatever its name."""
    return REDACTED if field.GetOptions().Extensions[sensitivity] else _hidden(field.name, value)


def is_sensitive(key: str) -> bool:
    name = key.lower()
    return not name.endswith(_HARMLESS_ENDINGS) and not _SENSITIVE.isdisjoint(name.split("_"))


def _rendering(settings: Settings) -> list[Processor]:
    """Tracebacks are plain: the richer ones print local variables."""
    exception = structlog.processors.format_exc_info, _hide_in_exception
    if settings.log_format == "json":
        return [*exception, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [*exception, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _take_over_libraries(shared: list[Processor], settings: Settings, level: int) -> None:
    handler = logging.StreamHandler(sys.stderr)
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[meta, *_rendering(settings)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
