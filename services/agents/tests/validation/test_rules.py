"""All rules together accept what is sound and say what is missing."""

from pathlib import Path

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.limits import MAX_PROBLEMS
from voicera_agents.validation.problem import Problem, Reason
from voicera_agents.validation.rules import problems_of


def test_a_sound_spec_has_no_problem(spec: AgentSpec, catalogue: Catalogue) -> None:
    assert problems_of(spec, catalogue) == ()


def test_an_empty_spec_is_told_what_it_lacks(catalogue: Catalogue) -> None:
    found = {problem.reason.value for problem in problems_of(AgentSpec(), catalogue)}
    assert found == {"NO_NODES", "BAD_LANGUAGE", "NO_RECOGNIZER", "NO_VOICE"}


def test_problems_are_bounded(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.vocabulary.extend([""] * 2000)
    found = problems_of(spec, catalogue)
    assert len(found) == MAX_PROBLEMS
    assert isinstance(found[0], Problem)


def test_every_reason_is_tested() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert not [reason for reason in Reason if reason.value not in tests]
