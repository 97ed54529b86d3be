"""Fills an organization's archive: very many calls, and one of three hours with two thousand turns."""

import asyncio
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from tests.e2e.mesh import Account, Json, Mesh
from tests.e2e.signed_in import SignedIn
from tests.e2e.specs import reception
from voicera.media.v1.call_event_pb2 import CallEvent
from voicera_kit.documents import Document, DocumentStore, open_documents
from voicera_kit.objects import ObjectStore, open_objects
from voicera_media.app import COLLECTIONS
from voicera_media.call.document import CALLS, body_of, milliseconds
from voicera_media.call.model import (
    Archive,
    ArchiveState,
    Call,
    CallState,
    Direction,
    End,
    EndReason,
    Latency,
    Progress,
    Provider,
    Speaker,
)
from voicera_media.call.store import CallStore
from voicera_media.event.store import EventStore
from voicera_media.recording.blocks import BlockStore
from voicera_media.recording.model import AudioBlock
from voicera_media.recording.service import RecordingService
from voicera_media.recording.wav import decoded

CALLS_KEPT = 50_000
FILL_S = 180
SPAN = timedelta(days=90)
KINDS = 200
"""Calls that differ in more than their times and numbers."""
BLOCK_CALLS = 2_500
AGENTS = ("Clinic", "Orders", "Surveys")

RATE_HZ = 8_000
HOURS = 3
BLOCK_S = 60
LINES = 2_000
FIRST_MS, EVERY_MS, LASTS_MS = 2_400, 5_400, 3_000
TONE_S = (10_500, 10_504)
"""Where the caller is a tone, from 2:55:00 on; elsewhere there is next to nothing."""
TONE_LINE = (TONE_S[0] * 1000 - FIRST_MS) // EVERY_MS
NOT_UNDERSTOOD = 50
"""Each so many lines the caller is not understood."""

LANGUAGES = ("hi-IN", "ur-IN", "en-IN")
SENTENCES = {
    "hi-IN": "नमस्ते, क्या मंगलवार को दस बजे डॉक्टर से मिल सकते हैं? संख्या {number}।",
    "ur-IN": "السلام علیکم، کیا منگل کو دس بجے ڈاکٹر سے ملاقات ہو سکتی ہے؟ نمبر {number} ہے",
    "en-IN": "Hello, could I see the doctor on Tuesday at ten? This is number {number}.",
}


@dataclass(frozen=True)
class FilledArchive:
    """What a browser needs to sign in, and which call is the long one."""

    account: Account
    email: str
    password: str
    long_call: str


class Nobody:
    """No call here is encrypted."""

    async def key_of(self, organization_id: str, call_id: str) -> None:
        return None


def filled(mesh: Mesh) -> FilledArchive:
    account = mesh.new_organization("archive")
    organization_id = str(account.get("/v1/me")["organization_id"])
    agents = [
        str(account.post("/v1/agents", {"display_name": name, "draft": reception()})["id"]) for name in AGENTS
    ]
    # A thread of its own: Playwright's loop runs in this one.
    with ThreadPoolExecutor(1) as thread:
        filling = _fill(mesh.data_dir, organization_id, agents)
        long_call = thread.submit(asyncio.run, filling).result(FILL_S)
    who = cast("SignedIn", account.http.auth).who
    return FilledArchive(account, who["email"], who["password"], long_call)


def is_embedded(mesh: Mesh) -> bool:
    return str(_stores(mesh.data_dir).get("VOICERA_DOCUMENTS_URL", "sqlite:")).startswith("sqlite:")


def _stores(data_dir: Path) -> Json:
    return cast("Json", json.loads((data_dir / "run/stores.json").read_text()))


async def _fill(data_dir: Path, organization_id: str, agents: list[str]) -> str:
    async with AsyncExitStack() as stack:
        documents = await stack.enter_async_context(open_documents("sqlite:", "media", data_dir, COLLECTIONS))
        objects = await stack.enter_async_context(open_objects("directory:", data_dir))
        now = datetime.now(UTC)
        await _fill_calls(documents, organization_id, agents, now)
        return await _fill_long_call(documents, objects, organization_id, agents[0], now)


async def _fill_calls(documents: Any, organization_id: str, agents: list[str], now: datetime) -> None:
    choose = random.Random(7)
    kinds = [body_of(_call(choose, organization_id, agents)) for _ in range(KINDS)]
    for first in range(0, CALLS_KEPT - 1, BLOCK_CALLS):
        numbers = range(first, min(first + BLOCK_CALLS, CALLS_KEPT - 1))
        block = [_document(kinds[number % KINDS], number, organization_id, now) for number in numbers]
        await documents.load(CALLS, block)


def _document(kind: Any, number: int, organization_id: str, now: datetime) -> Document:
    """The newest is a minute old; the highest number is the oldest."""
    at = now - timedelta(minutes=1) - SPAN * (number / CALLS_KEPT)
    shift = milliseconds(at) - kind["seen_ms"]
    times = {name: kind[name] + shift for name in ("seen_ms", "answered_ms", "ended_ms", "deletable_ms")}
    body = {
        **kind,
        **times,
        "from": f"+9197{number:08}",
        "carrier_call_id": f"archived-{organization_id}-{number}",
    }
    return Document(f"call_archived{number:08}", organization_id, 7, body, at, at)


def _call(choose: random.Random, organization_id: str, agents: list[str]) -> Call:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    end = End(
        CallState.COMPLETED, at + timedelta(seconds=choose.randint(20, 600)), choose.choice(list(EndReason))
    )
    response_ms = choose.randint(400, 1_900)
    failed = {Provider("speech_to_text", "sarvam"): 1} if choose.random() < 0.05 else {}
    progress = Progress(
        MappingProxyType({"day": "tuesday", "note": "सोमवार को दस बजे"}),
        choose.randint(1, 20),
        "goodbye",
        choose.choice(("booked", "not interested", "call back", "")),
        Latency(response_ms, response_ms * 2, 40),
        choose.choice(LANGUAGES),
        failures=MappingProxyType(failed),
    )
    return Call(
        "", organization_id, 7, at, at, choose.choice(agents), Direction.INBOUND, end.state, 3,
        to_number="+918045009000", ends=MappingProxyType({Speaker.CARRIER: end}),
        answered_at=at, ended_at=end.at, progress=progress,
    )  # fmt: skip


async def _fill_long_call(
    documents: DocumentStore, objects: ObjectStore, organization_id: str, agent: str, now: datetime
) -> str:
    length = timedelta(hours=HOURS)
    began = now - length
    end = End(CallState.COMPLETED, now, EndReason.MAX_DURATION)
    call = replace(
        _call(random.Random(7), organization_id, [agent]),
        id="call_archivedlong", created_at=began, seen_at=now, answered_at=began, ended_at=now,
        from_number="+919699999999", carrier_call_id=f"archived-{organization_id}-long",
        ends=MappingProxyType({Speaker.CARRIER: end}),
        archive=Archive(ArchiveState.CLOSED, "voice-1", RATE_HZ, HOURS * 3600 * RATE_HZ),
    )  # fmt: skip
    await cast("Any", documents).load(
        CALLS, [Document(call.id, organization_id, 7, body_of(call), began, now)]
    )
    events = list(_events(began))
    store = EventStore(documents, Nobody())
    for first in range(0, len(events), 500):
        await store.append(organization_id, call.id, events[first : first + 500])
    blocks = BlockStore(objects)
    for block in _audio():
        await blocks.put(organization_id, call.id, [block])
    await RecordingService(CallStore(documents), objects, blocks).complete(call)
    return call.id


def _events(began: datetime) -> Iterator[CallEvent]:
    sequence = 0
    for number in range(LINES):
        for event in _line(number):
            sequence += 1
            event.sequence = sequence
            event.at.FromDatetime(began + timedelta(milliseconds=event.offset_ms))
            yield event


def _line(number: int) -> Iterator[CallEvent]:
    """The caller and the agent take turns, each in the next language."""
    start = FIRST_MS + EVERY_MS * number
    language = LANGUAGES[number % len(LANGUAGES)]
    said: Json = {
        "text": SENTENCES[language].format(number=number),
        "start_ms": start,
        "end_ms": start + LASTS_MS,
        "language": language,
    }
    if number % 2:
        yield CallEvent(
            offset_ms=start, node_entered={"node_id": f"node_{number % 7}", "title": f"Step {number % 7}"}
        )
        yield CallEvent(offset_ms=start + LASTS_MS, agent_said={**said, "intended_text": said["text"]})
        measured = {"turn": number // 2, "first_byte_ms": 900, "recognizer_ms": 300, "model_ms": 400}
        yield CallEvent(offset_ms=start + LASTS_MS, turn_measured=measured)
        return
    if number % NOT_UNDERSTOOD == 0:
        said = {**said, "text": ""}
    yield CallEvent(offset_ms=start + LASTS_MS, caller_said={**said, "turn": number // 2 + 1})


def _audio() -> Iterator[AudioBlock]:
    """Both tracks, mu-law, minute by minute."""
    choose = np.random.default_rng(7)
    linear = np.frombuffer(decoded(bytes(range(256))), dtype="<i2")
    quiet = np.frombuffer(bytes([0xFF, 0x7F, 0xFE, 0x7E]), dtype=np.uint8)
    noise = quiet[choose.integers(0, len(quiet), BLOCK_S * RATE_HZ)].tobytes()
    wave = 12_000 * np.sin(2 * np.pi * np.arange(8) / 8)
    cycle = np.abs(linear[None, :].astype(int) - wave[:, None]).argmin(axis=1).astype(np.uint8).tobytes()
    for minute in range(HOURS * 60):
        start_s = minute * BLOCK_S
        caller = noise
        if start_s <= TONE_S[0] < start_s + BLOCK_S:
            first, last = ((each - start_s) * RATE_HZ for each in TONE_S)
            caller = noise[:first] + cycle * ((last - first) // len(cycle)) + noise[last:]
        yield AudioBlock(start_s * RATE_HZ, caller, noise)
