"""Builds the voice node and serves it."""

import asyncio
import gc
from datetime import date
from zoneinfo import ZoneInfo

import grpc

from voicera.voice.v1 import conversation_service_pb2_grpc, rehearsal_service_pb2_grpc
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.identity import verifier_over
from voicera_kit.server import Register, serve
from voicera_voice.audio.silero import SileroScorer, shared_session
from voicera_voice.audio.smart_turn import SmartTurn
from voicera_voice.conversation.admission import Admission, LoopLag
from voicera_voice.conversation.model import CallStart
from voicera_voice.conversation.records import MeshRecords
from voicera_voice.conversation.seams import MakeDialogue, Surroundings
from voicera_voice.conversation.servicer import ConversationServicer
from voicera_voice.dialogue.build import build_dialogue
from voicera_voice.dialogue.facts import CallFacts
from voicera_voice.dialogue.interface import Dialogue, LanguageModel
from voicera_voice.providers.catalog import AdapterCatalog
from voicera_voice.providers.health import CircuitBreakers
from voicera_voice.providers.kept_translations import TranslationStore
from voicera_voice.providers.mesh import MeshProviders
from voicera_voice.rehearsal.check import SpecCheck
from voicera_voice.rehearsal.limits import Limits
from voicera_voice.rehearsal.service import Rehearsals
from voicera_voice.rehearsal.servicer import RehearsalServicer
from voicera_voice.settings import VoiceSettings

SERVICE = "voice"
_BEFORE_DEADLINE_S = 1.0


async def run(settings: VoiceSettings) -> None:
    """Serve conversations until told to stop."""
    shared_session()
    judge = SmartTurn(settings.smart_turn_threads)
    lag = LoopLag()
    async with Mesh.connect(settings, SERVICE) as mesh:
        catalog = AdapterCatalog(mesh, settings.pools)
        admission = Admission(settings.max_conversations, settings.max_loop_lag_ms, lag)
        around = surroundings(settings, mesh, catalog, judge, SystemClock())
        background = [asyncio.create_task(catalog.refresh()), asyncio.create_task(lag.run())]
        gc.freeze()  # what is loaded now lives as long as the process
        try:
            await serve(
                SERVICE,
                register(admission, around, rehearsals(mesh, around)),
                settings,
                verifier=verifier_over(mesh),
                drain=lambda: admission.drain(settings.drain_s - _BEFORE_DEADLINE_S),
            )
        finally:
            for task in background:
                task.cancel()
            judge.close()


def register(admission: Admission, around: Surroundings, rehearsed: Rehearsals) -> Register:
    conversations = ConversationServicer(admission, around)
    rehearsing = RehearsalServicer(rehearsed, admission, lambda: _today(around.settings, around.clock))

    def add(server: grpc.aio.Server) -> None:
        conversation_service_pb2_grpc.add_ConversationServiceServicer_to_server(conversations, server)
        rehearsal_service_pb2_grpc.add_RehearsalServiceServicer_to_server(rehearsing, server)

    return add


def _today(settings: VoiceSettings, clock: Clock) -> date:
    return clock.now().astimezone(ZoneInfo(settings.time_zone)).date()


def rehearsals(mesh: Mesh, around: Surroundings) -> Rehearsals:
    limits = Limits(around.settings.max_rehearsals_per_organization)
    return Rehearsals(SpecCheck(mesh), around.providers, limits, around.settings.rehearsal_deadline_s)


def surroundings(
    settings: VoiceSettings, mesh: Mesh, catalog: AdapterCatalog, judge: SmartTurn, clock: Clock
) -> Surroundings:
    breakers = CircuitBreakers(clock)
    translations = TranslationStore()
    return Surroundings(
        settings=settings,
        clock=clock,
        records=MeshRecords(mesh),
        providers=lambda organization_id: MeshProviders(
            mesh,
            catalog,
            organization_id,
            clock,
            breakers.of(organization_id),
            settings.token_deadlines,
            translations.of(organization_id),
        ),
        make_dialogue=_dialogues(settings, clock),
        make_scorer=SileroScorer,
        judge=judge,
    )


def _dialogues(settings: VoiceSettings, clock: Clock) -> MakeDialogue:
    def make(start: CallStart, model: LanguageModel | None) -> Dialogue:
        facts = CallFacts(
            call_id=start.call_id,
            today=_today(settings, clock),
            direction=start.direction,
            caller_number=start.caller_number,
            called_number=start.called_number,
        )
        return build_dialogue(start.spec, start.variables, model, facts)

    return make
