"""An agent thinks in one language and talks in another."""

import pytest

from voicera.ai.v1 import translation_service_pb2 as translation_pb2
from voicera.media.v1 import call_pb2
from voicera_kit.errors import InvalidArgument, Unavailable
from voicera_voice.dialogue.interface import Expectation, HangUp, IntentMatched, Listen, Say, Wording
from voicera_voice.providers.health import Provider
from voicera_voice.providers.kept_translations import TranslationStore
from voicera_voice.settings import VoiceSettings

from .fakes.dialogue import says
from .fakes.phone import Phone, phone_line

LONG = "This is a long sentence that takes quite a while to say."


def thinks_in_hindi(phone: Phone, *translators: str) -> None:
    """The agent talks English."""
    phone.spec.translation.language = "hi-IN"
    for adapter in translators or ("interpreter",):
        phone.spec.translation.choices.add(adapter=adapter)


def fixed(text: str) -> Say:
    return Say(text, "node", wording=Wording.FIXED)


async def test_both_sides_are_translated_and_kept_as_said():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.providers.texts = ["I want to book"]
        phone.answers(says("hi:Hello."), [IntentMatched("book"), *says("hi:Which day?", "hi:Tell me.")])
        await phone.dial(begin_s=1.5)
        await phone.speak(1.0)
        await phone.silence(3)
        assert phone.dialogue.stimuli[1] == ("hear", "hi:I want to book")
        assert phone.providers.synthesizers[0].texts == ["Hello.", "Which day?", "Tell me."]
        (heard,) = phone.records.of("caller_said")
        assert (heard.text, heard.translated_text) == ("I want to book", "hi:I want to book")
        assert (heard.language, heard.intent) == ("en-IN", "book")
        said = phone.records.of("agent_said")[1]
        assert said.text == said.intended_text == "Which day? Tell me."
        assert said.original_text == "hi:Which day? hi:Tell me."
        assert said.language == "en-IN"


async def test_nothing_is_translated_between_two_regions_of_a_language():
    async with phone_line() as phone:
        phone.spec.translation.language = "en-GB"
        phone.spec.translation.choices.add(adapter="interpreter")
        phone.providers.texts = ["hello there"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        assert not phone.providers.translations
        assert phone.records.of("caller_said")[0].translated_text == ""
        assert phone.records.of("agent_said")[0].original_text == ""
        assert phone.records.of("agent_said")[0].language == "en-IN"


async def test_the_language_is_noted_without_translators_too():
    async with phone_line() as phone:
        phone.providers.texts = ["hello"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        assert {each.language for each in phone.records.of("agent_said")} == {"en-IN"}
        assert [each.language for each in phone.records.of("caller_said")] == ["en-IN"]


async def test_settings_tone_and_terms_reach_the_translator():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        translation = phone.spec.translation
        translation.choices[0].model = "large"
        translation.choices[0].settings["domain"] = "health"
        translation.formality = translation_pb2.FORMALITY_FORMAL
        translation.glossaries["en"].terms["डॉक्टर"] = "physician"
        translation.glossaries["ta-IN"].terms["डॉक्टर"] = "மருத்துவர்"
        phone.providers.texts = ["hello"]
        phone.answers(says("hi:Hello."), says("hi:Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        out, back, _ = phone.providers.translations
        assert (out.adapter, out.model, out.settings["domain"]) == ("interpreter", "large", "health")
        assert (out.source_language, out.target_language) == ("hi-IN", "en-IN")
        assert (out.formality, dict(out.glossary)) == (
            translation_pb2.FORMALITY_FORMAL,
            {"डॉक्टर": "physician"},
        )
        assert (back.source_language, back.target_language) == ("en-IN", "hi-IN")
        assert (back.formality, dict(back.glossary)) == (
            translation_pb2.FORMALITY_UNSPECIFIED,
            {"physician": "डॉक्टर"},
        )


async def test_speech_begins_before_the_whole_answer_is_translated():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.providers.translator_s = 0.3
        phone.answers(says("hi:First sentence.", "hi:Second sentence.", "hi:Third sentence."))
        await phone.dial(begin_s=0.4)
        assert phone.front.pieces
        assert phone.providers.synthesizers[0].texts == ["First sentence."]
        await phone.silence(2.5)
        assert phone.spoken == ["First sentence. Second sentence. Third sentence."]
        between = [
            later.sent_at - before.ends_at
            for before, later in zip(phone.front.pieces, phone.front.pieces[1:], strict=False)
        ]
        assert max(between) <= 0  # what follows was there before it was due


async def test_what_is_the_same_in_every_call_is_translated_once_and_other_words_each_time():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        kept = phone.providers.kept_translations
        listen = Listen(Expectation())
        answer = [fixed("hi:Welcome."), Say("hi:Your code is 1 2 3.", "node"), listen]
        phone.answers(answer, answer)
        phone.providers.texts = ["again"]
        await phone.dial(begin_s=3.0)
        await phone.speak(0.5)
        await phone.silence(1.5)
        texts = [request.texts[0] for request in phone.providers.translations]
        assert texts == ["hi:Welcome.", "hi:Your code is 1 2 3.", "again", "hi:Your code is 1 2 3."]
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.providers.kept_translations = kept
        phone.answers([fixed("hi:Welcome."), listen])
        await phone.dial()
        await phone.silence(0.1)
        assert phone.front.pieces
        assert phone.front.pieces[0].sent_at <= 0.06  # as soon as without a translator
        assert not phone.providers.translations


def test_kept_translations_are_bounded_and_each_organizations_own():
    store = TranslationStore(most=2)
    first, second, third = (translation_pb2.TranslateRequest(texts=[text]) for text in ("a", "b", "c"))
    store.of("org_1").add(first, "A")
    assert store.of("org_2").find(first) is None
    store.of("org_1").add(second, "B")
    assert store.of("org_1").find(first) == "A"
    store.of("org_1").add(third, "C")
    assert store.of("org_1").find(second) is None
    assert store.of("org_1").find(first) == "A"
    other = translation_pb2.TranslateRequest(texts=["a"], glossary={"a": "x"})
    assert store.of("org_1").find(other) is None


async def test_an_interruption_cuts_what_was_meant_where_it_cut_what_was_spoken():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.answers(says("hi:First one.", f"hi:{LONG}"), says("hi:Yes?"))
        phone.providers.texts = ["stop"]
        await phone.dial(begin_s=1.6)
        await phone.speak(0.5)
        await phone.silence(1.5)
        said = phone.records.of("agent_said")[0]
        assert said.text == "First one. This is a long"
        assert said.intended_text == f"First one. {LONG}"
        assert said.original_text == f"hi:First one. hi:{LONG}"
        assert phone.dialogue.heard == ["hi:First one. hi:This is a"]


async def test_words_interrupted_before_they_were_translated_belong_to_the_next_turn():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.answers(says("hi:Hi."), says("hi:Yes."))
        await phone.dial(begin_s=1.0)
        phone.providers.texts = ["I want to book", "for tomorrow"]
        phone.providers.translator_s = 0.8
        await phone.speak(1.0)
        await phone.silence(0.8)
        await phone.speak(1.0)
        await phone.silence(3.0)
        assert phone.dialogue.stimuli[1:] == [("hear", "hi:I want to book for tomorrow")]
        (said,) = phone.records.of("caller_said")
        assert said.text == "I want to book for tomorrow"


async def test_words_nobody_could_translate_before_the_caller_left_are_kept():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.answers(says("hi:Hi."))
        await phone.dial(begin_s=1.0)
        phone.providers.texts = ["good bye"]
        phone.providers.translator_s = 3.0
        await phone.speak(1.0)
        await phone.silence(1.5)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert [said.text for said in phone.records.of("caller_said")] == ["good bye"]


@pytest.mark.parametrize("failure", [Unavailable("gone"), None], ids=["fails", "stalls"])
async def test_a_translator_that_fails_is_replaced(failure):
    async with phone_line() as phone:
        phone.settings = VoiceSettings(translation_budget_s=0.7)
        thinks_in_hindi(phone, "interpreter", "other interpreter")
        phone.providers.translator_failures = {"interpreter": [failure]}
        phone.answers(says("hi:Hello."))
        await phone.dial(begin_s=0.6)
        await phone.silence(1.5)
        assert phone.spoken == ["Hello."]
        (failed,) = phone.records.of("provider_failed")
        reason = "UNAVAILABLE" if failure else "DEADLINE_EXCEEDED"
        assert (failed.modality, failed.adapter, failed.reason) == ("translation", "interpreter", reason)
        (switched,) = phone.records.of("provider_switched")
        assert (switched.modality, switched.adapter) == ("translation", "other interpreter")
        assert phone.front.pieces[0].sent_at <= (0.2 if failure else 0.9)


async def test_a_translator_that_other_calls_found_failing_is_passed_over():
    async with phone_line() as phone:
        thinks_in_hindi(phone, "interpreter", "other interpreter")
        for _ in range(3):
            phone.providers.health.failed(Provider("translation", "interpreter"), Unavailable("gone"))
        phone.answers(says("hi:Hello."))
        await phone.dial(begin_s=1.0)
        assert {request.adapter for request in phone.providers.translations} == {"other interpreter"}
        assert phone.records.of("provider_switched")[0].reason == "CIRCUIT_OPEN"


async def test_a_lone_translator_has_its_time():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(translation_timeout_s=2)
        thinks_in_hindi(phone)
        phone.providers.translator_failures = {"interpreter": [None]}
        phone.answers(says("hi:Hello."))
        await phone.dial(begin_s=1.9)
        assert not phone.records.of("provider_failed")
        await phone.silence(0.2)
        assert phone.records.of("provider_failed")[0].reason == "DEADLINE_EXCEEDED"
        await phone.silence(2.0)
        assert phone.spoken == ["Hello."]


async def test_an_answer_without_the_text_is_a_failure(monkeypatch):
    async with phone_line() as phone:
        thinks_in_hindi(phone, "interpreter", "other interpreter")
        whole = phone.providers.translate

        async def translate(request):
            response = await whole(request)
            if request.adapter == "interpreter":
                response.texts[0] = " "
            return response

        monkeypatch.setattr(phone.providers, "translate", translate)
        phone.answers(says("hi:Hello."))
        await phone.dial(begin_s=1.5)
        assert phone.spoken == ["Hello."]
        assert phone.records.of("provider_failed")[0].reason == "MALFORMED_TRANSLATION"


@pytest.mark.parametrize("at", ["greeting", "turn"])
async def test_without_a_translator_left_the_call_ends_and_says_why(at):
    async with phone_line() as phone:
        thinks_in_hindi(phone, "interpreter", "other interpreter")
        phone.answers(says("hi:Hello."), says("hi:Yes."))
        failures = {"interpreter": [InvalidArgument()], "other interpreter": [Unavailable("gone")] * 9}
        if at == "greeting":
            phone.providers.translator_failures = failures
            await phone.dial(begin_s=1.0)
        else:
            phone.providers.texts = ["hello"]
            await phone.dial(begin_s=1.0)
            phone.providers.translator_failures = failures
            await phone.speak(0.5)
        await phone.silence(8)
        assert phone.front.hang_ups == [call_pb2.END_REASON_PROVIDER_FAILED]
        (ended,) = phone.records.of("ended")
        assert "translation" in ended.detail
        assert [said.text for said in phone.records.of("caller_said")] == (
            [] if at == "greeting" else ["hello"]
        )


async def test_farewells_are_translated_before_the_agent_hangs_up():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.answers([
            Say("hi:Goodbye.", "bye", interruptible=False),
            HangUp(call_pb2.END_REASON_AGENT_HUNG_UP),
        ])
        await phone.dial(begin_s=2.0)
        assert phone.spoken == ["Goodbye."]
        assert phone.front.hang_ups


async def test_the_recognizer_is_told_no_phrases_of_another_language():
    phrases = Listen(Expectation(("hi:book", "hi:a {day}"), {"day": ("hi:monday",)}, takes_digits=True))
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.spec.vocabulary.append("Sunrise")
        phone.answers(says("hi:Hello.", listen=phrases))
        await phone.dial(begin_s=1.0)
        (told,) = phone.providers.recognizers[0].expectations
        assert told == Expectation(("Sunrise",), {}, takes_digits=True)
    async with phone_line() as phone:
        phone.answers(says("Hello.", listen=phrases))
        await phone.dial(begin_s=1.0)
        assert phone.providers.recognizers[0].expectations == [phrases.expectation]


async def test_the_translators_time_is_not_the_platforms():
    async with phone_line() as phone:
        thinks_in_hindi(phone)
        phone.answers(says("hi:Hi."), says("hi:Yes.", "hi:And more."))
        phone.providers.texts = ["hello"]
        phone.providers.translator_s = 0.2
        await phone.dial(begin_s=2.0)
        await phone.speak(1.0)
        await phone.silence(3.0)
        (measured,) = phone.records.of("turn_measured")
        assert measured.first_byte_ms >= 1000
        assert measured.platform_ms < 100


async def test_a_translated_call_needs_a_translator(start_node, spec):
    spec.translation.language = "hi-IN"
    async with start_node() as node, node.call(spec) as caller:
        with pytest.raises(InvalidArgument) as refused:
            await caller.ended()
        assert refused.value.violations[0].field == "start.spec.translation.choices"
