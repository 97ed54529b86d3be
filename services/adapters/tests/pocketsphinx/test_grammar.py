import pytest

from voicera_adapters.contract import Expectation
from voicera_adapters.vendors.pocketsphinx.grammar import Strictness, compile_grammar, restore
from voicera_kit.errors import InvalidArgument

WORDS = "on monday tuesday a cleaning please yes ten m i am book root canal"
KNOWN = frozenset(WORDS.split())


def compiled(*phrases, strictness=Strictness.NORMAL, **classes):
    return compile_grammar(Expectation(phrases, classes), KNOWN.__contains__, strictness)


def rules(grammar):
    lines = (line.split(" = ", 1) for line in grammar.jsgf.splitlines() if " = " in line)
    return {name: side.rstrip(";") for name, side in lines}


def test_phrases_and_classes_become_rules():
    grammar = rules(compiled("Yes", "on {day}, please", "a cleaning", day=("Monday", "Tuesday")))
    assert grammar["<phrase>"] == "yes | on <class0> please | a cleaning"
    assert grammar["<class0>"] == "monday | tuesday"
    assert "<sounds>" in grammar["public <said>"]


def test_strictness_sets_the_price_of_other_sounds():
    prices = {each: rules(compiled("yes", strictness=each)).get("<sounds>", "") for each in Strictness}
    assert prices[Strictness.OFF] == ""
    assert len(set(prices.values())) == len(Strictness)


def test_an_empty_expectation_understands_nothing():
    assert compiled().jsgf == ""
    assert compiled("...", "😀").jsgf == ""


def test_phrases_nobody_can_pronounce_are_dropped_and_counted():
    grammar = compiled(
        "yes", "bengaluru", "on {city}", "on {day}", city=("bengaluru",), day=("monday", "नमस्ते")
    )
    assert rules(grammar)["<phrase>"] == "yes | on <class1>"
    assert rules(grammar)["<class1>"] == "monday"
    assert grammar.dropped == 4


@pytest.mark.parametrize(
    ("phrases", "classes", "field"),
    [
        (("bengaluru",), {}, "expectation.phrases"),
        (("on {day}",), {}, "expectation.classes"),
        (("on {}",), {"day": ("monday",)}, "expectation.classes"),
        (tuple(f"yes {'yes ' * at}" for at in range(2001)), {}, "expectation.phrases"),
        (("yes " * 51,), {}, "expectation.phrases"),
    ],
)
def test_expectations_that_cannot_be_met_are_refused(phrases, classes, field):
    with pytest.raises(InvalidArgument) as caught:
        compiled(*phrases, **classes)
    assert [each.field for each in caught.value.violations] == [field]


def test_what_looks_like_grammar_is_text():
    grammar = compiled("yes; public <x> = on", "a | cleaning", "/0.5/ yes".replace("0.5", ""))
    assert rules(grammar).get("<phrase>", "") == "a cleaning | yes"
    assert grammar.dropped == 1


def test_recognized_words_come_back_as_they_were_written():
    grammar = compiled("I am on {slot}", "{slot}", slot=("10 am", "Root-Canal"))
    words = ["i", "am", "on", "ten", "a", "m", "root", "canal"]
    assert [text for text, _ in restore(words, grammar.written)] == ["I", "am", "on", "10 am", "Root-Canal"]
    assert [span for _, span in restore(words, grammar.written)][3] == slice(3, 6)
