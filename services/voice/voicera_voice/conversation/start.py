"""Reads a `Start` message."""

from voicera.media.v1 import call_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera_kit.errors import invalid
from voicera_voice.conversation.model import CallStart
from voicera_voice.providers.wire import parse_audio_format


def parse_start(message: voice_pb2.ConverseRequest, organization_id: str) -> CallStart:
    """Return the call's set-up; InvalidArgument names what is wrong with it."""
    if not message.HasField("start"):
        raise invalid("start", "must be the first message")
    start = message.start
    if not start.call_id:
        raise invalid("start.call_id", "must not be empty")
    _check_spec(start)
    caller = parse_audio_format("start.caller_audio", start.caller_audio)
    agent = parse_audio_format("start.agent_audio", start.agent_audio)
    if caller.sample_rate_hz != agent.sample_rate_hz:
        raise invalid("start.agent_audio.sample_rate_hz", "must be that of the caller's audio")
    return CallStart(
        organization_id=organization_id,
        call_id=start.call_id,
        spec=start.spec,
        variables=dict(start.variables),
        caller_format=caller,
        agent_format=agent,
        direction=start.direction or call_pb2.DIRECTION_INBOUND,
        caller_number=getattr(start, "from"),
        called_number=start.to,
        wants_interim=start.wants_interim,
    )


def _check_spec(start: voice_pb2.Start) -> None:
    if not start.spec.speech_to_text:
        raise invalid("start.spec.speech_to_text", "needs at least one recognizer")
    if not start.spec.text_to_speech:
        raise invalid("start.spec.text_to_speech", "needs at least one voice")
    if start.spec.HasField("translation") and not start.spec.translation.choices:
        raise invalid("start.spec.translation.choices", "needs at least one translator")
    for index, profile in enumerate(start.spec.other_languages):
        if not profile.text_to_speech:
            raise invalid(f"start.spec.other_languages[{index}].text_to_speech", "needs at least one voice")
    if not start.spec.graph.nodes:
        raise invalid("start.spec.graph.nodes", "needs at least one node")
