"""Rule for transfers: they lead to a phone number."""

from collections.abc import Iterator

from voicera_agents.number.e164 import is_e164
from voicera_agents.validation.problem import Problem, Reason, in_node
from voicera_agents.validation.subject import Subject
from voicera_agents.validation.template import has_slots


def transfers_lead_to_numbers(subject: Subject) -> Iterator[Problem]:
    """Find numbers that cannot be dialled; one that is made from variables is only known during the call."""
    for node in subject.spec.graph.nodes:
        to = node.transfer.to
        if to.strip() and not has_slots(to) and not is_e164(to):
            said = "must be a number with its country code, for example +918000000002"
            yield in_node(node, "transfer.to", Reason.BAD_PHONE_NUMBER, said)
