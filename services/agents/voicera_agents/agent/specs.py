"""Reads and writes specs as the JSON they are stored as."""

from collections import OrderedDict
from typing import Any, Final

from google.protobuf.json_format import MessageToDict, ParseDict

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_kit.documents import Body, Document

KEPT: Final = 64
"""How many specs are kept ready. Reading one takes about 2 ms, most of what answering a call costs here."""


def written(spec: AgentSpec) -> dict[str, Any]:
    return MessageToDict(spec, preserving_proto_field_name=True)


class SpecReader:
    """Specs are shared by whoever asks for the same revision of a document: nobody may change them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], AgentSpec] = OrderedDict()

    def read(self, document: Document, field: str) -> AgentSpec:
        """Return the spec in a field; what a newer release wrote and this one does not know is left out."""
        key = (document.id, document.revision)
        spec = self._kept.get(key)
        if spec is None:
            spec = self._kept[key] = _parsed(document.body[field])
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return spec


def _parsed(body: Body) -> AgentSpec:
    return ParseDict(dict(body), AgentSpec(), ignore_unknown_fields=True)
