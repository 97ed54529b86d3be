"""The demo agents can be created as they are; the one that needs no key can be published."""

from pathlib import Path

import pytest
from google.protobuf.json_format import Parse

from voicera.agents.v1 import agent_service_pb2 as pb
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.validation.problem import Reason
from voicera_agents.validation.rules import problems_of

DEMO = Path(__file__).resolve().parents[3] / "deploy/local/demo"


def read(name: str) -> pb.Agent:
    return Parse((DEMO / f"{name}.json").read_text(), pb.Agent())


def test_the_appointment_agent_has_no_problem(catalogue: Catalogue) -> None:
    assert problems_of(read("appointment").draft, catalogue) == ()


def test_the_concierge_lacks_only_its_key(catalogue: Catalogue) -> None:
    (problem,) = problems_of(read("concierge").draft, catalogue)
    assert problem.reason is Reason.CREDENTIAL_MISSING
    assert problem.field == "language_model[0].adapter"


@pytest.mark.parametrize("name", ["appointment", "concierge"])
async def test_a_demo_agent_is_stored_as_written(agents, name: str) -> None:
    written = read(name)
    request = pb.CreateAgentRequest(agent=written)
    created = await agents.agents.CreateAgent(request, metadata=agents.member())
    assert (created.display_name, created.description) == (written.display_name, written.description)
    assert created.draft == written.draft
