"""What a wall shows of a call follows its conversation."""

import pytest

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_event_pb2 as events
from voicera.media.v1 import call_pb2 as calls
from voicera.media.v1 import transcript_service_pb2 as transcripts
from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission, Channel
from voicera_gateway.live.showing import shown
from voicera_gateway.live.view import MAX_LINE_CHARACTERS, View
from voicera_gateway.people import called_by, caller_of


def spec() -> spec_pb2.AgentSpec:
    agent = spec_pb2.AgentSpec(language="en-IN")
    agent.speech_to_text.add(adapter="ears", model="large")
    agent.speech_to_text.add(adapter="spare ears")
    agent.text_to_speech.add(adapter="mouth", voice="meera")
    other = agent.other_languages.add(language="hi-IN")
    other.text_to_speech.add(adapter="mouth", voice="ravi")
    return agent


@pytest.fixture
def view() -> View:
    start = voice.Start(call_id="call_1", agent_id="agent_1", agent_revision=3, spec=spec())
    return View(Admission("org_1", Channel.PHONE, "uuid", start, "Asha"), 1_000_000_000)


def happens(view: View, **event) -> bool:
    return view.follow(voice.ConverseResponse(event=events.CallEvent(**event)))


def test_a_call_begins_with_what_its_agent_is(view):
    call = view.call
    assert (call.call_id, call.agent_name, call.agent_revision, call.language) == (
        "call_1",
        "Asha",
        3,
        "en-IN",
    )
    assert call.started_at.seconds == 1
    assert [(each.modality, each.adapter, each.model) for each in call.providers] == [
        ("speech_to_text", "ears", "large"),
        ("text_to_speech", "mouth", "meera"),
    ]
    assert not call.HasField("response_ms")
    assert not call.HasField("last_line")


def test_what_happens_is_shown(view):
    assert view.follow(voice.ConverseResponse(started=voice.Started(node="voice-2")))
    state = voice.StateChanged(state=voice.CONVERSATION_STATE_THINKING)
    assert view.follow(voice.ConverseResponse(state=state))
    assert happens(view, node_entered=events.NodeEntered(node_id="ask", title="Ask"))
    assert happens(view, caller_said=events.CallerSaid(text="hello", turn=2, language="hi-IN"))
    assert happens(view, turn_measured=events.TurnMeasured(first_byte_ms=812.4))
    assert happens(view, barged_in=events.BargedIn())
    call = view.call
    assert (call.voice_node, call.state) == ("voice-2", voice.CONVERSATION_STATE_THINKING)
    assert (call.node_id, call.node_title, call.turns, call.language) == ("ask", "Ask", 2, "hi-IN")
    assert (call.last_line.text, call.last_line.speaker) == ("hello", transcripts.SPEAKER_CALLER)
    assert (call.response_ms, call.barge_ins) == (812, 1)


def test_the_line_shown_is_bounded(view):
    happens(view, agent_said=events.AgentSaid(text="x" * 5000))
    assert len(view.call.last_line.text) == MAX_LINE_CHARACTERS


def test_another_provider_takes_the_place_of_the_one_that_failed(view):
    switched = events.ProviderSwitched(modality="speech_to_text", from_adapter="ears", adapter="spare ears")
    happens(view, provider_switched=switched)
    assert view.call.failovers == 1
    assert [each.adapter for each in view.call.providers] == ["spare ears", "mouth"]


def test_another_language_brings_its_voice(view):
    happens(view, language_switched=events.LanguageSwitched(from_language="en-IN", language="hi-IN"))
    assert [each.model for each in view.call.providers] == ["large", "ravi"]
    assert view.call.language == "hi-IN"


def test_an_operator_comes_and_goes(view):
    happens(view, operator_took_over=events.OperatorTookOver(user_id="user_7"))
    assert view.call.operator_id == "user_7"
    happens(view, operator_handed_back=events.OperatorHandedBack(user_id="user_7"))
    assert view.call.operator_id == ""


def test_what_a_wall_does_not_show_changes_nothing(view):
    assert not happens(view, variable_set=events.VariableSet(name="a", value="b"))
    assert not view.follow(voice.ConverseResponse(interim=voice.InterimTranscript(text="hel")))


@pytest.mark.parametrize(
    ("direction", "seen"),
    [
        (calls.DIRECTION_INBOUND, ("•••••••••0001", "+918000000002")),
        (calls.DIRECTION_OUTBOUND, ("+919800000001", "•••••••••0002")),
    ],
)
def test_of_the_callers_number_four_digits_are_left(direction, seen):
    call = called_by("+919800000001", live.LiveCall(to="+918000000002", direction=direction))
    covered = shown(call, callers=False)
    assert (caller_of(covered), covered.to) == seen
    assert shown(call, callers=True) == call


@pytest.mark.parametrize("caller", ["112", "sip:asha@example.com"])
def test_short_numbers_and_what_is_none_are_hidden_as_a_whole(caller):
    covered = shown(called_by(caller, live.LiveCall()), callers=False)
    assert set(caller_of(covered)) == {"•"}
