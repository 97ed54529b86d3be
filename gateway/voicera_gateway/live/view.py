"""Follows one call and keeps what is known of it now."""

from collections.abc import Sequence
from typing import Any, Final

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_event_pb2 as events
from voicera.media.v1 import transcript_service_pb2 as transcripts
from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission
from voicera_gateway.people import called_by, caller_of

MAX_LINE_CHARACTERS: Final = 300
"""A wall shows what was said last, not all of it."""


class View:
    """`call` changes in place; copy what is to stay."""

    def __init__(self, admission: Admission, now_ns: int) -> None:
        start = admission.start
        self._spec = start.spec
        self.call = live.LiveCall(
            call_id=start.call_id,
            agent_id=start.agent_id,
            agent_name=admission.agent_name,
            agent_revision=start.agent_revision,
            direction=start.direction,
            to=start.to,
            language=start.spec.language,
            providers=_providers(start.spec),
        )
        called_by(caller_of(start), self.call)
        self.call.started_at.FromNanoseconds(now_ns)

    def follow(self, response: voice.ConverseResponse) -> bool:
        """Take note; return True if the call looks different now."""
        match response.WhichOneof("message"):
            case "state":
                self.call.state = response.state.state
            case "started":
                self.call.voice_node = response.started.node
            case "event":
                return self._happened(response.event)
            case _:
                return False
        return True

    def _happened(self, event: events.CallEvent) -> bool:
        kind = event.WhichOneof("event")
        match kind:
            case "caller_said":
                self._said(event, event.caller_said, transcripts.SPEAKER_CALLER)
                self.call.turns = event.caller_said.turn
            case "agent_said":
                self._said(event, event.agent_said, transcripts.SPEAKER_AGENT)
            case "node_entered":
                self.call.node_id = event.node_entered.node_id
                self.call.node_title = event.node_entered.title
            case "turn_measured":
                self.call.response_ms = round(event.turn_measured.first_byte_ms)
            case "barged_in":
                self.call.barge_ins += 1
            case "provider_switched":
                self._switched(event.provider_switched)
            case "language_switched":
                self._changed_language(event.language_switched.language)
            case "operator_took_over":
                self.call.operator_id = event.operator_took_over.user_id
            case "operator_handed_back":
                self.call.operator_id = ""
            case _:
                return False
        return True

    def _said(self, event: events.CallEvent, said: Any, speaker: transcripts.Speaker.ValueType) -> None:
        line = live.LiveLine(speaker=speaker, text=said.text[:MAX_LINE_CHARACTERS], at=event.at)
        self.call.last_line.CopyFrom(line)
        self.call.language = said.language or self.call.language

    def _switched(self, switch: events.ProviderSwitched) -> None:
        self.call.failovers += 1
        self._use(live.ProviderInUse(modality=switch.modality, adapter=switch.adapter, model=switch.model))

    def _changed_language(self, language: str) -> None:
        self.call.language = language
        profile = next((each for each in self._spec.other_languages if each.language == language), None)
        hearing = profile.speech_to_text if profile and profile.speech_to_text else self._spec.speech_to_text
        speaking = profile.text_to_speech if profile else self._spec.text_to_speech
        for each in (*_listed("speech_to_text", hearing), *_listed("text_to_speech", speaking)):
            self._use(each)

    def _use(self, provider: live.ProviderInUse) -> None:
        for each in self.call.providers:
            if each.modality == provider.modality:
                each.CopyFrom(provider)
                return
        self.call.providers.append(provider)


def _providers(spec: spec_pb2.AgentSpec) -> list[live.ProviderInUse]:
    return [
        *_listed("speech_to_text", spec.speech_to_text),
        *_listed("language_model", spec.language_model),
        *_listed("text_to_speech", spec.text_to_speech),
        *_listed("translation", spec.translation.choices),
    ]


def _listed(modality: str, choices: Sequence[Any]) -> list[live.ProviderInUse]:
    """The first of a chain is used until an event says otherwise."""
    return [
        live.ProviderInUse(modality=modality, adapter=each.adapter, model=_model(each))
        for each in choices[:1]
    ]


def _model(choice: Any) -> str:
    return choice.voice if isinstance(choice, spec_pb2.TextToSpeechChoice) else choice.model
