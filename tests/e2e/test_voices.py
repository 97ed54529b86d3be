"""Over REST: voices are listed and heard, adapters are tried, and who may do which."""

import array
import base64
import io
import math
import time
import wave

import pytest

from tests.e2e.belongings import joined
from tests.e2e.conftest import NOBODY
from tests.e2e.mesh import Account, Json, Mesh, wait_for

VLLM = ("vllm", "MODALITY_LANGUAGE_MODEL")
LONG = "Thank you for calling. Your appointment is on Monday at ten in the morning. " * 3


@pytest.fixture(scope="module")
def owner(mesh: Mesh) -> Account:
    return mesh.new_organization("voices")


@pytest.fixture(scope="module")
def operator(mesh: Mesh, owner: Account) -> Account:
    return joined(mesh, owner, "operator")


@pytest.fixture(scope="module")
def viewer(mesh: Mesh, owner: Account) -> Account:
    return joined(mesh, owner, "viewer")


def test_voices_are_listed_in_pages_and_by_language(viewer: Account) -> None:
    first = viewer.get("/v1/integrations/espeak/voices", page_size=10)
    assert len(first["voices"]) == 10
    second = viewer.get("/v1/integrations/espeak/voices", page_size=10, page_token=first["next_page_token"])
    assert not {each["id"] for each in first["voices"]} & {each["id"] for each in second["voices"]}
    hindi = viewer.get("/v1/integrations/espeak/voices", language="hi-IN")
    assert {each["language"] for each in hindi["voices"]} == {"hi"}
    assert not hindi.get("live")


def test_a_vendors_voices_are_the_catalogues_without_a_credential(viewer: Account) -> None:
    listed = viewer.get("/v1/integrations/elevenlabs/voices")
    assert listed["voices"]
    assert not listed.get("live")


@pytest.mark.parametrize("text", ["", LONG], ids=["greeting", "long"])
def test_a_preview_is_heard(operator: Account, text: str) -> None:
    body = {
        "voice": "hi" if not text else "en-us",
        "language": "hi-IN" if not text else "en-US",
        "text": text,
    }
    heard = operator.post("/v1/integrations/espeak:previewVoice", body | {"speaking_rate": 0.6})
    assert heard["first_byte_ms"] > 0
    with wave.open(io.BytesIO(base64.b64decode(heard["wav"]))) as file:
        form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        seconds = file.getnframes() / file.getframerate()
        samples = array.array("h", file.readframes(file.getnframes()))
    assert form == (1, 2, 24_000)
    assert seconds > (15 if text else 1)
    assert math.sqrt(sum(each * each for each in samples) / len(samples)) > 300


def test_a_preview_that_cannot_be_is_refused_by_field(operator: Account) -> None:
    body = {
        "voice": "nobody",
        "language": "xx",
        "text": "x" * 301,
        "speaking_rate": 9,
        "settings": {"pitch": 999},
    }
    answer = operator.http.post("/v1/integrations/espeak:previewVoice", json=body)
    assert answer.status_code == 400
    [fields] = [each["field_violations"] for each in answer.json()["details"] if "field_violations" in each]
    assert {each["field"] for each in fields} == {
        "voice",
        "language",
        "text",
        "speaking_rate",
        "settings.pitch",
    }


@pytest.mark.parametrize(
    ("adapter", "modality", "result"),
    [
        ("espeak", "MODALITY_TEXT_TO_SPEECH", "s of speech"),
        ("pocketsphinx", "MODALITY_SPEECH_TO_TEXT", "good morning"),
    ],
)
def test_an_adapter_that_works_is_ok(operator: Account, adapter: str, modality: str, result: str) -> None:
    tried = operator.post(f"/v1/integrations/{adapter}:probe", {"modality": modality})
    assert tried["ok"], tried
    assert result in tried["result"]
    assert 0 < tried["first_byte_ms"] <= tried["total_ms"]


def test_how_an_adapter_did_is_told(operator: Account) -> None:
    operator.post("/v1/integrations/espeak:probe", {"modality": "MODALITY_TEXT_TO_SPEECH"})
    until = time.monotonic() + 45
    while True:
        adapters = operator.get("/v1/integrations", page_size=500)["adapters"]
        [espeak] = [each for each in adapters if each["id"] == "espeak"]
        if espeak.get("health", {}).get("requests"):
            break
        assert time.monotonic() < until, espeak.get("health")
        time.sleep(1)
    assert espeak["health"]["window_s"] == 900
    assert espeak["health"]["first_byte_p50_ms"] > 0


def test_a_server_of_ones_own_that_does_not_run_is_not_called_ready(operator: Account) -> None:
    def looked_for() -> Json | None:
        adapters = operator.get("/v1/integrations", page_size=500)["adapters"]
        [server] = [each["server"] for each in adapters if (each["id"], each["modality"]) == VLLM]
        return server if server["standing"] != "SERVER_STANDING_UNSPECIFIED" else None

    found = wait_for(looked_for, 45)
    assert (found["address"], found["standing"]) == (NOBODY, "SERVER_STANDING_UNREACHABLE")
    tried = operator.post("/v1/integrations/vllm:probe", {"modality": VLLM[1], "model": "any"})
    assert not tried.get("ok")


def test_a_vendor_without_a_credential_says_so(operator: Account) -> None:
    tried = operator.post("/v1/integrations/elevenlabs:probe", {"modality": "MODALITY_TEXT_TO_SPEECH"})
    assert not tried.get("ok")
    assert tried["reason"] == "PROVIDER_KEY_MISSING"
    assert "api_key" in tried["message"]


@pytest.mark.parametrize("verb", ["previewVoice", "probe"])
def test_a_viewer_may_look_and_not_try(viewer: Account, verb: str) -> None:
    body = {"voice": "en-us", "language": "en-US"} if verb == "previewVoice" else {"modality": 2}
    answer = viewer.http.post(f"/v1/integrations/espeak:{verb}", json=body)
    assert answer.status_code == 403
    assert answer.json()["details"][0]["metadata"]["permission"] == "integrations.try"


def test_an_adapter_nobody_has_is_not_found(operator: Account) -> None:
    for answer in (
        operator.http.get("/v1/integrations/nobody/voices"),
        operator.http.post("/v1/integrations/nobody:probe", json={"modality": "MODALITY_TRANSLATION"}),
    ):
        assert answer.status_code == 404
        assert answer.json()["details"][0]["metadata"] == {"kind": "adapter", "id": "nobody"}
