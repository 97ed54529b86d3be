"""Recordings: lists, details and the download that needs credentials."""

from typing import Any

from aiohttp import web

from vobiz_sim.recordings import Recording
from vobiz_sim.rest.reply import answer, carrier, empty, not_found, offset_page

routes = web.RouteTableDef()

_ALL = "/api/v1/Account/{account}/Recording/"


@routes.get(_ALL)
async def recordings(request: web.Request) -> web.Response:
    kept = carrier(request).recordings.of_call(request.query.get("call_uuid", ""))
    return offset_page(request, [_view(one) for one in kept if one.end_ms])


@routes.get(_ALL + "{recording_id}/")
async def recording(request: web.Request) -> web.Response:
    return answer(_view(_find(request)))


@routes.delete(_ALL + "{recording_id}/")
async def delete(request: web.Request) -> web.Response:
    carrier(request).recordings.remove(_find(request).recording_id)
    return empty()


@routes.get("/v1/Account/{account}/Recording/{recording_id}.{suffix:mp3|wav}")
async def download(request: web.Request) -> web.Response:
    """Always a WAV container, whatever the suffix says: clients must look inside."""
    return web.Response(body=_find(request).audio, content_type="application/octet-stream")


def _find(request: web.Request) -> Recording:
    kept = carrier(request).recordings.get(request.match_info["recording_id"])
    if kept is None or not kept.end_ms:
        raise not_found("recording")
    return kept


def _view(kept: Recording) -> dict[str, Any]:
    return {
        "add_time": str(kept.start_ms),
        "call_uuid": kept.call_uuid,
        "conference_name": "",
        "from_number": kept.from_number,
        "to_number": kept.to_number,
        "recording_id": kept.recording_id,
        "recording_url": kept.url,
        "recording_format": kept.file_format,
        "recording_type": "normal",
        "recording_duration_ms": str(kept.duration_ms),
        "rounded_recording_duration": round(kept.duration_ms / 1000),
        "recording_start_ms": str(kept.start_ms),
        "recording_end_ms": str(kept.end_ms),
    }
