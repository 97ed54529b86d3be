"""Serves lists of calls as CSV and transcripts as text, page by page as the member who asks."""

from collections.abc import AsyncGenerator, Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from voicera.media.v1 import call_service_pb2 as calls
from voicera.media.v1 import transcript_service_pb2 as transcripts
from voicera.media.v1.call_service_pb2_grpc import CallServiceStub
from voicera.media.v1.transcript_service_pb2_grpc import TranscriptServiceStub
from voicera_gateway.http import queries, tables
from voicera_gateway.http.askers import asker
from voicera_gateway.http.lines import written
from voicera_gateway.http.members import Members
from voicera_kit.client import CallMetadata, Mesh
from voicera_kit.identity import TokenVerifier

TIMEOUT_S: Final = 10.0
MAX_ROWS: Final = 100_000
_PAGE_ROWS: Final = 500
_PAGE_LINES: Final = 2000
_PAGING: Final = ("page_size", "page_token")
_CUT: Final = f"only the first {MAX_ROWS} calls are listed: ask for a shorter span for the others"


class Exports:
    def __init__(self, mesh: Mesh, verifier: TokenVerifier) -> None:
        self._mesh = mesh
        self._verifier = verifier
        self._calls = mesh.stub(CallServiceStub)
        self._transcripts = mesh.stub(TranscriptServiceStub)
        self._members = Members(mesh)

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
        names: Mapping[str, str] | None = None
        while True:
            if names is None and any(line.user_id for line in page.lines):
                names = await self._members.names(asking)
            yield "".join(written(line, names or {}) for line in page.lines).encode(errors="replace")
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


def _headers(filename: str) -> dict[str, str]:
    return {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{filename}"',
    }
