"""Knows from the contracts what message the body of a REST request must be."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, MethodDescriptor, ServiceDescriptor

import voicera
from voicera_kit.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Body:
    """`field` is the field of the request that the body fills; empty if it is the whole request."""

    message: Descriptor
    field: str


@dataclass(frozen=True, slots=True)
class _Binding:
    verb: str
    path: re.Pattern[str]
    body: Body


class Bindings:
    """The RPCs that take a body over REST."""

    def __init__(self, services: Iterator[ServiceDescriptor]) -> None:
        self._bindings = [each for service in services for method in service.methods for each in _of(method)]

    @classmethod
    def of_contracts(cls) -> Self:
        return cls(_services())

    def find(self, verb: str, path: str) -> Body | None:
        """Return what the body must be; None if no RPC with a body is called like this."""
        for binding in self._bindings:
            if binding.verb == verb and binding.path.fullmatch(path):
                return binding.body
        return None


def _services() -> Iterator[ServiceDescriptor]:
    root = Path(next(iter(voicera.__path__)))
    for file in sorted(root.rglob("*_pb2.py")):
        name = file.relative_to(root.parent).with_suffix("")
        importlib.import_module(".".join(name.parts))
        proto = name.as_posix().removesuffix("_pb2") + ".proto"
        yield from descriptor_pool.Default().FindFileByName(proto).services_by_name.values()


def _of(method: MethodDescriptor) -> Iterator[_Binding]:
    rule = method.GetOptions().Extensions[annotations_pb2.http]
    for each in (rule, *rule.additional_bindings):
        if each.body:
            verb = str(each.WhichOneof("pattern"))
            yield _Binding(verb.upper(), _pattern(getattr(each, verb)), _body(method, each))


def _body(method: MethodDescriptor, rule: http_pb2.HttpRule) -> Body:
    request = method.input_type
    if rule.body == "*":
        return Body(request, "")
    message = request.fields_by_name[rule.body].message_type
    if message is None:
        raise SettingsError(f"{method.full_name} has a body that is no message")
    return Body(message, rule.body)


def _pattern(template: str) -> re.Pattern[str]:
    """A variable is one segment of the path; a verb behind a colon is no part of it."""
    literal = re.split(r"\{[^}]+\}", template)
    return re.compile("[^/]+".join(map(re.escape, literal)))
