"""Checks of the server as a whole, and of what its catalogue says of each adapter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from adapter_verify.checks import Checks, Failed, Skipped, require
from adapter_verify.refusal import Refusal, require_typed
from adapter_verify.server import Server
from adapter_verify.subject import MODALITIES, NOBODY, Subject, bare_language
from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as pb_grpc

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SPEAKING = frozenset({pb.MODALITY_TEXT_TO_SPEECH, pb.MODALITY_REALTIME})
LOWEST_HZ, HIGHEST_HZ = 8_000, 48_000
PROBE_S = 20.0
"""How long a probe may take: it is a round trip to the vendor, for which adapters of the mesh take up to 15 s."""
SMALL_PAGE, LARGE_PAGE = 2, 1_000
_SMALL_PAGES, _MOST_PAGES = 3, 200
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE,
)
"""A well-formed BCP-47 code, by the grammar of RFC 5646."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The server and what it listed."""

    server: Server
    adapters: Sequence[pb.Adapter]


health: Checks[Server] = Checks("health")
catalogue: Checks[Offer] = Checks("catalogue")
describe: Checks[Subject] = Checks("describe")


async def list_adapters(server: Server) -> Sequence[pb.Adapter]:
    stub: Any = pb_grpc.AdapterCatalogServiceStub(server.channel)
    answer = await server.ask(stub.ListAdapters, pb.ListAdaptersRequest(), "the catalogue")
    return list(answer.adapters)


@health
async def serving(server: Server) -> None:
    """The health service says SERVING of the whole server; Envoy sends calls nowhere else."""
    stub: Any = health_pb2_grpc.HealthStub(server.channel)
    expected = "SERVING from grpc.health.v1.Health/Check for the service ''"
    try:
        answer = await server.ask(stub.Check, health_pb2.HealthCheckRequest(), expected)
    except Refusal as refusal:
        raise Failed(expected, str(refusal)) from None
    status = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
    require(status == "SERVING", expected, status)


@catalogue
async def lists(offer: Offer) -> None:
    """ListAdapters lists at least one adapter."""
    require(offer.adapters, "at least one adapter", "none")


@catalogue
async def unique(offer: Offer) -> None:
    """An id is unique for each modality."""
    seen: set[tuple[int, str]] = set()
    for each in offer.adapters:
        key = (each.modality, each.id)
        require(
            key not in seen, "each id once a modality", f"{each.id} twice as {MODALITIES.get(each.modality)}"
        )
        seen.add(key)


@catalogue
async def ordered(offer: Offer) -> None:
    """Adapters are listed by id."""
    ids = [each.id for each in offer.adapters]
    require(ids == sorted(ids), ", ".join(sorted(ids)), ", ".join(ids))


@describe
async def names(subject: Subject) -> None:
    """An adapter has an id and a name for people."""
    require(re.fullmatch(r"\S+", subject.adapter.id), "an id without spaces", repr(subject.adapter.id))
    require(subject.adapter.display_name.strip(), "a display_name", "none")


@describe
async def capabilities(subject: Subject) -> None:
    """Capabilities are those of its modality, and of no other."""
    modality = MODALITIES.get(subject.adapter.modality)
    require(modality, "a modality", "none")
    given = [each for each in MODALITIES.values() if subject.adapter.HasField(each)]  # type: ignore[arg-type]
    require(given == [modality], f"{modality} set", ", ".join(given) or "none")


@describe
async def sample_rates(subject: Subject) -> None:
    """Sample rates are in Hz, from 8000 to 48000."""
    rates = [
        rate
        for each in (subject.adapter.speech_to_text, subject.adapter.text_to_speech, subject.adapter.realtime)
        for rate in each.sample_rates_hz
    ]
    if not rates:
        raise Skipped("it lists none")
    for rate in rates:
        require(LOWEST_HZ <= rate <= HIGHEST_HZ, f"from {LOWEST_HZ} to {HIGHEST_HZ}", rate)


@describe
async def languages(subject: Subject) -> None:
    """Languages are well-formed BCP-47 codes, or "*"."""
    require(subject.adapter.languages, 'languages, or "*" for any', "none")
    for each in subject.adapter.languages:
        require(each == "*" or _LANGUAGE.fullmatch(each), "a BCP-47 code", repr(each))
    _require_once(subject.adapter.languages, "language")


@describe
async def voices(subject: Subject) -> None:
    """Voices have ids, and speak languages of the adapter."""
    if not subject.adapter.voices:
        raise Skipped("it lists none")
    require(
        subject.adapter.modality in SPEAKING,
        "voices of speech only",
        f"voices of {MODALITIES.get(subject.adapter.modality)}",
    )
    _require_once([each.id for each in subject.adapter.voices], "voice")
    for each in subject.adapter.voices:
        _require_voice(subject, each)


@describe
async def models(subject: Subject) -> None:
    """Models have names of their own."""
    if not subject.adapter.models:
        raise Skipped("it lists none")
    _require_once(subject.adapter.models, "model")


@describe
async def settings_schema(subject: Subject) -> None:
    """`settings_schema` is a JSON Schema (2020-12) of an object."""
    if not subject.adapter.HasField("settings_schema"):
        raise Skipped("it has no settings")
    _require_schema(subject.adapter.settings_schema)


@describe
async def credential_schema(subject: Subject) -> None:
    """`credential_schema` is a JSON Schema (2020-12) of an object; who needs a credential has one."""
    if not subject.adapter.HasField("credential_schema"):
        require(
            not subject.adapter.credential_needed, "a credential_schema: credential_needed is set", "none"
        )
        raise Skipped("it needs no credential")
    _require_schema(subject.adapter.credential_schema)


@describe
async def list_voices(subject: Subject) -> None:
    """ListVoices gives every voice once, in pages no larger than asked for, and comes to an end."""
    _skip_voiceless(subject)
    request = pb.ListVoicesRequest(adapter=subject.adapter.id, modality=subject.adapter.modality)
    listed: list[str] = []
    tokens: set[str] = set()
    for number in range(_MOST_PAGES):
        request.page_size = SMALL_PAGE if number < _SMALL_PAGES else LARGE_PAGE
        answer = await _voices(subject, request)
        most = f"at most {request.page_size} voices a page"
        require(len(answer.voices) <= request.page_size, most, len(answer.voices))
        listed += [each.id for each in answer.voices]
        _require_once(listed, "voice")
        request.page_token = answer.next_page_token
        if not request.page_token:
            return
        require(
            request.page_token not in tokens, "every next_page_token once", f"{request.page_token!r} twice"
        )
        tokens.add(request.page_token)
    raise Failed("a last page", f"a next_page_token after {_MOST_PAGES} pages")


@describe
async def list_voices_of_nobody(subject: Subject) -> None:
    """ListVoices of an unknown adapter is an error that says so."""
    _skip_voiceless(subject)
    request = pb.ListVoicesRequest(adapter=NOBODY, modality=subject.adapter.modality)
    stub: Any = pb_grpc.AdapterCatalogServiceStub(subject.server.channel)
    expected = "INVALID_ARGUMENT or NOT_FOUND, with ErrorInfo"
    try:
        answer = await subject.server.ask(stub.ListVoices, request, expected)
    except Refusal as refusal:
        _skip_unimplemented(refusal, "ListVoices")
        require_typed(refusal)
        return
    raise Failed(expected, f"{len(answer.voices)} voices")


@describe
async def probe(subject: Subject) -> None:
    """Probe says `ok`, or why not, within 20 s."""
    request = pb.ProbeRequest(
        adapter=subject.adapter.id,
        modality=subject.adapter.modality,
        model=subject.model,
        voice=subject.voice,
        language=subject.language,
        settings=subject.settings,
    )
    stub: Any = pb_grpc.AdapterCatalogServiceStub(subject.server.channel)
    try:
        answer = await subject.server.ask(stub.Probe, request, "the result of a probe", PROBE_S)
    except Refusal as refusal:
        _skip_unimplemented(refusal, "Probe")
        raise subject.rethrow(refusal, "a result, also where the vendor fails") from None
    require(answer.ok != bool(answer.reason), "ok without a reason, or a reason without ok", str(answer))


async def _voices(subject: Subject, request: pb.ListVoicesRequest) -> pb.ListVoicesResponse:
    stub: Any = pb_grpc.AdapterCatalogServiceStub(subject.server.channel)
    try:
        answer: pb.ListVoicesResponse = await subject.server.ask(stub.ListVoices, request, "a page of voices")
    except Refusal as refusal:
        _skip_unimplemented(refusal, "ListVoices")
        raise subject.rethrow(refusal, "a page of voices") from None
    return answer


def _skip_voiceless(subject: Subject) -> None:
    if subject.adapter.modality not in SPEAKING:
        raise Skipped("it has no voices")


def _skip_unimplemented(refusal: Refusal, method: str) -> None:
    if refusal.code is grpc.StatusCode.UNIMPLEMENTED:
        raise Skipped(f"it does not implement {method}, which is optional")


def _require_voice(subject: Subject, voice: pb.Voice) -> None:
    if not voice.language:
        return
    require(_LANGUAGE.fullmatch(voice.language), "a BCP-47 code", repr(voice.language))
    known = {bare_language(each) for each in subject.adapter.languages}
    is_known = "*" in known or bare_language(voice.language) in known
    require(is_known, f"voice {voice.id} in a language of the adapter", voice.language)


def _require_once(values: Iterable[str], kind: str) -> None:
    seen: set[str] = set()
    for each in values:
        require(each, f"every {kind} named", f"an empty {kind}")
        require(each not in seen, f"every {kind} once", f"{each} twice")
        seen.add(each)


def _require_schema(given: struct_pb2.Struct) -> None:
    schema = json_format.MessageToDict(given)
    dialect = schema.get("$schema", DIALECT)
    require(str(dialect).rstrip("#") == DIALECT, f"$schema {DIALECT}", dialect)
    require(schema.get("type") == "object", 'a schema with "type": "object"', schema.get("type"))
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        path = ".".join(str(part) for part in error.absolute_path) or "the schema"
        raise Failed("a valid JSON Schema (2020-12)", f"{path}: {error.message}") from None
