"""Runs servers and the command as processes of their own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapter_verify.testing import serving

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLES = REPOSITORY / "examples/adapters"


@dataclass(frozen=True)
class Verdict:
    """What the command printed and how it ended."""

    status: int
    output: str
    errors: str

    @property
    def report(self) -> dict[str, Any]:
        return json.loads(self.output)

    def checks(self, outcome: str) -> dict[tuple[str, str], dict[str, Any]]:
        """The checks that came to it, by what they are about and by name."""
        listed = self.report["checks"]
        return {(each["about"], each["check"]): each for each in listed if each["outcome"] == outcome}


def verify(*arguments: str) -> Verdict:
    done = subprocess.run(
        [sys.executable, "-m", "adapter_verify", *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return Verdict(done.returncode, done.stdout, done.stderr)


@pytest.fixture(name="verify", scope="session")
def verify_fixture() -> Callable[..., Verdict]:
    return verify


@pytest.fixture(name="serving", scope="session")
def serving_fixture() -> Any:
    return serving


@pytest.fixture(scope="session")
def python_command() -> tuple[str, ...]:
    return (sys.executable, str(EXAMPLES / "python/server.py"), "--address", "127.0.0.1:0")


@pytest.fixture(scope="session")
def python_example(python_command: tuple[str, ...]) -> Iterator[str]:
    with serving(*python_command) as address:
        yield address


@pytest.fixture(scope="session")
def typescript_example() -> Iterator[str]:
    subprocess.run(["make", "--silent", "examples"], cwd=REPOSITORY, check=True, timeout=100)
    program = EXAMPLES / "typescript/build/server.js"
    with serving("node", str(program), "--address", "127.0.0.1:0") as address:
        yield address
