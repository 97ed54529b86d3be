"""ShareService over gRPC."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from voicera.media.v1 import call_pb2, share_service_pb2_grpc
from voicera.media.v1 import share_service_pb2 as pb
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera_kit.audit import note_change
from voicera_kit.clock import Clock
from voicera_kit.errors import PermissionDenied
from voicera_kit.identity import current_identity
from voicera_kit.paging import Page, page_of
from voicera_kit.server import Context
from voicera_media.call.model import Call
from voicera_media.call.wire import hide_numbers, message_of, timestamp_of
from voicera_media.encryption.vault import Vault
from voicera_media.share.model import Share
from voicera_media.share.service import ShareService
from voicera_media.transcript.model import Act, Line
from voicera_media.transcript.service import TranscriptService
from voicera_media.transcript.wire import line_message

MAX_LINES: Final = 10_000
MAX_LINES_BYTES: Final = 4 * 1024 * 1024
"""Half of what a message of the mesh may have."""
_WHISPERED: Final = frozenset({Act.INSTRUCTED, Act.LET_SAY})
_HEARS: Final = "recordings.read"
_INTERNAL: Final = ("cost", "usage", "variables", "carrier_call_id", "end_detail")


class ShareServicer(share_service_pb2_grpc.ShareServiceServicer):
    def __init__(
        self, service: ShareService, transcripts: TranscriptService, vault: Vault, clock: Clock
    ) -> None:
        self._service = service
        self._transcripts = transcripts
        self._vault = vault
        self._clock = clock

    async def CreateShare(self, request: pb.CreateShareRequest, context: Context) -> pb.CreateShareResponse:
        """Nobody lets others hear what they may not hear themselves."""
        identity = current_identity()
        if request.with_recording and not identity.may(_HEARS):
            raise PermissionDenied(_HEARS, field="with_recording")
        made = await self._service.create(
            identity.organization_id,
            request.call_id,
            identity.subject,
            request.hours,
            with_recording=request.with_recording,
        )
        share = _message(made.share)
        note_change(None, share)
        return pb.CreateShareResponse(share=share, path=f"/shared/{made.secret}")

    async def ListShares(self, request: pb.ListSharesRequest, context: Context) -> pb.ListSharesResponse:
        page = page_of(request.page_size, request.page_token)
        listing = await self._service.page(current_identity().organization_id, request.call_id, page)
        return pb.ListSharesResponse(
            shares=[_message(share) for share in listing.items], next_page_token=listing.next_token
        )

    async def RevokeShare(self, request: pb.RevokeShareRequest, context: Context) -> pb.RevokeShareResponse:
        organization_id = current_identity().organization_id
        await self._service.revoke(organization_id, request.call_id, request.share_id)
        return pb.RevokeShareResponse()

    async def OpenShare(self, request: pb.OpenShareRequest, context: Context) -> pb.OpenShareResponse:
        share, call = await self._service.open(request.secret)
        shown = await self._shown(share, call)
        listing = await self._transcripts.read(share.organization_id, share.call_id, Page(MAX_LINES))
        said = _for_strangers(listing.items)
        lines = _fitting(said)
        return pb.OpenShareResponse(
            call=shown,
            lines=lines,
            has_more_lines=bool(listing.next_token) or len(lines) < len(said),
            expires_at=timestamp_of(share.expires_at),
            recording_path=f"/v1/shares/{request.secret}/recording" if shown.has_recording else "",
        )

    async def FindShare(self, request: pb.FindShareRequest, context: Context) -> pb.FindShareResponse:
        share, _ = await self._service.open(request.secret)
        return pb.FindShareResponse(organization_id=share.organization_id, share=_message(share))

    async def _shown(self, share: Share, call: Call) -> call_pb2.Call:
        message = message_of(call, self._clock.now())
        message.has_recording = (
            share.with_recording and message.has_recording and await self._vault.can_read(call)
        )
        hide_numbers(message)
        for field in _INTERNAL:
            message.ClearField(field)
        return message


def _fitting(lines: Iterable[Line]) -> list[transcript_pb.TranscriptLine]:
    """Return the lines from the first one on that a response has room for."""
    messages: list[transcript_pb.TranscriptLine] = []
    left = MAX_LINES_BYTES
    for line in lines:
        message = line_message(line, numbers=False)
        left -= message.ByteSize()
        if left < 0:
            break
        messages.append(message)
    return messages


def _for_strangers(lines: Iterable[Line]) -> list[Line]:
    """What an operator told the agent was not for the caller, and who they are is not for strangers."""
    return [replace(line, user_id="") for line in lines if line.act not in _WHISPERED]


def _message(share: Share) -> pb.Share:
    return pb.Share(
        id=share.id,
        call_id=share.call_id,
        created_by=share.created_by,
        created_at=timestamp_of(share.created_at),
        expires_at=timestamp_of(share.expires_at),
        with_recording=share.with_recording,
    )
