"""Puts an adapter process together."""

from dataclasses import dataclass, field

import grpc

from voicera.ai.v1 import (
    adapter_catalog_service_pb2_grpc,
    language_model_service_pb2_grpc,
    realtime_service_pb2_grpc,
    speech_to_text_service_pb2_grpc,
    text_to_speech_service_pb2_grpc,
    translation_service_pb2_grpc,
)
from voicera_adapters.accounts import Accounts, Credentials, OrganizationCredentials
from voicera_adapters.catalogue import Adapters, open_adapters
from voicera_adapters.health import Health
from voicera_adapters.probing import Prober
from voicera_adapters.servers import Servers
from voicera_adapters.servicers.catalog import AdapterCatalogServicer
from voicera_adapters.servicers.language_model import LanguageModelServicer
from voicera_adapters.servicers.realtime import RealtimeServicer
from voicera_adapters.servicers.speech_to_text import SpeechToTextServicer
from voicera_adapters.servicers.text_to_speech import TextToSpeechServicer
from voicera_adapters.servicers.translation import TranslationServicer
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.voices import Voices
from voicera_kit.client import Mesh
from voicera_kit.clock import SystemClock
from voicera_kit.identity import verifier_over
from voicera_kit.server import serve


@dataclass(frozen=True, slots=True)
class App:
    adapters: Adapters
    accounts: Accounts
    health: Health = field(default_factory=Health)
    servers: Servers = field(default_factory=Servers)

    def register(self, server: grpc.aio.Server) -> None:
        adapter_catalog_service_pb2_grpc.add_AdapterCatalogServiceServicer_to_server(
            AdapterCatalogServicer(
                self.adapters,
                Voices(self.accounts),
                Prober(self.adapters, self.accounts, self.health),
                self.health,
                self.servers,
            ),
            server,
        )
        speech_to_text_service_pb2_grpc.add_SpeechToTextServiceServicer_to_server(
            SpeechToTextServicer(self.adapters, self.accounts, self.health), server
        )
        text_to_speech_service_pb2_grpc.add_TextToSpeechServiceServicer_to_server(
            TextToSpeechServicer(self.adapters, self.accounts, self.health), server
        )
        language_model_service_pb2_grpc.add_LanguageModelServiceServicer_to_server(
            LanguageModelServicer(self.adapters, self.accounts, self.health), server
        )
        translation_service_pb2_grpc.add_TranslationServiceServicer_to_server(
            TranslationServicer(self.adapters, self.accounts, self.health), server
        )
        realtime_service_pb2_grpc.add_RealtimeServiceServicer_to_server(
            RealtimeServicer(self.adapters, self.accounts, self.health), server
        )


async def run(settings: AdapterSettings) -> None:
    async with Mesh.connect(settings, "adapters") as mesh, open_adapters(settings) as adapters:
        app = App(adapters, Accounts(credentials_of(settings, mesh, adapters)))
        async with app.servers.watched(servers_of(adapters)):
            await serve("adapters", app.register, settings, verifier=verifier_over(mesh))


def servers_of(adapters: Adapters) -> set[str]:
    """Return the addresses of the servers of one's own that the adapters work with."""
    return {each.description.server for each in adapters.all()} - {""}


def credentials_of(settings: AdapterSettings, mesh: Mesh, adapters: Adapters) -> Credentials | None:
    """Return what finds the organizations' own credentials; None where no adapter needs any, or no key opens them."""
    if not settings.has_sealing_keys or all(each.description.account is None for each in adapters.all()):
        return None
    return OrganizationCredentials(mesh, settings.sealer(), SystemClock())
