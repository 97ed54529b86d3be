from voicera_adapters.contract import Message, Role, ToolCall
from voicera_adapters.turns import BEGINNING, Turn, instructions, turns

HELLO = Message(Role.ASSISTANT, "Hello.")
CALL = Message(Role.ASSISTANT, tool_calls=(ToolCall("a", "book", {}),))
RESULT = Message(Role.TOOL, tool_call_id="a")
HI = Message(Role.USER, "Hi.")


def test_turns_alternate_and_results_are_the_users():
    assert turns([HI, HELLO, CALL, RESULT, HI]) == [
        Turn(False, (HI,)),
        Turn(True, (HELLO, CALL)),
        Turn(False, (RESULT, HI)),
    ]


def test_the_user_begins():
    assert turns([HELLO, HI])[0] == Turn(False, (BEGINNING,))
    assert turns([Message(Role.SYSTEM, "Be brief.")]) == [Turn(False, (BEGINNING,))]


def test_who_says_nothing_has_no_turn():
    assert turns([HI, Message(Role.ASSISTANT, " "), HI]) == [Turn(False, (HI, HI))]


def test_all_that_the_system_says_is_one_instruction():
    assert instructions([Message(Role.SYSTEM, "Be brief."), HI, Message(Role.SYSTEM, "Be kind.")]) == (
        "Be brief.\n\nBe kind."
    )
