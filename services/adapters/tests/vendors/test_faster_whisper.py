"""Whisper in this process: on a stand-in for the model, and on a real one that is tiny and random."""

import asyncio
import math
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_SPEECH_TO_TEXT
from voicera_adapters.catalogue import Adapters, open_adapters
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.faster_whisper.engine import Engine
from voicera_adapters.vendors.faster_whisper.settings import ProcessSettings
from voicera_adapters.vendors.faster_whisper.speech_to_text import LANGUAGES, Whisper, described
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)
from voicera_kit.settings import SettingsError

from .test_speech_to_text import BLOCK, final, utter
from .tiny_whisper import make_model


@dataclass
class StandIn:
    """Understands "hello" and "world" in two windows; `hold` holds it before each, `failure` fails it."""

    hold: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None
    asked: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    probabilities: tuple[tuple[str, float], ...] = (("fr", 0.7), ("hi", 0.2), ("en", 0.1))
    windows: int = 0
    at_once: int = 0
    most_at_once: int = 0
    model: Any = field(default_factory=lambda: SimpleNamespace(is_multilingual=True))

    def __post_init__(self) -> None:
        self.hold.set()
        self._lock = threading.Lock()

    def transcribe(self, samples, **how):
        self.asked.append((samples, how))
        if self.failure:
            raise self.failure
        return self._windows(), SimpleNamespace(language=how["language"])

    def _windows(self):
        for text, sure in ((" hello", -0.1), (" world ", -0.5)):
            with self._lock:
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            self.hold.wait(10)
            self.windows += 1
            with self._lock:
                self.at_once -= 1
            yield SimpleNamespace(text=text, avg_logprob=sure)

    def detect_language(self, samples):
        return self.probabilities[0][0], self.probabilities[0][1], list(self.probabilities)


@pytest.fixture
def model():
    return StandIn()


@pytest.fixture
async def client(serving, model):
    with ThreadPoolExecutor(2) as threads:
        engine = Engine(model, threads, callers=2, wait_s=0.5, answer_s=5.0)
        whisper = Whisper(engine, described(ProcessSettings(model_dir="/models/tiny"), model))
        async with serving(Adapters({"faster_whisper": whisper}, {}, {})) as client:
            yield client
        model.hold.set()


async def listening(client, audio_format, **changes):
    stream = await client.recognize()
    config = {"adapter": "faster_whisper", "language": "hi-IN", "audio_format": audio_format} | changes
    await stream.say(config=config)
    await stream.hear()
    return stream


async def heard(client, audio_format, **changes):
    stream = await listening(client, audio_format, **changes)
    await utter(stream)
    told, _ = await final(stream)
    return told


@pytest.mark.exercises("speech to text", "faster_whisper", "connect", "stream")
async def test_an_utterance_becomes_text_with_a_confidence_and_its_language(client, phone, model):
    told = await heard(client, phone)
    assert (told.text, told.language) == ("hello world", "hi")
    assert told.confidence == pytest.approx(math.exp(-0.5))
    samples, how = model.asked[0]
    assert samples.dtype == np.float32
    assert 0.4 * 16_000 < len(samples) < 0.6 * 16_000
    assert 0.1 < np.abs(samples).max() <= 1
    assert (how["language"], how["condition_on_previous_text"]) == ("hi", False)


async def test_silence_alone_asks_nothing(client, phone, model):
    stream = await listening(client, phone)
    await stream.say(audio=BLOCK)
    await stream.say(finalize={"utterance": 3})
    told, _ = await final(stream)
    assert (told.text, told.utterance) == ("", 3)
    assert model.asked == []


@pytest.mark.exercises("speech to text", "faster_whisper", "settings")
async def test_every_setting_reaches_the_model(client, phone, model):
    settings = {
        "beam_size": 2,
        "retries": 3,
        "no_speech_threshold": 0.25,
        "vad_filter": True,
        "initial_prompt": "A clinic.",
    }
    listed = (await client.catalogue(MODALITY_SPEECH_TO_TEXT))["faster_whisper"]
    assert set(settings) == set(listed.settings_schema["properties"])
    await heard(client, phone, settings=settings)
    how = model.asked[0][1]
    temperatures = how["temperature"]
    assert {name: how[name] for name in settings if name != "retries"} == {
        name: value for name, value in settings.items() if name != "retries"
    }
    assert temperatures == [0.0, 0.2, 0.4, 0.6]


async def test_absent_settings_are_the_defaults(client, phone, model):
    await heard(client, phone)
    how = model.asked[0][1]
    assert (how["beam_size"], how["temperature"], how["initial_prompt"]) == (5, [0.0, 0.2], None)
    assert how["hotwords"] is None


async def test_what_is_expected_reaches_the_model_as_hot_words(client, phone, model):
    hints = {"phrases": ["Aarogya", "{day}"], "classes": [{"name": "day", "phrases": ["सोमवार"]}]}
    await heard(client, phone, expectation=hints)
    assert model.asked[0][1]["hotwords"] == "Aarogya, सोमवार"


async def test_several_languages_are_told_apart_among_those_named(client, phone, model):
    told = await heard(client, phone, language="en-IN", other_languages=["hi", "ta"])
    assert told.language == "hi"
    assert model.asked[0][1]["language"] == "hi"


@pytest.mark.parametrize(("code", "vendors"), [("en-IN", "en"), ("hi", "hi"), ("ta-IN", "ta"), ("fil", "tl")])
async def test_languages_are_written_whispers_way(client, phone, model, code, vendors):
    await heard(client, phone, language=code)
    assert model.asked[0][1]["language"] == vendors


async def test_languages_whisper_does_not_know_are_refused(client, phone):
    stream = await client.recognize()
    config = {"adapter": "faster_whisper", "language": "or-IN", "audio_format": phone}
    await stream.say(config=config)
    with pytest.raises(InvalidArgument):
        await stream.hear_all()


async def test_a_model_of_english_alone_lists_english_alone(model):
    model.model.is_multilingual = False
    description = described(ProcessSettings(model_dir="/models/tiny.en"), model)
    assert (description.languages, description.models) == (("en", "en-IN"), ("tiny.en",))


@pytest.mark.parametrize("failure", [RuntimeError("secret"), ValueError("secret"), KeyError("secret")])
@pytest.mark.exercises("speech to text", "faster_whisper", "errors")
async def test_a_failing_model_is_told_in_our_words(client, phone, model, failure):
    model.failure = failure
    stream = await listening(client, phone)
    await utter(stream)
    with pytest.raises(ServiceError) as caught:
        await stream.hear_all()
    assert isinstance(caught.value, Unavailable)
    assert "secret" not in str(caught.value)


async def test_the_loop_goes_on_while_the_model_works(client, phone, model):
    model.hold.clear()
    stream = await listening(client, phone)
    await utter(stream)
    ticks, began = 0, time.monotonic()
    while time.monotonic() - began < 0.3:
        await asyncio.sleep(0.01)
        ticks += 1
    model.hold.set()
    assert ticks > 10
    assert (await final(stream))[0].text == "hello world"


async def test_no_more_than_the_threads_work_at_once_and_the_others_wait(client, phone, model, eventually):
    model.hold.clear()
    streams = [await listening(client, phone) for _ in range(4)]
    await asyncio.gather(*(utter(each) for each in streams))
    await eventually(lambda: model.at_once == 2)
    await asyncio.sleep(0.1)
    model.hold.set()
    assert [(await final(each))[0].text for each in streams] == ["hello world"] * 4
    assert model.most_at_once == 2


async def test_who_waits_too_long_is_told_to_come_back(client, phone, model, eventually):
    model.hold.clear()
    working = [await listening(client, phone) for _ in range(2)]
    await asyncio.gather(*(utter(each) for each in working))
    await eventually(lambda: model.at_once == 2)
    late = await listening(client, phone)
    await utter(late)
    with pytest.raises(ResourceExhausted):
        await late.hear_all()
    model.hold.set()
    assert [(await final(each))[0].text for each in working] == ["hello world"] * 2


@pytest.mark.exercises("speech to text", "faster_whisper", "cancel")
async def test_who_leaves_stops_the_model_after_its_window_and_frees_the_thread(
    client, phone, model, eventually
):
    model.hold.clear()
    leaving = [await listening(client, phone) for _ in range(2)]
    await asyncio.gather(*(utter(each) for each in leaving))
    await eventually(lambda: model.at_once == 2)
    for stream in leaving:
        stream.call.cancel()
    await asyncio.sleep(0.2)
    model.hold.set()
    await eventually(lambda: model.at_once == 0)
    await asyncio.sleep(0.1)
    assert model.windows == 2, "the second windows were not begun"
    assert (await heard(client, phone)).text == "hello world"


async def test_a_crowd_is_refused_at_once():
    model = StandIn()
    model.hold.clear()
    with ThreadPoolExecutor(1) as threads:
        engine = Engine(model, threads, callers=1, wait_s=5.0, answer_s=5.0)
        calls = [asyncio.create_task(engine.run(lambda model, _: model.hold.wait(5))) for _ in range(5)]
        await asyncio.sleep(0.05)
        with pytest.raises(ResourceExhausted):
            await engine.run(lambda _, __: None)
        model.hold.set()
        assert await asyncio.gather(*calls) == [True] * 5


async def test_a_model_that_takes_too_long_is_given_up(model):
    model.hold.clear()
    with ThreadPoolExecutor(1) as threads:
        engine = Engine(model, threads, callers=1, wait_s=1.0, answer_s=0.1)
        seen = []
        with pytest.raises(DeadlineExceeded):
            await engine.run(lambda model, has_left: (model.hold.wait(5), seen.append(has_left.wait(5))))
        model.hold.set()
        assert await engine.run(lambda _, __: "free again") == "free again"
    assert seen == [True]


async def test_without_a_model_it_is_listed_and_says_what_it_lacks(serving_vendors, phone):
    pytest.importorskip("faster_whisper")
    async with serving_vendors(adapters="faster_whisper") as client:
        listed = (await client.catalogue())["faster_whisper"]
        assert "VOICERA_FASTER_WHISPER_MODEL_DIR" in listed.unavailable_reason
        stream = await client.recognize()
        await stream.say(config={"adapter": "faster_whisper", "language": "hi", "audio_format": phone})
        with pytest.raises(FailedPrecondition):
            await stream.hear_all()


@pytest.mark.parametrize(
    ("name", "value"), [("MODEL_DIR", "/nowhere"), ("CALLERS", "0"), ("DEVICE", "abacus"), ("WAIT_S", "soon")]
)
async def test_settings_that_cannot_work_stop_the_start(monkeypatch, name, value):
    pytest.importorskip("faster_whisper")
    monkeypatch.setenv(f"VOICERA_FASTER_WHISPER_{name}", value)
    with pytest.raises(SettingsError, match=f"VOICERA_FASTER_WHISPER_{name}"):
        async with open_adapters(AdapterSettings(adapters="faster_whisper")):
            pass


async def test_the_start_says_which_extra_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(SettingsError, match=r"voicera-adapters\[faster_whisper\]"):
        async with open_adapters(AdapterSettings(adapters="faster_whisper")):
            pass


async def test_a_broken_model_stops_the_start(monkeypatch, tmp_path):
    pytest.importorskip("faster_whisper")
    for name in ("model.bin", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    monkeypatch.setenv("VOICERA_FASTER_WHISPER_MODEL_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match="VOICERA_FASTER_WHISPER_MODEL_DIR"):
        async with open_adapters(AdapterSettings(adapters="faster_whisper")):
            pass


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    tokenizer = pytest.importorskip("faster_whisper.tokenizer")
    folder = tmp_path_factory.mktemp("models") / "tiny"
    make_model(folder, tokenizer._LANGUAGE_CODES)
    return folder


@pytest.fixture
async def real(tiny, serving_vendors, monkeypatch):
    for name, value in {"MODEL_DIR": str(tiny), "DEVICE": "cpu", "CPU_THREADS": "1", "CALLERS": "2"}.items():
        monkeypatch.setenv(f"VOICERA_FASTER_WHISPER_{name}", value)
    async with serving_vendors(adapters="faster_whisper", vendor_answer_s=20.0) as client:
        yield client


async def test_a_real_model_runs(real, phone):
    listed = (await real.catalogue())["faster_whisper"]
    assert (list(listed.models), listed.unavailable_reason) == (["tiny"], "")
    settings = {"beam_size": 2, "retries": 0, "initial_prompt": "hello", "no_speech_threshold": 0.9}
    told = await heard(real, phone, settings=settings, expectation={"phrases": ["world"]})
    assert set(told.text.split()) == {"hello"}
    assert told.language == "hi"
    assert 0 < told.confidence <= 1


async def test_a_real_model_tells_languages_apart_for_callers_at_the_same_moment(real, phone):
    told = await asyncio.gather(
        *(
            heard(real, phone, language="ta", other_languages=["en-IN"], settings={"beam_size": 1})
            for _ in range(3)
        )
    )
    assert all(each.language in {"ta", "en"} for each in told)


@pytest.mark.exercises("speech to text", "faster_whisper", "languages")
def test_the_real_whisper_knows_the_listed_languages():
    tokenizer = pytest.importorskip("faster_whisper.tokenizer")
    assert set(LANGUAGES.values()) <= set(tokenizer._LANGUAGE_CODES)
