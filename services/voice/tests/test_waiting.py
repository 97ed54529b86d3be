"""What waits for the dialogue comes in its order."""

from voicera_voice.pipeline.frames import Stimulus, TurnTranscribed
from voicera_voice.pipeline.waiting import Waiting


def turn(text: str) -> TurnTranscribed:
    return TurnTranscribed(text, None, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0)


def test_turns_become_one():
    waiting = Waiting()
    waiting.add_turn(turn("one"), held=True)
    waiting.add_turn(turn("two"), held=True)
    assert waiting.next(caller_speaking=False).turn.text == "one two"
    assert waiting.next(caller_speaking=False) is None


def test_words_wait_until_the_caller_has_finished_and_keys_do_not():
    waiting = Waiting()
    waiting.add(Stimulus("press", digit="1"))
    waiting.add(Stimulus("say", text="Hello."))
    assert waiting.next(caller_speaking=True).digit == "1"
    assert waiting.next(caller_speaking=True) is None
    assert waiting.next(caller_speaking=False).text == "Hello."


def test_who_speaks_is_answered_instead_of_asked_again():
    waiting = Waiting()
    waiting.put_back(Stimulus("resume"))
    waiting.add_turn(turn("one more thing"), held=False)
    assert waiting.next(caller_speaking=False).turn.text == "one more thing"
    assert waiting.next(caller_speaking=False) is None


def test_of_what_was_meant_for_the_agent_an_operator_leaves_its_beginning_and_whispers():
    waiting = Waiting()
    for stimulus in (Stimulus("begin"), Stimulus("press", digit="1"), Stimulus("say", text="Hello.")):
        waiting.add(stimulus)
    waiting.add_turn(turn("hi"), held=False)
    assert [each.text for each in waiting.take_turns()] == ["hi"]
    assert waiting.has("begin")
    assert not waiting.has("press")
    assert [waiting.next(caller_speaking=False).kind for _ in range(2)] == ["begin", "say"]


def test_what_waits_is_bounded():
    waiting = Waiting()
    for number in range(1000):
        waiting.add(Stimulus("press", digit=str(number % 10)))
    count = 0
    while waiting.next(caller_speaking=False):
        count += 1
    assert count == 64
