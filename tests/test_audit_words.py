"""Whatever the audit log can say has a sentence in every language of the dashboard, what is new too."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import grpc
import pytest

from voicera_kit.audit import audited_methods
from voicera_kit.errors import Reason

ROOT = Path(__file__).parent.parent
MESSAGES = ROOT / "frontend" / "messages"
LOCALES = sorted(each.name for each in MESSAGES.iterdir())
PACKAGES = [ROOT / "kit/voicera_kit", ROOT / "gateway/voicera_gateway", *ROOT.glob("services/*/voicera_*")]
REASON = re.compile(r"[A-Z]+(_[A-Z]+)+")
NOT_REASONS = frozenset({
    "CIRCUIT_OPEN",  # of an event of a call
    "UNREACHABLE_NODE",  # a problem of a draft: its reason is AGENT_INVALID
})
CARRIERS = "REASONS"
"""The table that puts the carrier's refusals into words of ours."""


def words(locale: str) -> dict[str, Any]:
    return dict(json.loads((MESSAGES / locale / "audit.json").read_text()))


def actions() -> set[str]:
    """Every method that is audited, as the services find it: by the descriptors."""
    folder, services = ROOT / "proto", []
    for file in sorted(folder.glob("voicera/*/v1/*_service.proto")):
        module = import_module(".".join(file.relative_to(folder).with_suffix("").parts) + "_pb2")
        services += [each.full_name for each in module.DESCRIPTOR.services_by_name.values()]
    return {method.name for method in audited_methods(services).values()}


def reasons() -> set[str]:
    """Every reason that the code names: where one is given, in constants, and in what is shared."""
    trees = [ast.parse(file.read_text()) for package in PACKAGES for file in package.rglob("*.py")]
    named = {text for tree in trees for text in _named(tree) if REASON.fullmatch(text)}
    return (named | {str(each) for each in Reason}) - NOT_REASONS


def _named(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == CARRIERS
        ):
            yield from _texts(node)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            for keyword in call.keywords:
                if keyword.arg == "reason":
                    yield from _texts(keyword.value)


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts in an expression, and the names of `Reason` members."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "Reason":
            yield each.attr


@pytest.mark.parametrize("locale", LOCALES)
def test_every_audited_action_has_a_sentence(locale: str) -> None:
    found = actions()
    assert {"PublishAgent", "SignIn", "CheckCarrier", "DeleteCall"} <= found
    assert sorted(found - words(locale)["actions"].keys()) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_and_code_of_a_refusal_has_a_sentence(locale: str) -> None:
    found = reasons()
    assert {"AGENT_IN_USE", "CARRIER_KEYS_WRONG", "OIDC_SUBJECT_CHANGED", "PROVIDER_KEY_MISSING"} <= found
    codes = {each.name for each in grpc.StatusCode} - {"OK"}
    told = words(locale)["refusals"]
    assert sorted((found | codes) - told.keys()) == []
    assert [key for key, sentence in told.items() if not sentence.strip() or key in sentence] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_left_of_a_reason_that_is_gone(locale: str) -> None:
    codes = {each.name for each in grpc.StatusCode}
    assert sorted(words(locale)["refusals"].keys() - reasons() - codes) == []
