"""Serves lists of calls as CSV and transcripts as text, page by page as the member who asks."""

from collections.abc import AsyncGenerator
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from voicera.media.v1 import call_service_pb2 as calls
from voicera.media.v1 import transcript_service_pb2 as transcripts
from voicera.media.v1.call_service_pb2_grpc import CallServiceStub
from voicera.media.v1.transcript_service_pb2_grpc import TranscriptServiceStub
from voicera_gateway.http import queries, tables
from voicera_gateway.http.askers import asker
from voicera_kit.client import CallMetadata, Mesh
from voicera_kit.identity import TokenVerifier

TIMEOUT_S: Final = 10.0
MAX_ROWS: Final = 100_000
_PAGE_ROWS: Final = 500
_PAGE_LINES: Final = 2000
_PAGING: Final = ("page_size", "page_token")
_CUT: Final = f"only the first {MAX_ROWS} calls are listed: ask for a shorter span for the others"
_SPEAKERS: Final = {transcripts.SPEAKER_CALLER: "Caller", transcripts.SPEAKER_AGENT: "Agent"}


class Exports:
    def __init__(self, mesh: Mesh, verifier: TokenVerifier) -> None:
        self._mesh = mesh
        self._verifier = verifier
        self._calls = mesh.stub(CallServiceStub)
        self._transcripts = mesh.stub(TranscriptServiceStub)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/v1/calls.csv", self.list, methods=["GET"])
        router.add_api_route("/v1/calls/{call_id}/transcript.txt", self.transcript, methods=["GET"])
        return router

    async def list(self, request: Request) -> Response:
        """The first page is waited for, so that a refusal still becomes a status."""
        asking = self._mesh.forward(await asker(request, self._verifier))
        wanted = queries.fill(calls.ListCallsRequest(), request.query_params.multi_items(), _PAGING)
        wanted.page_size = _PAGE_ROWS
        first = await self._page(wanted, asking)
        return StreamingResponse(
            self._table(wanted, first, asking), headers=_headers("calls.csv"), media_type="text/csv"
        )

    async def transcript(self, request: Request, call_id: str) -> Response:
        asking = self._mesh.forward(await asker(request, self._verifier))
        first = await self._lines(call_id, "", asking)
        return StreamingResponse(
            self._text(call_id, first, asking), headers=_headers(f"{call_id}.txt"), media_type="text/plain"
        )

    async def _table(
        self, wanted: calls.ListCallsRequest, page: calls.ListCallsResponse, asking: CallMetadata
    ) -> AsyncGenerator[bytes, None]:
        """A failure on the way breaks the connection off: what is missing must not look complete."""
        yield tables.head()
        left = MAX_ROWS
        while True:
            yield tables.rows(page.calls[:left])
            left -= len(page.calls)
            if not page.next_page_token:
                return
            if left <= 0:
                yield tables.remark(_CUT)
                return
            wanted.page_token = page.next_page_token
            page = await self._page(wanted, asking)

    async def _text(
        self, call_id: str, page: transcripts.GetTranscriptResponse, asking: CallMetadata
    ) -> AsyncGenerator[bytes, None]:
        while True:
            yield "".join(map(_said, page.lines)).encode(errors="replace")
            if not page.next_page_token:
                return
            page = await self._lines(call_id, page.next_page_token, asking)

    async def _page(self, wanted: calls.ListCallsRequest, asking: CallMetadata) -> calls.ListCallsResponse:
        return await self._calls.ListCalls(wanted, metadata=asking, timeout=TIMEOUT_S)

    async def _lines(
        self, call_id: str, token: str, asking: CallMetadata
    ) -> transcripts.GetTranscriptResponse:
        request = transcripts.GetTranscriptRequest(call_id=call_id, page_size=_PAGE_LINES, page_token=token)
        return await self._transcripts.GetTranscript(request, metadata=asking, timeout=TIMEOUT_S)


def _said(line: transcripts.TranscriptLine) -> str:
    """One line for what was said, and one more for what it means in the agent's language."""
    minutes, seconds = divmod(line.start_ms // 1000, 60)
    speaker, cut = _SPEAKERS.get(line.speaker, "?"), " [interrupted]" if line.interrupted else ""
    text = f"[{minutes:02}:{seconds:02}] {speaker}: {_one_line(line.text)}{cut}\n"
    return text + (f"        = {_one_line(line.translation)}\n" if line.translation else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _headers(filename: str) -> dict[str, str]:
    return {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{filename}"',
    }
