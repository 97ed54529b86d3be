"""Names the topics on which the audio of one call travels between gateways."""


def heard(organization_id: str, call_id: str) -> str:
    """What both sides say, as MonitoredAudio; JSON for what else listeners are to know."""
    return f"{organization_id}.call.{call_id}.heard"


def spoken(organization_id: str, call_id: str) -> str:
    """What an operator says: the name of the connection, a zero, mono PCM."""
    return f"{organization_id}.call.{call_id}.spoken"
