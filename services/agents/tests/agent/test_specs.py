"""Specs are read once while they are kept, and never confused."""

from datetime import UTC, datetime

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.agent.specs import KEPT, SpecReader, written
from voicera_kit.documents import Document

NOW = datetime.fromtimestamp(0, UTC)


def document(number: int, revision: int, language: str) -> Document:
    return Document(f"agent_{number}", "org_1", revision, {"draft": {"language": language}}, NOW, NOW)


def test_a_revision_is_read_once() -> None:
    reader = SpecReader()
    assert reader.read(document(1, 1, "en-IN"), "draft") is reader.read(document(1, 1, "en-IN"), "draft")


def test_a_changed_document_is_read_again() -> None:
    reader = SpecReader()
    reader.read(document(1, 1, "en-IN"), "draft")
    assert reader.read(document(1, 2, "hi-IN"), "draft") == AgentSpec(language="hi-IN")


def test_only_the_last_ones_are_kept() -> None:
    reader = SpecReader()
    first = reader.read(document(0, 1, "en-IN"), "draft")
    for number in range(1, KEPT + 1):
        reader.read(document(number, 1, "en-IN"), "draft")
    assert reader.read(document(0, 1, "en-IN"), "draft") is not first


def test_what_a_newer_release_wrote_is_left_out() -> None:
    body = {"draft": {"language": "en-IN", "mood": "cheerful"}}
    assert SpecReader().read(Document("a", "org_1", 1, body, NOW, NOW), "draft") == AgentSpec(
        language="en-IN"
    )


def test_a_spec_is_written_with_the_names_of_the_contract() -> None:
    assert written(AgentSpec(speech_to_text=[{"adapter": "espeak"}])) == {
        "speech_to_text": [{"adapter": "espeak"}]
    }
