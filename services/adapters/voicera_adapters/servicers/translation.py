"""Serves Translate: texts in, their translations out."""

import time
from typing import Final

from voicera.ai.v1 import translation_service_pb2 as pb
from voicera.ai.v1 import translation_service_pb2_grpc as pb_grpc
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_CHARACTERS, Usage
from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import Formality, Tokens, Translation, TranslationCapabilities, Translator
from voicera_adapters.health import Health
from voicera_adapters.languages import is_language
from voicera_adapters.net import not_understood, telling_failures
from voicera_adapters.servicers.fields import check_available, check_model, read_struct, token_usage
from voicera_kit.errors import invalid
from voicera_kit.server import Context

MAX_TEXTS: Final = 50
MAX_CHARACTERS: Final = 5_000
MAX_TERMS: Final = 200

_FORMALITIES: Final = {
    pb.FORMALITY_UNSPECIFIED: Formality.DEFAULT,
    pb.FORMALITY_FORMAL: Formality.FORMAL,
    pb.FORMALITY_INFORMAL: Formality.INFORMAL,
}


class TranslationServicer(pb_grpc.TranslationServiceServicer):
    def __init__(self, adapters: Adapters, accounts: Accounts, health: Health) -> None:
        self._adapters = adapters
        self._accounts = accounts
        self._health = health

    async def Translate(self, request: pb.TranslateRequest, context: Context) -> pb.TranslateResponse:
        began = time.monotonic()
        adapter = self._adapters.translation(request.adapter)
        account = await self._accounts.of(adapter.description)
        translation = read_translation(request, adapter, account)
        with self._health.of(adapter.description).asked() as asking:
            translated = await adapter.translate(translation)
            if len(translated.texts) != len(request.texts):
                raise not_understood()
            with telling_failures():
                response = pb.TranslateResponse(
                    texts=translated.texts,
                    usage=_usage(request, translated.tokens),
                    processing_ms=(time.monotonic() - began) * 1000,
                )
            asking.answered()
        return response


def _usage(request: pb.TranslateRequest, tokens: Tokens | None) -> list[Usage]:
    if tokens is not None:
        return token_usage(tokens.read, tokens.cached, tokens.written)
    characters = sum(len(text) for text in request.texts)
    return [Usage(unit=USAGE_UNIT_CHARACTERS, quantity=characters)]


def read_translation(request: pb.TranslateRequest, adapter: Translator, account: Account) -> Translation:
    check_available(adapter.description)
    check_model(adapter.description, request.model)
    _check_texts(request)
    for field in ("source_language", "target_language"):
        language = getattr(request, field)
        if not is_language(language):
            raise invalid(field, "must be a BCP-47 code")
        if not adapter.description.speaks(language):
            raise invalid(field, f"is none {adapter.description.id} works in; see the catalogue")
    return Translation(
        model=request.model,
        texts=tuple(request.texts),
        source_language=request.source_language,
        target_language=request.target_language,
        formality=_formality(request, adapter),
        glossary=_glossary(request, adapter),
        settings=read_struct(request.settings, "settings"),
        account=account,
    )


def _check_texts(request: pb.TranslateRequest) -> None:
    if not 1 <= len(request.texts) <= MAX_TEXTS:
        raise invalid("texts", f"must be 1 to {MAX_TEXTS}")
    for at, text in enumerate(request.texts):
        if len(text) > MAX_CHARACTERS:
            raise invalid(f"texts[{at}]", f"must have at most {MAX_CHARACTERS} characters")


def _formality(request: pb.TranslateRequest, adapter: Translator) -> Formality:
    """A tone the vendor cannot choose is no reason to say nothing."""
    wanted = _FORMALITIES.get(request.formality, Formality.DEFAULT)
    return wanted if _can(adapter).formality else Formality.DEFAULT


def _glossary(request: pb.TranslateRequest, adapter: Translator) -> dict[str, str]:
    if len(request.glossary) > MAX_TERMS:
        raise invalid("glossary", f"must have at most {MAX_TERMS} terms")
    return dict(request.glossary) if _can(adapter).glossary else {}


def _can(adapter: Translator) -> TranslationCapabilities:
    can = adapter.description.capabilities
    if not isinstance(can, TranslationCapabilities):
        raise TypeError(f"{adapter.description.id} is no translator")
    return can
