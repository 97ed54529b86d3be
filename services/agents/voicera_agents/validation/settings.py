"""Checks vendor settings against the JSON Schema of their adapter."""

from collections.abc import Iterator

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry

from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter

_NO_NETWORK: Registry = Registry()


def settings_problems(settings: Struct, adapter: Adapter) -> Iterator[tuple[str, str]]:
    """Return the path of each wrong setting, beginning with "settings", and what is wrong with it."""
    if not adapter.settings_schema.fields:
        if settings.fields:
            yield "settings", f"{adapter.id} takes no settings"
        return
    schema = MessageToDict(adapter.settings_schema)
    validator = Draft202012Validator(schema, registry=_NO_NETWORK)
    for error in validator.iter_errors(MessageToDict(settings)):
        yield _path(error), error.message


def _path(error: ValidationError) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    return "settings" + "".join(parts)
