"""Puts the media service together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc

from voicera.media.v1 import (
    analytics_service_pb2_grpc,
    archive_service_pb2_grpc,
    call_service_pb2_grpc,
    recording_service_pb2_grpc,
    share_service_pb2_grpc,
    storage_service_pb2_grpc,
    transcript_service_pb2_grpc,
)
from voicera_kit.audit import AUDIT_OUTBOX
from voicera_kit.bus import Bus, open_bus
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents import DocumentStore, open_documents
from voicera_kit.objects import ObjectStore, open_objects
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_media.analytics.service import Analytics
from voicera_media.analytics.servicer import AnalyticsServicer
from voicera_media.archive.closing import ArchiveCloser
from voicera_media.archive.service import ArchiveService
from voicera_media.archive.servicer import ArchiveServicer
from voicera_media.archive.session import Keeping
from voicera_media.call.deletion import CallDeletion
from voicera_media.call.directory import CARRIER_CALLS, CarrierDirectory
from voicera_media.call.document import CALLS
from voicera_media.call.feed import CallFeed
from voicera_media.call.service import CallService
from voicera_media.call.servicer import CallServicer
from voicera_media.call.store import CallStore
from voicera_media.call.watch import CallWatch
from voicera_media.encryption.keyring import Keyring
from voicera_media.encryption.keys import ENCRYPTION_KEYS, KeyStore
from voicera_media.encryption.objects import CallObjects
from voicera_media.encryption.vault import Vault
from voicera_media.event.store import EVENTS, EventStore
from voicera_media.reconciler.reconciler import Reconciler
from voicera_media.recording.blocks import BlockStore
from voicera_media.recording.service import RecordingService
from voicera_media.recording.servicer import RecordingServicer
from voicera_media.retention.retention import Retention
from voicera_media.settings import MediaSettings
from voicera_media.share.service import ShareService
from voicera_media.share.servicer import ShareServicer
from voicera_media.share.store import SHARE_LINKS, SHARES, ShareStore
from voicera_media.share.sweeper import ShareSweeper
from voicera_media.storage.service import StorageService
from voicera_media.storage.servicer import StorageServicer
from voicera_media.storage.store import POLICIES, PolicyStore
from voicera_media.transcript.service import TranscriptService
from voicera_media.transcript.servicer import TranscriptServicer

COLLECTIONS = (
    AUDIT_OUTBOX,
    CALLS,
    EVENTS,
    CARRIER_CALLS,
    SHARES,
    SHARE_LINKS,
    POLICIES,
    ENCRYPTION_KEYS,
    SEALING_KEYS,
)


@dataclass(frozen=True, slots=True)
class App:
    documents: DocumentStore
    objects: ObjectStore
    calls: CallServicer
    archives: ArchiveService
    watch: CallWatch
    recordings: RecordingService
    transcripts: TranscriptService
    storage: StorageServicer
    shares: ShareServicer
    analytics: AnalyticsServicer
    sweeper: ShareSweeper
    reconciler: Reconciler
    retention: Retention
    keyring: Keyring
    clock: Clock

    def register(self, server: grpc.aio.Server) -> None:
        call_service_pb2_grpc.add_CallServiceServicer_to_server(self.calls, server)
        archive_service_pb2_grpc.add_ArchiveServiceServicer_to_server(
            ArchiveServicer(self.archives, self.clock), server
        )
        recording_service_pb2_grpc.add_RecordingServiceServicer_to_server(
            RecordingServicer(self.recordings), server
        )
        transcript_service_pb2_grpc.add_TranscriptServiceServicer_to_server(
            TranscriptServicer(self.transcripts), server
        )
        share_service_pb2_grpc.add_ShareServiceServicer_to_server(self.shares, server)
        analytics_service_pb2_grpc.add_AnalyticsServiceServicer_to_server(self.analytics, server)
        storage_service_pb2_grpc.add_StorageServiceServicer_to_server(self.storage, server)

    async def run(self) -> None:
        """Do what nobody asks for, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for job in (self.reconciler, self.retention, self.keyring, self.sweeper):
                group.create_task(job.run())

    async def drain(self) -> None:
        """End what would go on for long; clients open it again elsewhere."""
        self.archives.stop()
        self.watch.stop()


@asynccontextmanager
async def open_app(settings: MediaSettings, clock: Clock | None = None) -> AsyncIterator[App]:
    clock, sealer = clock or SystemClock(), settings.sealer()
    async with (
        open_documents(
            settings.documents_url,
            "media",
            settings.data_dir,
            COLLECTIONS,
            clock,
            migrates=settings.migrates_on_start,
        ) as documents,
        open_objects(settings.objects_url, settings.data_dir, ObjectAccess.of(settings)) as objects,
        open_bus(settings.bus_url, clock, settings.bus_password) as bus,
    ):
        await require_known_keys(documents, sealer)
        yield build(documents, objects, bus, clock, sealer, settings)


def build(
    documents: DocumentStore,
    plain_objects: ObjectStore,
    bus: Bus,
    clock: Clock,
    sealer: Sealer,
    settings: MediaSettings,
) -> App:
    store, keys, policies = CallStore(documents), KeyStore(documents, sealer), PolicyStore(documents)
    keyring = Keyring(keys, clock, settings.encryption_key_memory_s)
    vault = Vault(store, keyring)
    objects, events = CallObjects(plain_objects, vault), EventStore(documents, vault)
    blocks, storage = BlockStore(objects), StorageService(policies, keys, keyring, clock)
    feed = CallFeed(bus, settings.watch_capacity)
    directory, shares = CarrierDirectory(documents), ShareStore(documents)
    calls = CallService(store, directory, storage, feed, clock)
    watch = CallWatch(store, events, feed, clock, settings.watch_refresh_s)
    recordings = RecordingService(store, objects, blocks)
    deletion = CallDeletion(calls, store, directory, shares, events, recordings)
    transcripts = TranscriptService(store, events)
    closer = ArchiveCloser(calls, events, recordings, settings.prices(), clock)
    keeping = Keeping(calls, events, blocks, closer, feed, clock, settings)
    return App(
        documents,
        plain_objects,
        CallServicer(calls, deletion, events, watch, vault, clock, settings.default_region),
        ArchiveService(keeping, recordings),
        watch,
        recordings,
        transcripts,
        StorageServicer(storage),
        ShareServicer(ShareService(shares, store, clock), transcripts, vault, clock),
        AnalyticsServicer(Analytics(documents, clock), clock),
        ShareSweeper(shares, clock),
        Reconciler(documents, calls, closer, clock, settings),
        Retention(policies, store, calls, events, recordings, clock, settings),
        keyring,
        clock,
    )
