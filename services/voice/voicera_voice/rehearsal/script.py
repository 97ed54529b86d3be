"""Notes what happens in a step, in the words of the contract."""

from collections.abc import Sequence

from voicera.ai.v1 import usage_pb2
from voicera.media.v1 import call_pb2
from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera_kit.errors import ServiceError
from voicera_voice.dialogue.interface import (
    Action,
    EnterNode,
    HangUp,
    IntentMatched,
    Say,
    SetVariable,
    ToolCalled,
    TransferTo,
)
from voicera_voice.providers.chain import ProviderSwitch

_AS_MEANT = (call_pb2.END_REASON_AGENT_HUNG_UP, call_pb2.END_REASON_CALLER_SILENT)


class Script:
    """Listens to the models, too."""

    def __init__(self) -> None:
        self.events: list[pb.RehearsalEvent] = []

    def note(self, action: Action) -> None:
        match action:
            case Say(text, node_id):
                self._add(said=pb.RehearsedLine(text=text, node_id=node_id))
            case EnterNode(node_id):
                self._add(node_entered=node_id)
            case IntentMatched(name):
                self._add(intent=name)
            case SetVariable(name, value):
                self._add(variable_set=pb.RehearsedValue(name=name, value=value))
            case ToolCalled(name, arguments, result):
                called = pb.RehearsedToolCall(name=name, arguments_json=arguments, result_json=result)
                self._add(tool_called=called)
            case TransferTo(number):
                self._add(transferred_to=number)
            case HangUp():
                self._hung_up(action)

    def _hung_up(self, action: HangUp) -> None:
        if action.reason not in _AS_MEANT:
            name = call_pb2.EndReason.Name(action.reason).removeprefix("END_REASON_")
            self._add(failed=pb.RehearsedFailure(reason=name, message=action.detail))
        self._add(hung_up=action.disposition)

    def on_provider_failed(self, modality: str, adapter: str, error: ServiceError) -> None:
        del modality  # it is a language model's
        failure = pb.RehearsedFailure(adapter=adapter, reason=error.reason, message=error.message)
        self._add(failed=failure)

    def on_provider_switched(self, switch: ProviderSwitch) -> None:
        """Who answers instead is not told: the failure is, and the answer."""

    def on_usage(self, modality: str, adapter: str, model: str, usage: Sequence[usage_pb2.Usage]) -> None:
        """A rehearsal has no record to keep it in."""

    def _add(self, **event: object) -> None:
        self.events.append(pb.RehearsalEvent(**event))  # type: ignore[arg-type]  # one of the oneof's fields
