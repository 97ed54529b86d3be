"""Reads VobizXML documents as strictly as the carrier does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from vobiz_sim.webhooks import MAX_REPLY_BYTES

_CONTENT_TYPES = {"application/xml", "text/xml"}
VERBS = frozenset({
    "Conference",
    "DTMF",
    "Dial",
    "Gather",
    "Hangup",
    "Play",
    "PreAnswer",
    "Record",
    "Redirect",
    "Speak",
    "Stream",
    "Wait",
})


class InvalidXmlError(ValueError):
    """The carrier would report this as an invalid document."""


@dataclass(frozen=True, slots=True)
class Verb:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Verb", ...] = ()

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def flag(self, attribute: str, *, default: bool = False) -> bool:
        return self.attributes.get(attribute, str(default).lower()) == "true"

    def number(self, attribute: str, default: int) -> int:
        """The attribute as a whole number; the default when it is absent or none."""
        text = self.attributes.get(attribute, "")
        return int(text) if text.isdigit() else default


Document = Sequence[Verb]


def parse(content_type: str, body: bytes) -> Document:
    if content_type not in _CONTENT_TYPES:
        raise InvalidXmlError(f"content type {content_type!r}")
    if len(body) > MAX_REPLY_BYTES:
        raise InvalidXmlError("longer than 100 KB")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise InvalidXmlError("declares entities")
    try:
        root = ET.fromstring(body)  # noqa: S314 - entity declarations were refused above
    except ET.ParseError as error:
        raise InvalidXmlError(str(error)) from error
    if root.tag != "Response" or root.attrib:
        raise InvalidXmlError("the root is not a bare <Response>")
    unknown = sorted({child.tag for child in root} - VERBS)
    if unknown:
        raise InvalidXmlError(f"unknown verb {unknown[0]}")
    return [_verb(child) for child in root]


def _verb(element: ET.Element) -> Verb:
    children = tuple(_verb(child) for child in element)
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), children)
