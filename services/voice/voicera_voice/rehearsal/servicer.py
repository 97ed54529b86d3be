"""Serves `voice.v1.RehearsalService`."""

from collections.abc import Callable
from datetime import date

from voicera.voice.v1 import rehearsal_service_pb2 as pb
from voicera.voice.v1 import rehearsal_service_pb2_grpc as voice_grpc
from voicera_kit.identity import current_identity
from voicera_kit.server import Context
from voicera_voice.conversation.admission import Admission
from voicera_voice.rehearsal.service import Rehearsals
from voicera_voice.rehearsal.wish import parse_wish


class RehearsalServicer(voice_grpc.RehearsalServiceServicer):
    """Calls come first: no step is taken while the node has no time to spare for one."""

    def __init__(self, rehearsals: Rehearsals, admission: Admission, today: Callable[[], date]) -> None:
        self._rehearsals = rehearsals
        self._admission = admission
        self._today = today

    async def Rehearse(self, request: pb.RehearseRequest, context: Context) -> pb.RehearseResponse:
        self._admission.require_spare_time()
        wish = parse_wish(request, self._today())
        taken = await self._rehearsals.take(current_identity().organization_id, wish)
        return pb.RehearseResponse(
            events=taken.events,
            state=taken.state,
            node_id=taken.node_id,
            variables=taken.variables,
            over=taken.is_over,
        )
