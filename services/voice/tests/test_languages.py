"""The conversation follows the caller to another of the agent's languages, and back."""

import pytest

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_pb2
from voicera_kit.errors import InvalidArgument
from voicera_voice.conversation.model import CallStart
from voicera_voice.dialogue.build import build_dialogue
from voicera_voice.dialogue.interface import LanguageModel
from voicera_voice.providers.interface import Finalize, Transcript

from .dialogue.talk import FACTS, FakeModel, agent, end, to
from .fakes.dialogue import says
from .fakes.mesh import until
from .fakes.phone import Phone, phone_line

HINDI = "मुझे समय चाहिए"


def speaks_hindi(phone: Phone, *, ears: str = "") -> None:
    profile = phone.spec.other_languages.add(language="hi-IN")
    profile.text_to_speech.add(adapter="hindi mouth", voice="meera")
    if ears:
        profile.speech_to_text.add(adapter=ears)


def will_hear(phone: Phone, *turns: tuple[str, str]) -> None:
    phone.providers.texts = [text for text, _ in turns]
    phone.providers.languages = [language for _, language in turns]


async def take_turns(phone: Phone, count: int, answer_s: float = 2.0) -> None:
    await phone.dial(begin_s=1.0)
    for _ in range(count):
        await phone.speak(0.5)
        await phone.silence(answer_s)


async def test_the_next_sentence_is_spoken_by_the_other_languages_voice():
    async with phone_line() as phone:
        speaks_hindi(phone)
        will_hear(phone, (HINDI, "hi"))
        phone.answers(says("Hi."), says("किस दिन?"))
        await take_turns(phone, 1)
        english, hindi = phone.providers.synthesizers
        assert (english.opened["language"], english.texts, english.closed) == ("en-IN", ["Hi."], True)
        assert (hindi.opened["choice"].voice, hindi.opened["language"]) == ("meera", "hi-IN")
        assert hindi.texts == ["किस दिन?"]
        assert phone.dialogue.language == "hi-IN"
        (switched,) = phone.records.of("language_switched")
        assert (switched.from_language, switched.language) == ("en-IN", "hi-IN")
        assert [said.language for said in phone.records.of("agent_said")] == ["en-IN", "hi-IN"]
        assert [said.language for said in phone.records.of("caller_said")] == ["hi-IN"]


async def test_it_goes_back_when_the_caller_does():
    async with phone_line() as phone:
        speaks_hindi(phone)
        will_hear(phone, (HINDI, "hi"), ("in english please", "en"))
        phone.answers(says("Hi."), says("किस दिन?"), says("Which day?"))
        await take_turns(phone, 2)
        assert [each.opened["language"] for each in phone.providers.synthesizers] == [
            "en-IN",
            "hi-IN",
            "en-IN",
        ]
        assert phone.providers.synthesizers[2].texts == ["Which day?"]
        assert [each.language for each in phone.records.of("language_switched")] == ["hi-IN", "en-IN"]


async def test_an_unsure_word_changes_nothing():
    async with phone_line() as phone:
        speaks_hindi(phone)
        will_hear(phone, ("हाँ", "hi"))
        phone.providers.confidence = 0.5
        phone.answers(says("Hi."), says("Which day?"))
        await take_turns(phone, 1)
        assert not phone.records.of("language_switched")
        assert len(phone.providers.synthesizers) == 1
        assert phone.records.of("caller_said")[0].language == "hi-IN"


async def test_a_recognizer_that_serves_both_languages_goes_on_listening():
    async with phone_line() as phone:
        speaks_hindi(phone)
        will_hear(phone, (HINDI, "hi"))
        phone.answers(says("Hi."), says("किस दिन?"))
        await take_turns(phone, 1)
        (ears,) = phone.providers.recognizers
        assert (ears.opened["language"], ears.opened["other_languages"]) == ("en-IN", ("hi-IN",))


async def test_the_other_languages_recognizer_takes_over_without_losing_a_word():
    async with phone_line() as phone:
        speaks_hindi(phone, ears="hindi ears")
        will_hear(phone, (HINDI, "hi"), ("कल सुबह दस बजे", "hi"))
        phone.answers(says("Hi."), [1.0, *says("किस दिन?")], says("ठीक है"))
        await phone.dial(begin_s=1.0)
        phone.providers.open_s = 0.5
        await phone.speak(0.5)
        await phone.silence(0.62)  # the turn has just been answered; the other recognizer gets ready
        await phone.speak(1.0)
        await phone.silence(3.0)
        english, hindi = phone.providers.recognizers
        assert (hindi.opened["choice"].adapter, hindi.opened["language"]) == ("hindi ears", "hi-IN")
        assert hindi.opened["other_languages"] == ("en-IN",)
        assert (english.closed, hindi.closed) == (True, False)
        assert hindi.marks[-1] == Finalize(2)
        assert hindi.audio.count(b"\x10") == 8000  # every sample of what was said meanwhile
        assert phone.dialogue.stimuli[-1] == ("hear", "कल सुबह दस बजे")


async def test_a_sentence_under_way_is_finished_by_the_other_voice():
    """Nothing that was asked for is forgotten, whatever was being said at the change."""
    async with phone_line() as phone:
        speaks_hindi(phone)
        phone.providers.synthesizer_s = 0.5
        phone.answers(says("Hello there."))
        await phone.dial(begin_s=0.2)
        phone.call._parts.speech.change(phone.call._parts.speech._choices)
        await phone.silence(3.0)
        assert phone.spoken == ["Hello there."]


async def test_translation_follows_the_caller():
    """Written in Hindi: translated for English callers, said as it is to those who speak Hindi."""
    async with phone_line() as phone:
        speaks_hindi(phone)
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        will_hear(phone, ("good morning", ""), (HINDI, "hi-IN"), ("thank you so much", "en-US"))
        phone.answers(says("hi:Hi."), says("hi:One."), says("hi:Two."), says("hi:Three."))
        await take_turns(phone, 3)
        assert [text for _, text in phone.dialogue.stimuli[1:]] == [
            "hi:good morning",
            HINDI,
            "hi:thank you so much",
        ]
        assert phone.spoken == ["Hi.", "One.", "hi:Two.", "Three."]
        said = phone.records.of("agent_said")
        assert [each.original_text for each in said] == ["hi:Hi.", "hi:One.", "", "hi:Three."]
        assert [each.translated_text for each in phone.records.of("caller_said")] == [
            "hi:good morning",
            "",
            "hi:thank you so much",
        ]


async def test_a_bridge_line_comes_before_the_answer_however_long_its_translation_takes():
    async with phone_line() as phone:
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        phone.providers.translator_s = 0.6
        will_hear(phone, ("good morning", ""))
        phone.answers(says("hi:Hi."), [2.8, *says("hi:Yes.")])  # while the line is being translated
        await take_turns(phone, 1, answer_s=8.0)
        assert phone.spoken == ["Hi.", "en:One moment. Yes."]
        await phone.silence(9.0)
        assert phone.dialogue.stimuli[-1][0] == "stay_silent"  # the conversation goes on


async def test_a_caller_who_speaks_while_the_bridge_line_is_translated_does_not_hear_it():
    async with phone_line() as phone:
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        phone.providers.translator_s = 1.0
        will_hear(phone, ("good morning", ""), ("are you there", ""))
        phone.answers(says("hi:Hi."), [9.0, *says("hi:Never.")], says("hi:Yes."))
        await phone.dial(begin_s=3.0)
        await phone.speak(1.0)
        await phone.silence(3.4)  # the line is due 2.5 s after the turn, which ended 0.6 s after the words
        await phone.speak(1.0)
        await phone.silence(5.0)
        assert phone.spoken == ["Hi.", "Yes."]


async def test_a_translator_lost_while_the_caller_waits_ends_the_call_in_order():
    async with phone_line() as phone:
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        will_hear(phone, ("good morning", ""))
        phone.providers.translator_failures = {"interpreter": ["", "", InvalidArgument()]}
        phone.answers(says("hi:Hi."), [9.0, *says("hi:Never.")])
        await take_turns(phone, 1, answer_s=5.0)
        assert phone.front.hang_ups == [call_pb2.END_REASON_PROVIDER_FAILED]


async def test_a_language_that_is_not_the_agents_is_noted_and_nothing_more():
    """A translator that cannot do it would be given up, and with it the call."""
    async with phone_line() as phone:
        speaks_hindi(phone)
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        will_hear(phone, ("je voudrais un rendez-vous", "fr-FR"))
        phone.answers(says("hi:Hi."), says("hi:Yes."))
        await take_turns(phone, 1)
        assert phone.providers.translations[1].source_language == "en-IN"
        (said,) = phone.records.of("caller_said")
        assert (said.language, said.translated_text) == ("fr-FR", "hi:je voudrais un rendez-vous")


async def test_a_very_long_turn_is_translated_in_parts():
    async with phone_line() as phone:
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        will_hear(phone, ("word " * 1200, ""))
        phone.answers(says("hi:Hi."), says("hi:Yes."))
        await take_turns(phone, 1)
        first, second = (request.texts[0] for request in phone.providers.translations[1:3])
        assert max(len(first), len(second)) <= 5000
        assert f"{first} {second}".split() == ["word"] * 1200
        assert phone.dialogue.stimuli[1] == ("hear", f"hi:{first} hi:{second}")


def graph_of(phone: Phone, model: LanguageModel | None = None) -> None:
    """Let the agent's own graph answer."""

    def make(start: CallStart, _: LanguageModel | None):
        return build_dialogue(start.spec, {}, model, FACTS)

    phone.make_dialogue = make


def with_graph(phone: Phone, spec: spec_pb2.AgentSpec) -> None:
    spec.MergeFrom(phone.spec)
    phone.spec = spec


async def test_a_silent_caller_is_asked_in_the_language_they_spoke_last():
    async with phone_line() as phone:
        ask = {"id": "a", "ask": {"prompt": "What?"}, "edges": [to("a")]}
        with_graph(phone, agent([ask], silence={"prompt_after_ms": 1000}))
        speaks_hindi(phone)
        graph_of(phone)
        will_hear(phone, (HINDI, "hi"))
        await take_turns(phone, 1, answer_s=5.0)
        assert phone.spoken[-1] == "क्या आप अभी भी लाइन पर हैं?"


async def test_our_own_phrases_need_no_translation_where_we_have_them():
    async with phone_line() as phone:
        ask = {"id": "a", "ask": {"prompt": "hi:What?"}, "edges": [to("a")]}
        with_graph(phone, agent([ask], silence={"prompt_after_ms": 1000}))
        phone.spec.translation.language = "hi-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        graph_of(phone)
        await phone.dial(begin_s=4.0)
        assert phone.spoken == ["What?", "Are you still there?"]
        assert [request.texts[0] for request in phone.providers.translations] == ["hi:What?"]
        assert [said.original_text for said in phone.records.of("agent_said")] == ["hi:What?", ""]


async def test_our_own_phrases_are_translated_into_languages_we_have_none_in():
    async with phone_line() as phone:
        ask = {"id": "a", "ask": {"prompt": "What?"}, "edges": [to("a")]}
        with_graph(phone, agent([ask], silence={"prompt_after_ms": 1000}))
        phone.spec.language = "fr-FR"
        phone.spec.translation.language = "en-IN"
        phone.spec.translation.choices.add(adapter="interpreter")
        graph_of(phone)
        await phone.dial(begin_s=4.0)
        assert phone.spoken == ["fr:What?", "fr:Are you still there?"]


async def test_the_model_is_told_which_language_the_caller_speaks_now():
    model = FakeModel(["Hello."], ["नमस्ते।"])
    async with phone_line() as phone:
        with_graph(
            phone, agent([{"id": "a", "prompt": {"instructions": "Talk."}, "edges": [to("bye")]}, end("bye")])
        )
        speaks_hindi(phone)
        graph_of(phone, model)
        will_hear(phone, (HINDI, "hi"))
        await take_turns(phone, 1)
        systems = [messages[0].text for messages, _ in model.asked]
        assert "in English (India)" in systems[0]
        assert "in Hindi (India)" in systems[1]


async def test_a_model_that_is_translated_is_told_the_language_it_thinks_in():
    model = FakeModel(["Hello."], ["Yes."])
    async with phone_line() as phone:
        with_graph(
            phone, agent([{"id": "a", "prompt": {"instructions": "Talk."}, "edges": [to("bye")]}, end("bye")])
        )
        speaks_hindi(phone)
        phone.spec.translation.choices.add(adapter="interpreter")
        graph_of(phone, model)
        will_hear(phone, (HINDI, "hi"))
        await take_turns(phone, 1)
        assert all("in English (India)" in messages[0].text for messages, _ in model.asked)
        assert phone.spoken == ["Hello.", "hi:Yes."]
        assert model.spoken_history()[-1] == ("user", f"en:{HINDI}")


async def test_a_turn_has_the_language_of_most_of_it():
    async with phone_line() as phone:
        speaks_hindi(phone)
        phone.answers(says("Hi."), says("किस दिन?"))
        await phone.dial(begin_s=1.0)
        transcriber = phone.call._parts.stages.transcriber
        await transcriber.transcribed(Transcript("okay", True, language="en"))
        will_hear(phone, (HINDI, "hi"))
        await phone.speak(0.5)
        await phone.silence(2.0)
        (said,) = phone.records.of("caller_said")
        assert (said.text, said.language) == (f"okay {HINDI}", "hi-IN")


async def test_languages_reach_the_recognizer_that_can_tell_them_apart_and_no_other(node, spec):
    for language in ("hi-IN", "ta-IN"):
        spec.other_languages.add(language=language).text_to_speech.add(adapter="mouth")
    async with node.call(spec) as caller:
        await caller.be_silent(0.2)
        await until(lambda: node.mesh.recognize_configs)
    spec.speech_to_text[0].adapter = "keen ears"
    async with node.call(spec, "call_2") as caller:
        await caller.be_silent(0.2)
        await until(lambda: len(node.mesh.recognize_configs) > 1)
    plain, keen = node.mesh.recognize_configs
    assert (list(plain.other_languages), list(keen.other_languages)) == ([], ["hi-IN"])


async def test_the_translator_is_reached_through_its_pool_and_what_it_heard_comes_back(node, spec):
    spec.translation.language = "hi-IN"
    spec.translation.choices.add(adapter="interpreter")
    async with node.call(spec):
        await until(lambda: node.mesh.translate_requests)
        await until(lambda: any(each.original_text for each in node.mesh.of("call_1", "agent_said")))
    assert ("translate", "core") in node.mesh.pools
    assert node.mesh.translate_requests[0].texts == ["Welcome."]
    (said, *_) = node.mesh.of("call_1", "agent_said")
    assert said.original_text == "Welcome. What would you like?"
    assert said.text == "en-IN:Welcome. en-IN:What would you like?"


async def test_a_language_needs_a_voice(node, spec):
    spec.other_languages.add(language="hi-IN")
    async with node.call(spec) as caller:
        with pytest.raises(InvalidArgument) as refused:
            await caller.ended()
        assert refused.value.violations[0].field == "start.spec.other_languages[0].text_to_speech"
