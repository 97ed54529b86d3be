"""What reaching a vendor may cost, and what must not leave with it."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from voicera_adapters.net import ANSWER_INVALID, asked, asked_json, connected, open_http, paced, refusal
from voicera_adapters.settings import AdapterSettings
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    ServiceError,
    Unavailable,
)

KEY = {"x-api-key": "sk-planted"}
LIMITS = AdapterSettings(vendor_open_s=0.3, vendor_answer_s=0.3)


@asynccontextmanager
async def serving(answer):
    """The address of a server that gives every request this answer."""
    application = web.Application()
    application.add_routes([web.route("*", "/{path:.*}", answer)])
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def http():
    async with open_http(LIMITS) as http:
        yield http


@pytest.fixture
async def elsewhere():
    """A server that must see nothing, and what it saw."""
    seen = []

    async def answer(request):
        seen.append(dict(request.headers))
        return web.json_response({})

    async with serving(answer) as url:
        yield url, seen


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_a_failure_and_takes_no_key_along(http, elsewhere, status):
    url, seen = elsewhere

    async def answer(_):
        return web.Response(status=status, headers={"Location": url})

    async with serving(answer) as vendor:
        for asking in (asked(http, "POST", vendor, headers=KEY), connected(http, vendor, LIMITS, KEY)):
            with pytest.raises(Unavailable):
                async with asking:
                    pass
        with pytest.raises(Unavailable):
            await asked_json(http, "GET", vendor, headers=KEY)
    assert seen == []


async def test_an_answer_that_drips_ends(http):
    async def drip(request):
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.1)
        return response

    async with serving(drip) as vendor, asyncio.timeout(3):
        with pytest.raises(DeadlineExceeded):
            await asked_json(http, "GET", vendor)


async def test_the_wait_for_a_connection_is_bounded_whatever_it_waits_for():
    class Slow:
        async def resolve(self, *_, **__):
            await asyncio.sleep(10)

        async def close(self):
            pass

    async with open_http(LIMITS) as http, asyncio.timeout(3):
        http.connector._resolver = Slow()
        with pytest.raises(DeadlineExceeded):
            async with asked(http, "GET", "http://vendor.invalid/"):
                pass


async def test_pings_do_not_keep_an_answer_alive():
    async def events():
        yield "word"
        while True:
            await asyncio.sleep(0.02)
            yield "ping"

    async def read():
        return [each async for each in paced(events(), 0.1, lambda each: each != "ping")]

    async with asyncio.timeout(3):
        with pytest.raises(DeadlineExceeded):
            await read()


async def test_slow_words_are_waited_for_and_who_listens_slowly_costs_nothing():
    async def events():
        for word in ("one", "two", "three"):
            await asyncio.sleep(0.06)
            yield word

    heard = []
    async for each in paced(events(), 0.1, lambda _: True):
        await asyncio.sleep(0.15)
        heard.append(each)
    assert heard == ["one", "two", "three"]


def closing_with(code):
    async def answer(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close(code=code, message=b"over there")
        return socket

    return answer


async def closed_with(http, code, **how) -> ServiceError:
    async with serving(closing_with(code)) as vendor, connected(http, vendor, LIMITS, KEY, **how) as socket:
        with pytest.raises(ServiceError) as caught:
            await socket.receive()
    return caught.value


async def test_a_close_code_means_what_the_vendor_says_it_does(http):
    def closed(code, reason):
        return FailedPrecondition(reason) if code == 1008 else None

    assert type(await closed_with(http, 1008)) is Unavailable
    told = await closed_with(http, 1008, closed=closed)
    assert (type(told), str(told)) == (FailedPrecondition, "over there")
    assert type(await closed_with(http, 1011, closed=closed)) is Unavailable


def field_of(error):
    assert isinstance(error, InvalidArgument)
    return error.violations[0].field


@pytest.mark.parametrize(("field", "named"), [("segment.text", "voice"), ("request", "model")])
def test_what_is_not_known_is_named_as_the_request_has_it(field, named):
    assert field_of(refusal(404, field=field)) == named


@pytest.mark.parametrize(("status", "field"), [(400, "settings"), (404, "model")])
async def test_a_refused_handshake_names_a_field_that_exists(http, status, field):
    async def answer(_):
        return web.Response(status=status)

    async with serving(answer) as vendor:
        with pytest.raises(InvalidArgument) as caught:
            async with connected(http, vendor, LIMITS, KEY):
                pass
    assert field_of(caught.value) == field


async def test_json_too_deep_to_read_is_not_understood(http):
    async def answer(_):
        return web.Response(body=b"[" * 100_000)

    async with serving(answer) as vendor:
        with pytest.raises(Unavailable) as caught:
            await asked_json(http, "GET", vendor)
    assert caught.value.reason == ANSWER_INVALID


async def test_a_handshake_nobody_answers_ends(http):
    async def silent(request):
        await asyncio.sleep(60)

    async with serving(silent) as vendor, asyncio.timeout(3):
        with pytest.raises(DeadlineExceeded):
            async with connected(http, vendor, LIMITS, KEY):
                pass


async def test_a_socket_that_answers_no_ping_fails_whoever_reads_it(http):
    async def deaf(request):
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        async for _ in socket:
            pass
        return socket

    async with serving(deaf) as vendor, connected(http, vendor, LIMITS, KEY) as socket, asyncio.timeout(3):
        with pytest.raises(Unavailable):
            await anext(socket.messages())


async def test_a_socket_that_answers_pings_stays(http):
    async def quiet(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await asyncio.wait_for(socket.receive_str(), 5)
        await socket.send_str("still here")
        await socket.close()
        return socket

    patient = AdapterSettings(vendor_open_s=5.0, vendor_answer_s=1.0)
    async with serving(quiet) as vendor, connected(http, vendor, patient, KEY) as socket:
        await asyncio.sleep(2.5)  # two pings
        await socket.send_text("?")
        assert await socket.receive() == "still here"
