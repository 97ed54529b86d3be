"""The call archive in memory, with one recording."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from voicera.media.v1 import call_pb2 as calls
from voicera.media.v1 import call_service_pb2 as service
from voicera.media.v1 import recording_service_pb2 as recordings
from voicera.media.v1 import share_service_pb2 as shares
from voicera.media.v1 import transcript_service_pb2 as transcripts
from voicera.media.v1.call_service_pb2_grpc import CallServiceServicer
from voicera.media.v1.recording_service_pb2_grpc import RecordingServiceServicer
from voicera.media.v1.share_service_pb2_grpc import ShareServiceServicer
from voicera.media.v1.transcript_service_pb2_grpc import TranscriptServiceServicer
from voicera_kit.errors import NotFound, PermissionDenied, Unavailable
from voicera_kit.identity import current_identity
from voicera_kit.ids import new_id


@dataclass
class FakeMedia(CallServiceServicer):
    """`ends` keeps every EndCall in order; `is_down` makes every method fail, `max_pages` lists after so many pages."""

    records: dict[str, calls.Call] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    ends: list[service.EndCallRequest] = field(default_factory=list)
    is_down: bool = False
    listed: list[service.ListCallsRequest] = field(default_factory=list)
    max_pages: int = 1000

    async def CreateCall(self, request, context):
        self._check()
        call = request.call
        for key in filter(None, (call.carrier_call_id, request.idempotency_key)):
            if key in self.keys:
                return service.CreateCallResponse(call=self.records[self.keys[key]], created=False)
        call.id = new_id("call")
        self.records[call.id] = call
        self.owners[call.id] = current_identity().organization_id
        for key in filter(None, (call.carrier_call_id, request.idempotency_key)):
            self.keys[key] = call.id
        return service.CreateCallResponse(call=call, created=True)

    async def AdvanceCall(self, request, context):
        call = self._own(request.call_id)
        if call.state < calls.CALL_STATE_COMPLETED and request.state > call.state:
            call.state = request.state
        if request.carrier_call_id:
            call.carrier_call_id = request.carrier_call_id
            self.keys[request.carrier_call_id] = call.id
        return call

    async def EndCall(self, request, context):
        call = self._own(request.call_id)
        self.ends.append(request)
        call.end_reason = call.end_reason or request.reason
        call.end_detail = call.end_detail or request.detail
        if request.authoritative and call.state < calls.CALL_STATE_COMPLETED:
            call.state = request.state
        return call

    async def FindCall(self, request, context):
        self._check()
        call_id = self.keys.get(request.carrier_call_id)
        if call_id is None:
            raise NotFound("call", request.carrier_call_id)
        return service.FindCallResponse(organization_id=self.owners[call_id], call=self.records[call_id])

    async def ListCalls(self, request, context):
        """Every page is full; a role that may see nothing is refused."""
        self._check()
        if current_identity().role is None:
            raise PermissionDenied("calls.read")
        if len(self.listed) >= self.max_pages:
            raise Unavailable("media went down")
        self.listed.append(request)
        first = int(request.page_token or 0)
        own = [
            each
            for each in self.records.values()
            if self.owners[each.id] == current_identity().organization_id
        ]
        following = first + request.page_size
        token = str(following) if following < len(own) else ""
        return service.ListCallsResponse(calls=own[first:following], next_page_token=token)

    async def GetCall(self, request, context):
        return self._own(request.call_id)

    @property
    def only(self) -> calls.Call:
        (call,) = self.records.values()
        return call

    def _own(self, call_id: str) -> calls.Call:
        self._check()
        if self.owners.get(call_id) != current_identity().organization_id:
            raise NotFound("call", call_id)
        return self.records[call_id]

    def _check(self) -> None:
        if self.is_down:
            raise Unavailable("media is down")


@dataclass
class FakeRecordings(RecordingServiceServicer):
    organization_id: str
    content: bytes = bytes(range(256)) * 100
    etag: str = "abc-1"
    asked_by: list[str] = field(default_factory=list)
    cut: int = 0
    """How many bytes are missing at the end."""

    async def GetRecording(self, request, context):
        self._check(request.call_id)
        return recordings.Recording(
            call_id=request.call_id,
            size_bytes=len(self.content),
            sample_rate_hz=8000,
            complete=True,
            etag=self.etag,
        )

    async def ReadRecording(self, request, context) -> AsyncIterator[recordings.ReadRecordingResponse]:
        self._check(request.call_id)
        end = request.offset + request.length if request.length else len(self.content)
        end -= self.cut
        for start in range(request.offset, end, 4096):
            yield recordings.ReadRecordingResponse(chunk=self.content[start : min(start + 4096, end)])

    def _check(self, call_id: str) -> None:
        identity = current_identity()
        self.asked_by.append(identity.subject)
        if identity.organization_id != self.organization_id or call_id != "call_1":
            raise NotFound("recording", call_id, reason="RECORDING_NOT_FOUND")


@dataclass
class FakeShares(ShareServiceServicer):
    """`links` are the shares by secret, all of one organization."""

    organization_id: str
    links: dict[str, shares.Share] = field(default_factory=dict)
    is_down: bool = False

    async def FindShare(self, request, context):
        if self.is_down:
            raise Unavailable("media is down")
        if request.secret not in self.links:
            raise NotFound("share", "")
        return shares.FindShareResponse(
            organization_id=self.organization_id, share=self.links[request.secret]
        )


@dataclass
class FakeTranscripts(TranscriptServiceServicer):
    organization_id: str
    lines: list[transcripts.TranscriptLine] = field(default_factory=list)
    page_lines: int = 2

    async def GetTranscript(self, request, context):
        if current_identity().organization_id != self.organization_id or request.call_id != "call_1":
            raise NotFound("call", request.call_id)
        first = int(request.page_token or 0)
        following = first + self.page_lines
        token = str(following) if following < len(self.lines) else ""
        return transcripts.GetTranscriptResponse(lines=self.lines[first:following], next_page_token=token)
