"""Starts a mesh, throws requests at it until there were enough, and says what came back."""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.mesh import Account, Mesh, running_mesh
from tests.fuzz.tenants import Tenant, api_key, two_tenants
from voicera_kit.settings import child_environment

REPOSITORY = Path(__file__).resolve().parents[2]
TOOL = Path(sys.executable).parent.parent / "tools/bin/schemathesis"
DOCUMENT = REPOSITORY / "docs/openapi/voicera.yaml"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "other_organizations_stay_unseen"
)
EXCLUDED = "(:watch|:export|/v1/browser/|/v1/live/|:signOutEverywhere|/v1/me/sessions/)"
"""Streams, sockets, and what would end the session that asks."""
SHARES = {"owner": 0.7, "key": 0.15, "nobody": 0.15}
ROUND_S, SHORTEST_ROUND_S = 120, 10
"""A round is as long as is left of the share, within these: schemathesis goes on until its time is over."""
OPERATIONS = 70
MAX_EXAMPLES = 20
PATIENCE_S = 60
WAIT_AND_ASK_AGAIN = ("TOO_MANY", "RESOURCE_EXHAUSTED")
"""Reasons of a sign-in turned away by the lockout, and by the limit at the edge."""
MISSING = f"{TOOL} is missing: `make tools` installs it, and so does `make lint`"
FOUND_SOMETHING = 1
TOO_FEW = 1
TURNED_AWAY = 1
OUT_OF_TIME = 3
LONG = 3000
"""From so many requests on there is room for more than the fuzzing phase."""


@dataclass
class Fuzz:
    """`answers` counts what came back as whom, `phases` how it was thought up, `reports` what schemathesis disliked."""

    folder: Path
    mesh: Mesh
    own: Tenant
    other: Tenant
    mark: str

    def __post_init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.phases: Counter[str] = Counter()
        self.reports: list[str] = []
        self.out_of_time = False
        self._key = ""

    def run(self, requests: int, seed: int, minutes: float) -> None:
        """Everybody gets a share of the requests and of the minutes, and at least one round."""
        ends_at = time.monotonic()
        for who, share in SHARES.items():
            ends_at += 60 * minutes * share
            wanted = self.answers.total() + math.ceil(requests * share)
            self._key = api_key(patiently(self.mesh.account)) if who == "key" else ""
            rounds = 0
            while self.answers.total() < wanted:
                if rounds and time.monotonic() >= ends_at:
                    self.out_of_time = True
                    break
                before = self.answers.total()
                left_s = min(ROUND_S, max(SHORTEST_ROUND_S, ends_at - time.monotonic()))
                self._round(who, wanted - before, seed, left_s)
                seed, rounds = seed + 1, rounds + 1
                if self.answers.total() == before:
                    raise SystemExit("schemathesis sent nothing:\n" + "\n".join(self.reports))

    def let_in(self) -> bool:
        """Tell whether everybody was answered as who they are, and not turned away at the door."""
        return bool(self.answers["owner 200"] and self.answers["key 200"] and self.answers["nobody 401"])

    def _round(self, who: str, requests: int, seed: int, seconds: float) -> None:
        answers, plan = self.folder / "answers.txt", self.folder / "plan.json"
        answers.write_text("")
        plan.write_text(json.dumps(self._plan(who, answers)))
        result = subprocess.run(
            self._command(requests, seed, seconds),
            cwd=self.folder,
            env=child_environment({
                "VOICERA_FUZZ_PLAN": str(plan),
                "SCHEMATHESIS_HOOKS": "hooks",
                "PYTHONPATH": str(Path(__file__).parent),
            }),
            capture_output=True,
            text=True,
            timeout=5 * ROUND_S,
            check=False,
        )
        if result.returncode:
            self.reports.append(f"As {who}, seed {seed}:\n{result.stdout}{result.stderr}")
        log(f"as {who}, seed {seed}: {len(answers.read_text().splitlines())} requests")
        for line in answers.read_text().splitlines():
            status, phase, _ = line.split(" ", 2)
            self.answers[f"{who} {status}"] += 1
            self.phases[phase] += 1

    def _plan(self, who: str, answers: Path) -> dict[str, Any]:
        names = self.own.ids.keys() | self.other.ids.keys()
        both = {name: self.own.ids.get(name, []) + self.other.ids.get(name, []) for name in names}
        owner = self.mesh.credentials if who == "owner" else {"email": "", "password": ""}
        return {
            "url": self.mesh.public_url,
            "email": owner["email"],
            "password": owner["password"],
            "api_key": self._key,
            "markers": [self.mark],
            "ids": both,
            "any_id": [each for ids in both.values() for each in ids],
            "answers": str(answers),
        }

    def _command(self, requests: int, seed: int, seconds: float) -> list[str]:
        phases = "fuzzing"
        if requests >= LONG:
            phases = "coverage,fuzzing" if seed % 2 else "fuzzing,stateful"
        options = {
            "--url": self.mesh.public_url,
            "--checks": CHECKS,
            "--phases": phases,
            "--max-examples": str(max(1, min(requests // OPERATIONS, MAX_EXAMPLES))),
            "--seed": str(seed),
            "--exclude-path-regex": EXCLUDED,
            "--max-time": str(math.ceil(seconds)),
            "--request-timeout": "10",
            "--suppress-health-check": "all",
            "--warnings": "off",
            "--generation-database": "none",
        }
        pairs = [each for pair in options.items() for each in pair]
        return [str(TOOL), "run", str(DOCUMENT), *pairs, "--continue-on-failure", "--no-shrink", "--no-color"]


def patiently(sign_in: Callable[[], Account]) -> Account:
    """Sign in, after the wait that fuzzed sign-ins have brought upon this address."""
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            return sign_in()
        except AssertionError as refused:
            if not any(each in str(refused) for each in WAIT_AND_ASK_AGAIN) or time.monotonic() > ends_at:
                raise
            time.sleep(1)


def verdict(
    sent: int, wanted: int, *, out_of_time: bool, found: bool, let_in: bool = True
) -> tuple[int, str]:
    """The exit status, and the last line, which says why."""
    if found:
        return FOUND_SOMETHING, f"Failed: there are findings. {sent} of {wanted} requests were sent."
    if not let_in:
        return (
            TURNED_AWAY,
            "Failed: the owner or the API key was turned away each time, so little was tested.",
        )
    if sent >= wanted:
        return 0, f"Passed: {sent} of {wanted} requests, no findings."
    if out_of_time:
        return OUT_OF_TIME, f"Incomplete: --minutes ended it after {sent} of {wanted} requests, no findings."
    return TOO_FEW, f"Failed: only {sent} of {wanted} requests were sent, although there was time."


def log(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command's progress


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=60, help="stop then, however many there were")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not TOOL.exists():
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        data_dir.mkdir()
        with running_mesh(data_dir, VOICERA_RATE_SIGN_IN_PER_MINUTE="1200") as mesh:
            own, other, mark, _ = two_tenants(mesh)
            fuzz = Fuzz(Path(folder), mesh, own, other, mark)
            fuzz.run(arguments.requests, arguments.seed, arguments.minutes)
            defects = [
                line for line in mesh.logs().splitlines() if "rpc.failed" in line or "http_defect" in line
            ]
    lines = [f"{count:7} {name}" for name, count in sorted((fuzz.answers + fuzz.phases).items())]
    findings = f"{len(fuzz.reports)} rounds with findings, {len(defects)} defects"
    lines.append(f"{fuzz.answers.total():7} requests, {findings}")
    sent = fuzz.answers.total()
    status, last = verdict(
        sent,
        arguments.requests,
        out_of_time=fuzz.out_of_time,
        found=bool(fuzz.reports or defects),
        let_in=fuzz.let_in(),
    )
    print("\n".join((*lines, *fuzz.reports, *defects, last)))  # noqa: T201 - the command's answer
    sys.exit(status)


if __name__ == "__main__":
    main()
