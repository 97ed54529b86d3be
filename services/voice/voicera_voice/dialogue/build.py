"""Makes the dialogue of one call."""

from collections.abc import Mapping

from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.engine import GraphDialogue
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import Dialogue, LanguageModel


def build_dialogue(
    spec: spec_pb2.AgentSpec, variables: Mapping[str, str], model: LanguageModel | None, call: CallFacts
) -> Dialogue:
    """Return the dialogue of one call; `variables` are the values it starts with."""
    return GraphDialogue(Context(spec, variables, model, call))
