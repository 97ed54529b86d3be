"""Lists every rule and applies them to a spec."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.limits import MAX_PROBLEMS
from voicera_agents.validation import (
    adapters,
    edges,
    graph,
    language,
    languages,
    ranges,
    texts,
    tools,
    transfer,
    translation,
    variables,
)
from voicera_agents.validation.problem import Problem
from voicera_agents.validation.subject import Subject

Rule = Callable[[Subject], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    language.language_is_a_code,
    languages.languages_are_codes,
    languages.languages_are_told_apart,
    languages.languages_have_a_voice,
    translation.somebody_translates,
    translation.translation_codes_are_languages,
    translation.glossary_terms_are_not_blank,
    translation.tone_is_a_tone,
    adapters.modalities_are_covered,
    adapters.adapters_are_offered,
    adapters.credentials_are_held,
    adapters.models_are_offered,
    adapters.voices_are_offered,
    adapters.languages_are_supported,
    adapters.models_work_in_their_languages,
    languages.languages_are_detected,
    translation.translators_can_do_it,
    adapters.settings_meet_the_schema,
    ranges.numbers_are_in_range,
    ranges.choices_are_listed,
    ranges.digits_ranges_are_ordered,
    variables.variable_names_are_names,
    variables.variable_names_are_unique,
    variables.choices_have_options,
    variables.options_are_not_blank,
    variables.options_are_told_apart,
    variables.defaults_fit,
    graph.graph_has_nodes,
    graph.start_node_exists,
    graph.node_ids_are_names,
    graph.node_ids_are_unique,
    graph.nodes_have_a_kind,
    edges.edges_lead_somewhere,
    edges.edges_have_a_condition,
    edges.nodes_go_on,
    edges.ends_stay_ends,
    edges.rules_compare,
    edges.intents_can_be_meant,
    edges.examples_are_not_blank,
    edges.intent_keys_are_keys,
    graph.nodes_can_be_reached,
    graph.cycles_wait_for_the_caller,
    texts.texts_are_not_blank,
    texts.templates_are_sound,
    texts.vocabulary_is_not_blank,
    variables.compared_variables_exist,
    variables.collected_variables_exist,
    variables.answer_variables_fit,
    variables.example_slots_are_choices,
    variables.phrases_hold_the_value,
    variables.terminators_are_keys,
    transfer.transfers_lead_to_numbers,
    tools.tools_have_names,
    tools.tool_parameters_are_schemas,
    tools.assigned_arguments_exist,
    tools.assigned_variables_exist,
)


async def check(
    spec: AgentSpec, catalogue: Catalogue, held: Mapping[str, frozenset[str]]
) -> tuple[Problem, ...]:
    """Return what is wrong with a spec, 500 problems at most; large specs do not hold up other calls."""
    return await asyncio.to_thread(problems_of, spec, catalogue, held)


def problems_of(
    spec: AgentSpec, catalogue: Catalogue, held: Mapping[str, frozenset[str]] = MappingProxyType({})
) -> tuple[Problem, ...]:
    subject = Subject(spec, catalogue, held)
    found = chain.from_iterable(rule(subject) for rule in RULES)
    return tuple(islice(found, MAX_PROBLEMS))
