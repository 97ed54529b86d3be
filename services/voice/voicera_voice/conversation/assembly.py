"""Puts one call together from its start message and the process around it."""

from dataclasses import dataclass
from typing import Protocol

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import archive_service_pb2
from voicera_voice.conversation.chains import Chains
from voicera_voice.conversation.front import Front
from voicera_voice.conversation.language_switch import LanguageSwitch
from voicera_voice.conversation.listening import ProviderEvents
from voicera_voice.conversation.model import CallStart
from voicera_voice.conversation.seams import Surroundings
from voicera_voice.dialogue.interface import Expectation
from voicera_voice.languages.caller import CallerLanguage
from voicera_voice.languages.interpreter import Interpreter
from voicera_voice.languages.profiles import profiles_of
from voicera_voice.pipeline.build import Parts, Stages, build_stages
from voicera_voice.pipeline.floor import Floor
from voicera_voice.pipeline.policies import CallPolicy, call_policy
from voicera_voice.pipeline.responder import Conclusion
from voicera_voice.pipeline.timer import Spawn
from voicera_voice.providers.interface import Providers, RecognizerStream
from voicera_voice.providers.recognition import Recognition
from voicera_voice.providers.speech import Speech
from voicera_voice.providers.translation import TranslatorChain
from voicera_voice.recording.archive import Archive, ArchiveStream
from voicera_voice.recording.journal import Journal
from voicera_voice.recording.monitor import Monitor
from voicera_voice.recording.tail import Tail
from voicera_voice.recording.timeline import Timeline
from voicera_voice.recording.tracks import NoTracks, Recorder, Tracks
from voicera_voice.recording.usage import UsageLedger


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everything a call consists of."""

    policy: CallPolicy
    journal: Journal
    usage: UsageLedger
    archive: Archive
    tracks: Monitor
    recognition: Recognition
    speech: Speech
    stages: Stages


class CallOwner(Conclusion, Protocol):
    """What the parts tell the call."""

    def on_providers_exhausted(self, modality: str) -> None: ...


def assemble(
    start: CallStart, front: Front, around: Surroundings, owner: CallOwner, spawn: Spawn
) -> Assembly:
    policy = call_policy(start.spec, around.settings.finalize_after_ms)
    timeline = Timeline(around.clock.monotonic(), start.caller_format.sample_rate_hz)
    archive = _archive(start, around)
    journal = Journal(around.clock, timeline, archive, front)
    usage = UsageLedger(journal, around.clock)
    events = ProviderEvents(start.call_id, journal, usage, owner.on_providers_exhausted)
    providers = around.providers(start.organization_id)
    hedge_after_s = start.spec.failover.hedge_after_ms / 1000
    model = providers.language_model(start.spec.language_model, events, hedge_after_s)
    tracks = _tracks(start, policy, timeline, front, around, spawn)
    chains = Chains(CallerLanguage(profiles_of(start.spec)), around, providers.health, events)
    recognition = _recognition(start, around, providers, events, chains)
    speech = _speech(start, around, providers, events, chains)
    dialogue = around.make_dialogue(start, model)
    switch = LanguageSwitch(chains, recognition, speech, dialogue, journal)
    parts = Parts(
        clock=around.clock,
        spawn=spawn,
        policy=policy,
        floor=Floor(front, barge_in=policy.turns.barge_in),
        journal=journal,
        tracks=tracks,
        recognition=recognition,
        speech=speech,
        dialogue=dialogue,
        interpreter=_interpreter(start, around, providers, chains, switch),
        transcript_timeout_s=around.settings.transcript_timeout_s,
    )
    scorer = around.make_scorer(start.caller_format.sample_rate_hz)
    stages = build_stages(parts, front, owner, start.caller_format, start.agent_format, scorer, around.judge)
    events.bind(stages)
    return Assembly(policy, journal, usage, archive, tracks, recognition, speech, stages)


def _tracks(
    start: CallStart,
    policy: CallPolicy,
    timeline: Timeline,
    front: Front,
    around: Surroundings,
    spawn: Spawn,
) -> Monitor:
    caller, agent = start.caller_format, start.agent_format
    recorder: Recorder = Tracks(caller, agent, timeline) if policy.records else NoTracks()
    return Monitor(recorder, front, caller, agent, timeline, around.clock, spawn)


def _archive(start: CallStart, around: Surroundings) -> Archive:
    rate = start.caller_format.sample_rate_hz
    opening = archive_service_pb2.OpenArchive(
        call_id=start.call_id, node=around.settings.node, sample_rate_hz=rate
    )
    tail = Tail(int(around.settings.archive_tail_s * rate))

    async def connect() -> ArchiveStream:
        return await around.records.open_archive(start.organization_id)

    return Archive(connect, opening, tail, around.clock)


def _recognition(
    start: CallStart, around: Surroundings, providers: Providers, events: ProviderEvents, chains: Chains
) -> Recognition:
    form, caller = start.caller_format, chains.caller

    async def listen(choice: spec_pb2.SpeechToTextChoice, expectation: Expectation) -> RecognizerStream:
        return await providers.recognizer(
            choice,
            caller.current,
            form,
            expectation,
            interim=start.wants_interim,
            other_languages=caller.profile.others,
        )

    return Recognition(chains.recognizers(caller.profile), listen, events, form, around.clock)


def _speech(
    start: CallStart, around: Surroundings, providers: Providers, events: ProviderEvents, chains: Chains
) -> Speech:
    caller = chains.caller
    return Speech(
        chains.voices(caller.profile),
        lambda choice: providers.synthesizer(choice, caller.current, start.agent_format),
        events,
        around.clock,
    )


def _interpreter(
    start: CallStart, around: Surroundings, providers: Providers, chains: Chains, switch: LanguageSwitch
) -> Interpreter:
    translation = start.spec.translation
    translator = TranslatorChain(
        chains.translators(translation), providers.translate, providers.kept_translations, around.clock
    )
    return Interpreter(
        chains.caller,
        switch.follow,
        start.spec,
        translator if start.spec.HasField("translation") else None,
    )
