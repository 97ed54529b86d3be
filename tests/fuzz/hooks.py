"""What schemathesis is told about VoiceERA. It runs in the environment of the tools, without our packages."""

import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from zlib import crc32

import schemathesis

PLAN = json.loads(Path(os.environ["VOICERA_FUZZ_PLAN"]).read_text())  # noqa: TID251 - of a tool's process
TOKEN_S = 60


@schemathesis.check
def other_organizations_stay_unseen(ctx, response, case) -> None:
    """Nothing that only another organization knows is in any answer."""
    answer = response.content + repr(response.headers).encode()
    for marker in PLAN["markers"]:
        assert marker.encode() not in answer, f"{case.operation.label} shows {marker}"


@schemathesis.hook
def after_call(ctx, case, response) -> None:
    """Keep account of every answer, one line each."""
    phase = case.meta.phase.name.value if case.meta else "unknown"
    with Path(PLAN["answers"]).open("a") as answers:
        answers.write(f"{response.status_code} {phase} {case.operation.label}\n")


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    """Most made-up ids become real ones, of this organization or of the other."""
    return {name: _real(name, value) for name, value in (path_parameters or {}).items()}


def _real(name: str, value: object) -> object:
    known = PLAN["ids"].get(name) or (PLAN["any_id"] if name == "id" else [])
    choice = crc32(repr(value).encode())
    return known[choice % len(known)] if known and choice % 4 else value


if PLAN["api_key"] or PLAN["email"]:

    @schemathesis.auth(refresh_interval=TOKEN_S)
    class SignedIn:
        """The owner of the organization that is fuzzed, or one of its API keys."""

        def get(self, case, ctx) -> str:
            return PLAN["api_key"] or _sign_in()

        def set(self, case, data: str, ctx) -> None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def _sign_in() -> str:
    body = json.dumps({"email": PLAN["email"], "password": PLAN["password"]}).encode()
    request = urllib.request.Request(  # noqa: S310 - our own mesh
        PLAN["url"] + "/v1/auth:signIn", body, {"content-type": "application/json"}
    )
    for _ in range(20):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return str(json.load(answer)["access_token"])
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
            time.sleep(1)
    raise RuntimeError("signing in was refused for too long")
