"""An agent written in Hindi talks English with its caller, and Hindi once the caller does.

Translator, recognizer and voices are a server of their own, which the mesh knows by configuration alone.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import Account, Json, Mesh, running_mesh, wait_for
from tests.e2e.polyglot import RECOGNIZER, TRANSLATOR, VOICE
from tests.e2e.ports import free_port
from tests.e2e.specs import ask, hang_up, spec

BOOK = "i would like to book an appointment"
IN_HINDI = "please go on in hindi"
THANKS = "thank you very much"
ENGLISH_VOICE, HINDI_VOICE = "en-us+klatt2", "hi"
PRICE = {"modality": "TEXT_TO_SPEECH", "adapter": VOICE, "unit": "CHARACTERS", "price": "1.25"}


@dataclass(frozen=True)
class World:
    mesh: Mesh
    owner: Account
    phone: Carrier
    notes: Path

    def noted(self, kind: str) -> list[Json]:
        """What the server was asked, in order."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [entry for entry in map(json.loads, lines) if kind in entry]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    port = free_port()
    folder = tmp_path_factory.mktemp("languages")
    notes = folder / "notes.jsonl"
    prices = folder / "prices.json"
    prices.write_text(json.dumps({"currency": "INR", "prices": [PRICE]}))
    settings = {"VOICERA_ADAPTER_SERVERS": f"abroad=127.0.0.1:{port}", "VOICERA_PRICES_FILE": str(prices)}
    with running_mesh(folder, **settings) as mesh:
        command = [
            sys.executable,
            "-m",
            "tests.e2e.polyglot",
            "--port",
            str(port),
            "--mesh",
            mesh.mesh_target,
        ]
        process = subprocess.Popen([*command, "--notes", str(notes)])
        try:
            owner = mesh.account()
            wait_for(lambda: _is_offered(owner))
            yield World(mesh, owner, Carrier.of(mesh), notes)
        finally:
            process.kill()
            process.wait(10)


def _is_offered(owner: Account) -> bool:
    adapters = owner.get("/v1/integrations", page_size=500)["adapters"]
    return {RECOGNIZER, VOICE, TRANSLATOR} <= {each["id"] for each in adapters}


def clinic(**overrides: object) -> Json:
    """Hindi texts for English callers; a number from a variable."""
    return spec(
        ask("welcome", "नमस्ते। आप क्या चाहते हैं?", {"book": ("number", ["मुझे अपॉइंटमेंट चाहिए"])}, "lost"),
        ask("number", "आपका नंबर {number} है। और कुछ?", {"hindi": ("hindi", ["हिंदी में बोलिए"])}, "lost"),
        ask("hindi", "अच्छा। और कुछ?", {"thanks": ("bye", ["बहुत धन्यवाद"])}, "lost"),
        hang_up("bye", "अलविदा।", "thanked"),
        hang_up("lost", "अलविदा।", "lost"),
        variables=[{"name": "number", "default_value": "4 2"}],
        vocabulary=[BOOK, THANKS],
        speech_to_text=[{"adapter": RECOGNIZER}],
        text_to_speech=[{"adapter": VOICE, "voice": ENGLISH_VOICE}],
        translation={"language": "hi-IN", "choices": [{"adapter": TRANSLATOR}]},
        other_languages=[{"language": "hi-IN", "text_to_speech": [{"adapter": VOICE, "voice": HINDI_VOICE}]}],
        **overrides,
    )


def call(world: World, number: str, *steps: object) -> tuple[Json, list[Json]]:
    """Hold one call; returns its record and events."""
    placed = world.phone.call(number, *steps)
    report = world.phone.report(placed)
    record = world.owner.ended(world.owner.call(placed)["id"])
    events = world.owner.events(record["id"])
    assert report["ok"], (report["errors"], events)
    return record, events


def of_kind(events: list[Json], kind: str) -> list[Json]:
    return [each[kind] for each in events if kind in each]


def test_a_call_in_two_languages(world):
    number = "+918047000001"
    world.phone.rent(number)
    world.owner.attach(number, world.owner.publish("Clinic", clinic()))
    steps = [step for text in (BOOK, IN_HINDI, THANKS) for step in ("listen", {"say": text})]
    record, events = call(world, number, *steps, {"wait_hangup": 30000})
    assert record["disposition"] == "thanked"

    heard = of_kind(events, "caller_said")
    assert [(each["text"], each["translated_text"], each["language"]) for each in heard] == [
        (BOOK, "मुझे अपॉइंटमेंट चाहिए", "en-US"),
        ("कृपया हिंदी में बोलिए", "", "hi-IN"),
        (THANKS, "बहुत धन्यवाद", "en-US"),
    ]
    said = of_kind(events, "agent_said")
    assert [(each["text"], each["original_text"], each["language"]) for each in said] == [
        ("Hello. What would you like?", "नमस्ते। आप क्या चाहते हैं?", "en-US"),
        ("Your number is 4 2. Anything else?", "आपका नंबर 4 2 है। और कुछ?", "en-US"),
        ("अच्छा। और कुछ?", "", "hi-IN"),
        ("Goodbye.", "अलविदा।", "en-US"),
    ]
    switched = of_kind(events, "language_switched")
    assert [(each["from_language"], each["language"]) for each in switched] == [
        ("en-US", "hi-IN"),
        ("hi-IN", "en-US"),
    ]
    assert [(each["voice"], each["language"]) for each in world.noted("speak")] == [
        *[(ENGLISH_VOICE, "en-US")] * 4,
        *[(HINDI_VOICE, "hi-IN")] * 2,
        (ENGLISH_VOICE, "en-US"),
    ]
    assert world.noted("recognize") == [{"recognize": "en-US", "others": ["hi-IN"]}]
    lines = world.owner.get(f"/v1/calls/{record['id']}/transcript")["lines"]
    assert [(each["text"], each["translation"], each["language"]) for each in lines[:2]] == [
        ("Hello. What would you like?", "नमस्ते। आप क्या चाहते हैं?", "en-US"),
        (BOOK, "मुझे अपॉइंटमेंट चाहिए", "en-US"),
    ]


def test_what_a_call_cost_is_in_its_record(world):
    number = "+918047000003"
    world.phone.rent(number)
    world.owner.attach(number, world.owner.publish("Priced clinic", clinic()))
    record, _ = call(world, number, "listen", {"say": BOOK}, "listen", "hang_up")
    stages = {each["modality"]: each for each in record["usage"]}
    assert set(stages) == {"MODALITY_TEXT_TO_SPEECH", "MODALITY_SPEECH_TO_TEXT", "MODALITY_TRANSLATION"}
    said = ("Hello.", "What would you like?", "Your number is 4 2.", "Anything else?")
    spoken = sum(map(len, said))
    speech = stages["MODALITY_TEXT_TO_SPEECH"]
    assert speech["usage"] == [{"unit": "USAGE_UNIT_CHARACTERS", "quantity": spoken}]
    assert (record["cost"]["currency_code"], speech["cost"]) == ("INR", record["cost"])
    assert int(record["cost"]["units"]) + record["cost"]["nanos"] / 1e9 == spoken * 1.25
    assert not stages["MODALITY_TRANSLATION"].get("cost")


def test_the_same_greeting_is_translated_for_the_first_caller_only(world):
    number = "+918047000002"
    world.phone.rent(number)
    world.owner.attach(number, world.owner.publish("Busy clinic", clinic()))
    for _ in range(3):
        call(world, number, "listen", "hang_up")
    greetings = [each for each in world.noted("translate") if each["translate"] == ["नमस्ते।"]]
    calls = world.owner.get("/v1/calls", page_size=100)["calls"]
    nodes = {of_kind(world.owner.events(each["id"]), "started")[0]["node"] for each in calls}
    assert len(greetings) == len(nodes)  # each voice node asks once, for this test and those before it


def test_a_language_the_translator_lacks_is_refused_when_publishing(world):
    tamil = {"language": "ta-IN", "text_to_speech": [{"adapter": VOICE, "voice": HINDI_VOICE}]}
    draft = clinic()
    draft["other_languages"].append(tamil)
    agent = world.owner.post("/v1/agents", {"display_name": "Tamil clinic", "draft": draft})
    refused = world.owner.http.post(f"/v1/agents/{agent['id']}:publish", json={})
    assert refused.status_code == 400
    violations = next(
        each["field_violations"] for each in refused.json()["details"] if "field_violations" in each
    )
    assert {each["field"] for each in violations} == {
        "speech_to_text[0].adapter",
        "translation.choices[0].adapter",
        "other_languages[1].text_to_speech[0].adapter",
    }
