"""The image of voice holds no AI vendor's SDK: what it installs, by its lock file and by what packages ask for."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions, packages_distributions, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
IMAGE = REPOSITORY / "deploy/compose/voice"
LOCK = IMAGE / "requirements.txt"
OWN = {"voicera-contracts", "voicera-kit", "voicera-voice"}
SDK = re.compile(
    r"(?:aio)?boto3|(?:aio)?botocore|anthropic|assemblyai|azure-.+|cartesia.*|cohere|ctranslate2|daily-python"
    r"|deepgram.*|elevenlabs|espeakng-loader|faster-whisper|fireworks-ai|google-(?!re2$).+|groq|huggingface-hub"
    r"|langchain.*|litellm|livekit.*|mistralai|ollama|openai|piper-tts|pocketsphinx|replicate|sarvamai|soniox"
    r"|speechmatics.*|together|torch|transformers"
)
IMPORT_ALL = """
import pkgutil, sys
from importlib import import_module

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)

absent = set(sys.argv[1:])
sys.meta_path.insert(0, Absent())
import voicera_voice
names = [each.name for each in pkgutil.walk_packages(voicera_voice.__path__, "voicera_voice.")]
for name in names:
    if not name.endswith("__main__"):
        import_module(name)
print(len(names))
"""


def names_in(path: Path) -> set[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return {canonicalize_name(re.split(r"[\s=<>;\[]", line)[0]) for line in lines if re.match(r"\w", line)}


def asked_by(name: str) -> Iterator[str]:
    """What a distribution cannot do without on this machine."""
    for requirement in map(Requirement, requires(name) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def closure(*, without: set[str]) -> set[str]:
    known: set[str] = set()
    waiting = {"voicera-voice"}
    while waiting:
        known.add(name := waiting.pop())
        waiting |= set(asked_by(name)) - known - without
    return known


def sdks(names: set[str]) -> set[str]:
    return {name for name in names if SDK.fullmatch(name)}


@pytest.fixture(scope="module")
def excluded():
    return names_in(IMAGE / "excluded.txt")


@pytest.fixture(scope="module")
def locked():
    return names_in(LOCK)


def test_nothing_the_image_installs_is_a_vendors_sdk(locked):
    assert len(locked) > 30
    assert sdks(locked) == set()


def test_the_image_installs_all_that_voice_asks_for_but_what_is_excluded(locked, excluded):
    assert closure(without=excluded) - OWN <= locked


def test_what_is_excluded_is_asked_for_by_pipecat_alone(excluded):
    """Fails when pipecat asks for it no longer, or for another: then the exclusion is to be thought about again."""
    everything = closure(without=set())
    assert sdks(everything) == excluded
    assert [name for name in everything if excluded & set(asked_by(name))] == ["pipecat-ai"]


def test_the_image_has_the_versions_that_are_tested(locked):
    def pins(path):
        return set(re.findall(r"^([\w.-]+==\S+)", path.read_text(), re.MULTILINE))

    assert pins(LOCK) <= pins(REPOSITORY / "requirements.txt")


def test_voice_works_without_all_that_the_image_lacks(locked):
    """Every module of voice is imported where what the image does not install cannot be."""
    installed = {canonicalize_name(each.name) for each in distributions()}
    lacking = installed - locked - OWN
    assert "openai" in lacking
    absent = sorted(
        module
        for module, names in packages_distributions().items()
        if {canonicalize_name(name) for name in names} <= lacking
    )
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *absent], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30


def test_voice_is_built_from_that_lock_file():
    dockerfile = (REPOSITORY / "deploy/compose/Dockerfile").read_text()
    (stage,) = [each for each in dockerfile.split("\nFROM ") if each.startswith("base AS voice\n")]
    assert f"LOCK={LOCK.relative_to(REPOSITORY)}" in stage
    assert 'MEMBERS="proto/gen kit services/voice"' in stage
    compose = yaml.safe_load((REPOSITORY / "deploy/compose/docker-compose.yml").read_text())
    voice = compose["services"]["voice"]
    assert (voice["image"], voice["build"]["target"]) == ("voicera-voice", "voice")
