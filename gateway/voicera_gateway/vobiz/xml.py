"""Writes the documents the carrier executes."""

from xml.etree.ElementTree import Element, SubElement, tostring

CONTENT_TYPE = "application/xml"


def stream(websocket_url: str, max_retries: int) -> bytes:
    """Connect the call's media to `websocket_url`, both ways, and keep the call up while it lasts."""
    response = Element("Response")
    attributes = {
        "bidirectional": "true",
        "keepCallAlive": "true",
        "audioTrack": "inbound",
        "contentType": "audio/x-mulaw;rate=8000",
        "streamTimeout": "86400",
        "maxRetries": str(max_retries),
    }
    SubElement(response, "Stream", attributes).text = websocket_url
    return _document(response)


def say_and_hang_up(text: str) -> bytes:
    response = Element("Response")
    SubElement(response, "Speak", {"voice": "WOMAN", "language": "en-US"}).text = text
    SubElement(response, "Hangup")
    return _document(response)


def hang_up() -> bytes:
    response = Element("Response")
    SubElement(response, "Hangup")
    return _document(response)


def dial(number: str, caller_id: str) -> bytes:
    """Connect the caller with `number`; the carrier wants a caller id the account owns."""
    response = Element("Response")
    attributes = {"timeout": "45"} | ({"callerId": caller_id} if caller_id else {})
    SubElement(SubElement(response, "Dial", attributes), "Number").text = number
    return _document(response)


def _document(response: Element) -> bytes:
    document: bytes = tostring(response, encoding="UTF-8", xml_declaration=True)
    return document
