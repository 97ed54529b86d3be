import pytest

from voicera_adapters.schemas import closed, requires_all

MOOD = {"type": "object", "properties": {"mood": {"type": "string"}}}
CLOSED = MOOD | {"additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "fitted"),
    [
        (MOOD, CLOSED),
        (MOOD | {"additionalProperties": True}, MOOD | {"additionalProperties": True}),
        (MOOD | {"type": ["object", "null"]}, CLOSED | {"type": ["object", "null"]}),
        ({"type": "array", "items": MOOD}, {"type": "array", "items": CLOSED}),
        ({"anyOf": [MOOD, {"type": "null"}]}, {"anyOf": [CLOSED, {"type": "null"}]}),
        ({"type": "object"}, {"type": "object"}),
        ({"const": MOOD}, {"const": MOOD}),
        (
            {"type": "object", "properties": {"properties": MOOD, "type": {"type": "string"}}},
            {
                "type": "object",
                "properties": {"properties": CLOSED, "type": {"type": "string"}},
                "additionalProperties": False,
            },
        ),
    ],
)
def test_objects_with_names_are_closed(schema, fitted):
    assert closed(schema) == fitted


@pytest.mark.parametrize(
    ("schema", "does"),
    [
        (CLOSED | {"required": ["mood"]}, True),
        (CLOSED, False),
        (MOOD | {"required": ["mood"]}, False),
        ({"type": "array", "items": CLOSED}, False),
        ({"anyOf": [CLOSED | {"required": ["mood"]}, {"type": "null"}]}, True),
        ({"type": "string"}, True),
    ],
)
def test_strict_modes_want_all_properties_required(schema, does):
    assert requires_all(schema) is does
