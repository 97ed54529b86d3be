"""What somebody wants to try an adapter with, and whether it suits the adapter."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from google.protobuf.struct_pb2 import Struct

from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera_agents.validation.language import covers, is_language
from voicera_agents.validation.settings import settings_problems
from voicera_kit.errors import FieldViolation, InvalidArgument

_SLOWEST, _FASTEST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Wish:
    """Empty means the adapter's choice; a `speaking_rate` of 0 is the normal one."""

    modality: int
    model: str = ""
    voice: str = ""
    language: str = ""
    speaking_rate: float = 0.0
    settings: Struct = field(default_factory=Struct)


def require_suited(wish: Wish, adapter: Adapter, *others: FieldViolation) -> None:
    """Raise InvalidArgument naming every field that does not suit the adapter, and the others found already."""
    violations = (*others, *_violations(wish, adapter))
    if violations:
        raise InvalidArgument(*violations)


def _violations(wish: Wish, adapter: Adapter) -> Iterator[FieldViolation]:
    if wish.model and not adapter.any_model and wish.model not in adapter.models:
        yield FieldViolation("model", f"{adapter.id} has no model {wish.model}")
    if wish.voice and not adapter.any_voice and all(each.id != wish.voice for each in adapter.voices):
        yield FieldViolation("voice", f"{adapter.id} has no voice {wish.voice}")
    if wish.language:
        yield from _language_violations(wish, adapter)
    if wish.speaking_rate and not _SLOWEST <= wish.speaking_rate <= _FASTEST:
        yield FieldViolation("speaking_rate", f"must be from {_SLOWEST:g} to {_FASTEST:g}, or 0 for 1")
    for path, said in settings_problems(wish.settings, adapter):
        yield FieldViolation(path, said)


def _language_violations(wish: Wish, adapter: Adapter) -> Iterator[FieldViolation]:
    if not is_language(wish.language):
        yield FieldViolation("language", "must be a BCP-47 code, for example en-IN")
        return
    own = [each.language for each in adapter.voices if each.id == wish.voice and each.language]
    if not any(covers(offered, wish.language, wish.modality) for offered in own or adapter.languages):
        who = f"voice {wish.voice}" if own else adapter.id
        yield FieldViolation("language", f"{who} does not work in {wish.language}")
