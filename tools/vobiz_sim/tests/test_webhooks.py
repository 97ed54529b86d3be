import pytest

from vobiz_sim import Route, Script, Wait, signatures
from vobiz_sim.targets import RemoteTargetError

TO, FROM = "+918045550002", "919800000001"
SHORT = Script([Wait(40)])
URL, NONCE, TOKEN = "https://agent.example.com/vobiz/answer", "12345678901234567890", "test-auth-token"


def test_signatures_match_the_known_vectors():
    assert signatures.v2(TOKEN, URL, NONCE) == "QJ00588OOGGqRecmvj75Vwi7VXtfqyDvdDz59/AHLnY="
    assert signatures.v3(TOKEN, URL, NONCE) == "y6+zjZSlCGQbkFjsWF3XWvSPPZ80hP7Cz1NHBfY0mlQ="


def test_query_and_fragment_are_not_signed():
    assert signatures.v3(TOKEN, f"{URL}?a=1#b", NONCE) == signatures.v3(TOKEN, URL, NONCE)


async def call(sim):
    placed = await sim.place_inbound(to=TO, from_=FROM, script=SHORT)
    return await placed.finished(15)


async def test_every_callback_has_the_real_envelope(product, simulator):
    async with simulator() as sim:
        await call(sim)
    for hit in product.hits:
        assert hit.headers["User-Agent"] == "Vobiz"
        assert hit.headers["Accept-Encoding"] == "gzip"
        assert hit.headers["Content-Type"] == "application/x-www-form-urlencoded"
        nonce = hit.headers["X-Vobiz-Signature-V3-Nonce"]
        assert len(nonce) == 20
        assert nonce != hit.headers["X-Vobiz-Signature-V2-Nonce"]
        url = product.url(hit.path)
        token = sim.config.auth_token
        assert hit.headers["X-Vobiz-Signature-V3"] == signatures.v3(token, url, nonce)
        assert hit.headers["X-Vobiz-Signature-MA-V3"] == hit.headers["X-Vobiz-Signature-V3"]
        assert len(hit.headers["X-Vobiz-Signature"]) == 28
        assert hit.raw.split("&") == sorted(hit.raw.split("&"))


async def test_sub_account_callbacks_are_also_signed_by_the_parent(product, simulator):
    async with simulator({"parent_token": "the-parent"}) as sim:
        await call(sim)
    headers, url = product.hits[0].headers, product.url("/answer")
    expected = signatures.v3("the-parent", url, headers["X-Vobiz-Signature-V3-Nonce"])
    assert headers["X-Vobiz-Signature-MA-V3"] == expected != headers["X-Vobiz-Signature-V3"]


async def test_unsigned_callbacks_carry_no_signature(product, simulator):
    async with simulator(signature="none") as sim:
        await call(sim)
    assert not any(name.startswith("X-Vobiz") for hit in product.hits for name in hit.headers)


async def test_wrong_signatures_do_not_verify(product, simulator):
    async with simulator(signature="wrong") as sim:
        await call(sim)
    headers = product.hits[0].headers
    right = signatures.v3(
        sim.config.auth_token, product.url("/answer"), headers["X-Vobiz-Signature-V3-Nonce"]
    )
    assert headers["X-Vobiz-Signature-V3"] != right


async def test_nonces_can_be_replayed(product, simulator):
    async with simulator(replay_nonce=True) as sim:
        await call(sim)
    assert len({hit.headers["X-Vobiz-Signature-V3-Nonce"] for hit in product.hits}) == 1


async def test_get_moves_the_fields_into_the_query(product, simulator):
    async with simulator(webhook_method="GET") as sim:
        await call(sim)
    assert {hit.method for hit in product.hits} == {"GET"}
    assert product.hit("StartApp").fields["CallStatus"] == "ringing"


async def test_duplicates_are_delivered_twice(product, simulator):
    async with simulator(duplicate_webhooks=True) as sim:
        await call(sim)
    assert product.events() == ["StartApp", "StartApp", "Hangup", "Hangup"]


async def test_callbacks_can_come_late(product, simulator):
    async with simulator(webhook_delay_ms=300) as sim:
        report = await call(sim)
    started, ended = report.webhooks
    assert started["at_ms"] >= 300
    assert ended["at_ms"] - started["at_ms"] - started["took_ms"] >= 300


async def test_refused_callbacks_are_tried_three_times(product, simulator):
    product.statuses["/hangup"] = 500
    async with simulator() as sim:
        report = await call(sim)
    assert product.events("/hangup") == ["Hangup"] * 3
    assert [note["attempt"] for note in report.webhooks if note["event"] == "Hangup"] == [1, 2, 3]
    assert report.webhooks[-1]["status"] == 500


async def test_hangup_can_overtake_the_closing_of_the_socket(product, simulator):
    closed_when_told = []

    async def watch(socket):
        closed_when_told.append(socket)

    product.bot = watch
    async with simulator(hangup_before_close=True) as sim:
        placed = await sim.place_inbound(to=TO, from_=FROM, script=Script([Wait(200)]))
        report = await placed.finished(15)
    told = next(note["at_ms"] for note in report.webhooks if note["event"] == "Hangup")
    assert told < report.streams[0]["closed_ms"]


@pytest.mark.parametrize(
    ("style", "from_", "to"),
    [
        ("observed", "919800000001", "08045550002"),
        ("plain", "919800000001", "918045550002"),
        ("plus", "+919800000001", "+918045550002"),
        ("national0", "09800000001", "08045550002"),
    ],
)
async def test_numbers_are_written_as_asked(product, simulator, style, from_, to):
    async with simulator(number_format=style) as sim:
        await call(sim)
    assert (product.hits[0].fields["From"], product.hits[0].fields["To"]) == (from_, to)


async def test_nothing_leaves_the_machine_without_permission(simulator):
    async with simulator() as sim:
        with pytest.raises(RemoteTargetError):
            await sim.place_inbound(to=TO, from_=FROM, route=Route("https://agent.example.com/answer"))
