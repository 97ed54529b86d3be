"""Makes the demo organization's agents and number, once."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from voicera_kit.settings import child_environment
from voicera_local.api import Api, Json
from voicera_local.state import Installation
from voicera_local.topology import DEMO_NUMBER, Topology

DEMO = Path(__file__).resolve().parents[1] / "demo"
ORGANIZATION = "Sunrise Clinic"
EMAIL = "owner@example.com"
KEY_VARIABLE = "VOICERA_OPENAI_API_KEY"


class SeedFailed(Exception):  # noqa: N818 - says what it is
    """The demo organization cannot be made."""


@dataclass(frozen=True, slots=True)
class Seeded:
    email: str
    password: str
    appointment: Json
    concierge: Json
    concierge_problems: tuple[str, ...]


async def credentials(installation: Installation, topology: Topology) -> tuple[str, str]:
    """The owner's e-mail address and password; the organization is made at the first start."""
    name = topology.stores.credentials
    known = installation.read_json(name)
    if known is None:
        known = await _create_organization(topology)
        installation.write_json(name, known)
    return known["email"], known["password"]


async def _create_organization(topology: Topology) -> Json:
    """Also after a start that was killed between making the organization and keeping its password."""
    made = await _auth(topology, "create-organization", "--name", ORGANIZATION, "--email", EMAIL)
    found = made or await _auth(topology, "reset-password", "--email", EMAIL)
    if found is None:
        raise SeedFailed(
            "cannot make the first organization; try `python -m voicera_auth create-organization`"
        )
    return found


async def _auth(topology: Topology, *arguments: str) -> Json | None:
    """What the command prints, None if it fails."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "voicera_auth", *arguments),
        env=child_environment(topology.shared_environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(30):
        output, _ = await process.communicate()
    return json.loads(output) if process.returncode == 0 else None


async def seed(api: Api, email: str, password: str) -> Seeded:
    """Bring the demo agents and the number into being; what is there already stays as it is."""
    await api.sign_in(email, password)
    appointment = await _agent(api, "appointment")
    concierge = await _agent(api, "concierge")
    if not appointment["live_revision"]:
        await api.post(f"/v1/agents/{appointment['id']}:publish", {"note": "First revision"})
    problems = await _publish_if_possible(api, concierge)
    await _number(api, appointment["id"])
    return Seeded(email, password, appointment, concierge, problems)


async def _agent(api: Api, name: str) -> Json:
    wanted = json.loads((DEMO / f"{name}.json").read_text())
    for agent in (await api.get("/v1/agents", page_size="500"))["agents"]:
        if agent["display_name"] == wanted["display_name"]:
            return agent
    return await api.post("/v1/agents", wanted)


async def _publish_if_possible(api: Api, agent: Json) -> tuple[str, ...]:
    """Publish an agent that validates; else say what stands in the way."""
    if agent["live_revision"]:
        return ()
    problems = (await api.post(f"/v1/agents/{agent['id']}:validate", {}))["problems"]
    if not problems:
        await api.post(f"/v1/agents/{agent['id']}:publish", {"note": "First revision"})
    return tuple(_told(problem) for problem in problems)


def _told(problem: Json) -> str:
    """The problem, with the way out that only whoever starts the processes has."""
    hint = f", or start with {KEY_VARIABLE}=…" if problem["reason"] == "CREDENTIAL_MISSING" else ""
    return f"{problem['description']}{hint}"


async def _number(api: Api, agent_id: str) -> None:
    try:
        await api.post(
            "/v1/numbers", {"e164": DEMO_NUMBER, "display_name": "Clinic reception", "agent_id": agent_id}
        )
    except httpx.HTTPStatusError as error:
        if error.response.status_code != httpx.codes.CONFLICT:
            raise
