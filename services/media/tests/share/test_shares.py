"""Links to calls: who makes them, what they show, and when they stop working."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from voicera.media.v1 import share_service_pb2 as pb
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera_kit.errors import FailedPrecondition, InvalidArgument, NotFound, PermissionDenied
from voicera_media.share import servicer
from voicera_media.share.store import SHARE_LINKS, SHARES

OURS, THEIRS = "org_ours", "org_theirs"
EVENTS = (
    {"caller_said": {"text": "yes please", "turn": 1}},
    {"variable_set": {"name": "pin", "value": "4711"}},
    {
        "usage_recorded": {
            "modality": "MODALITY_SPEECH_TO_TEXT",
            "adapter": "sarvam",
            "usage": [{"unit": "USAGE_UNIT_AUDIO_SECONDS", "quantity": 3}],
        }
    },
)
NUMBERS = {"from": "+919800000001", "to": "+918045550099"}


async def held(media: Any) -> str:
    return str(await media.ended(*EVENTS, samples=8000, carrier_call_id="carrier-1", **NUMBERS))


async def share(media: Any, call_id: str, organization: str = OURS, **wish: Any) -> pb.CreateShareResponse:
    request = pb.CreateShareRequest(call_id=call_id, **wish)
    return await media.shares.CreateShare(request, metadata=media.owner(organization, "operator"))


async def secret_of(media: Any, call_id: str, **wish: Any) -> str:
    path = (await share(media, call_id, **wish)).path
    assert path.startswith("/shared/")
    return str(path.rpartition("/")[2])


async def opened(media: Any, secret: str) -> pb.OpenShareResponse:
    request = pb.OpenShareRequest(secret=secret)
    return await media.shares.OpenShare(request, metadata=media.mesh.anonymous())


async def listed(media: Any, call_id: str, organization: str = OURS, **page: Any) -> pb.ListSharesResponse:
    request = pb.ListSharesRequest(call_id=call_id, **page)
    return await media.shares.ListShares(request, metadata=media.owner(organization, "operator"))


async def revoke(media: Any, call_id: str, share_id: str, organization: str = OURS) -> None:
    request = pb.RevokeShareRequest(call_id=call_id, share_id=share_id)
    await media.shares.RevokeShare(request, metadata=media.owner(organization, "operator"))


async def refusal_of(media: Any, secret: str) -> tuple[str, dict[str, str], str]:
    with pytest.raises(NotFound) as refusal:
        await opened(media, secret)
    return refusal.value.reason, refusal.value.metadata, refusal.value.message


async def test_a_link_shows_the_call_without_what_is_not_for_strangers(media: Any) -> None:
    call_id = await held(media)
    seen = await opened(media, await secret_of(media, call_id))
    assert [line.text for line in seen.lines] == ["yes please"]
    assert (seen.call.id, getattr(seen.call, "from"), seen.call.to) == (
        call_id,
        "•••••••••0001",
        "•••••••••0099",
    )
    shown = {field.name for field, _ in seen.call.ListFields()}
    assert not shown & {"cost", "usage", "variables", "carrier_call_id", "end_detail", "has_recording"}
    assert seen.recording_path == ""


async def test_a_link_tells_of_operators_without_names_numbers_or_what_they_whispered(media: Any) -> None:
    call_id = await media.ended(
        {"operator_whispered": {"user_id": "user_1", "text": "he is a difficult one"}},
        {"operator_took_over": {"user_id": "user_1"}},
        {"transfer_started": {"user_id": "user_1", "to": "+919800000077"}},
    )
    seen = await opened(media, await secret_of(media, call_id))
    assert [(line.act, line.user_id, line.text) for line in seen.lines] == [
        (transcript_pb.TRANSCRIPT_ACT_TOOK_OVER, "", ""),
        (transcript_pb.TRANSCRIPT_ACT_TRANSFERRED, "", "•••••••••0077"),
    ]
    assert not seen.has_more_lines


def said(count: int, text: str) -> list[dict[str, Any]]:
    return [{"caller_said": {"text": f"{turn} {text}", "turn": turn}} for turn in range(count)]


async def test_a_link_shows_all_that_was_said_in_a_long_call(media: Any) -> None:
    secret = await secret_of(media, await media.ended(*said(2100, "yes")))
    seen = await opened(media, secret)
    assert len({line.text for line in seen.lines}) == 2100
    assert not seen.has_more_lines


@pytest.mark.parametrize(("bound", "value"), [("MAX_LINES", 7), ("MAX_LINES_BYTES", 1000)])
async def test_a_link_says_when_more_was_said_than_it_shows(
    media: Any, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    secret = await secret_of(media, await media.ended(*said(20, "x" * 120)))
    monkeypatch.setattr(servicer, bound, value)
    seen = await opened(media, secret)
    assert [line.text.split()[0] for line in seen.lines] == ["0", "1", "2", "3", "4", "5", "6"]
    assert seen.has_more_lines


async def test_the_recording_is_shown_only_if_it_is_shared(media: Any) -> None:
    secret = await secret_of(media, await held(media), with_recording=True)
    seen = await opened(media, secret)
    assert seen.call.has_recording
    assert seen.recording_path == f"/v1/shares/{secret}/recording"


async def test_a_link_to_a_call_without_recording_has_none(media: Any) -> None:
    seen = await opened(media, await secret_of(media, await media.ended(*EVENTS), with_recording=True))
    assert not seen.call.has_recording
    assert seen.recording_path == ""


@pytest.mark.parametrize(("hours", "lasts_h"), [(0, 72), (1, 1), (720, 720)])
async def test_a_link_works_for_as_long_as_it_was_made_for(media: Any, hours: int, lasts_h: int) -> None:
    call_id = await held(media)
    made = await share(media, call_id, hours=hours)
    expires_at = made.share.expires_at.ToDatetime()
    assert expires_at - made.share.created_at.ToDatetime() == timedelta(hours=lasts_h)
    secret = made.path.rpartition("/")[2]
    await media.clock.advance(lasts_h * 3600 - 1)
    assert (await opened(media, secret)).call.id == call_id
    await media.clock.advance(1)
    never = await refusal_of(media, "x" * 43)
    assert await refusal_of(media, secret) == never
    assert not (await listed(media, call_id)).shares


@pytest.mark.parametrize("hours", [-1, 721])
async def test_a_link_lasts_a_month_at_most(media: Any, hours: int) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        await share(media, await held(media), hours=hours)
    assert refusal.value.violations[0].field == "hours"


async def test_a_revoked_link_stops_working_at_once(media: Any) -> None:
    call_id = await held(media)
    secret, other = await secret_of(media, call_id), await secret_of(media, call_id)
    newest = (await listed(media, call_id)).shares[0]
    await revoke(media, call_id, newest.id)
    await revoke(media, call_id, newest.id)
    gone = [each for each in (secret, other) if not await works(media, each)]
    assert len(gone) == 1
    assert await refusal_of(media, gone[0]) == await refusal_of(media, "never was")


async def works(media: Any, secret: str) -> bool:
    try:
        await opened(media, secret)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("secret", ["", "x", "é" * 10_000])
async def test_secrets_that_cannot_be_are_not_found(media: Any, secret: str) -> None:
    assert await refusal_of(media, secret) == await refusal_of(media, "x" * 43)


async def test_secrets_are_long_and_not_kept(media: Any) -> None:
    call_id = await held(media)
    secrets = [await secret_of(media, call_id) for _ in range(3)]
    assert len(set(secrets)) == 3
    assert min(map(len, secrets)) >= 43, "256 bits"
    kept = [
        str(document)
        for collection in (SHARES, SHARE_LINKS)
        async for block in media.app.documents.dump(collection)
        for document in block
    ]
    assert kept
    assert not [secret for secret in secrets if any(secret in each for each in kept)]


async def test_links_of_one_call_are_listed_newest_first(media: Any) -> None:
    call_id, other = await held(media), await media.ended()
    made = []
    for _ in range(3):
        made.append((await share(media, call_id)).share)
        await media.clock.advance(1)
    await share(media, other)
    first = await listed(media, call_id, page_size=2)
    rest = await listed(media, call_id, page_size=2, page_token=first.next_page_token)
    assert [*first.shares, *rest.shares] == made[::-1]
    assert not rest.next_page_token
    assert {each.created_by for each in made} == {"user_1"}


async def test_a_call_has_twenty_links_at_most_however_many_are_asked_for_at_once(media: Any) -> None:
    call_id = await held(media)
    answers = await asyncio.gather(*(share(media, call_id) for _ in range(25)), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, BaseException)]
    assert [(type(each), each.reason) for each in refused] == [(FailedPrecondition, "TOO_MANY_SHARES")] * 5
    shares = (await listed(media, call_id)).shares
    assert len(shares) == 20
    await revoke(media, call_id, shares[7].id)
    await share(media, call_id, hours=1)
    await media.clock.advance(3600)
    assert await share(media, call_id), "an expired link takes no place"


async def test_only_finished_calls_are_shared(media: Any) -> None:
    with pytest.raises(FailedPrecondition) as refusal:
        await share(media, await media.running())
    assert refusal.value.reason == "CALL_RUNS"


async def test_links_belong_to_their_organization_and_their_call(media: Any) -> None:
    call_id, other = await held(media), await media.ended()
    made = (await share(media, call_id)).share
    for asked in (
        share(media, call_id, organization=THEIRS),
        listed(media, call_id, organization=THEIRS),
        revoke(media, call_id, made.id, organization=THEIRS),
        revoke(media, other, made.id),
    ):
        with pytest.raises(NotFound):
            await asked
    assert (await listed(media, call_id)).shares == [made]


async def test_nobody_lets_others_hear_what_they_may_not(media: Any) -> None:
    call_id = await held(media)
    key = media.mesh.forward(media.signer.api_key(OURS, "calls.share"))
    wish = pb.CreateShareRequest(call_id=call_id, with_recording=True)
    with pytest.raises(PermissionDenied) as refusal:
        await media.shares.CreateShare(wish, metadata=key)
    assert refusal.value.metadata == {"permission": "recordings.read", "field": "with_recording"}
    await media.shares.CreateShare(pb.CreateShareRequest(call_id=call_id), metadata=key)
    with pytest.raises(PermissionDenied):
        await media.shares.CreateShare(wish, metadata=media.owner(role="viewer"))


async def test_only_services_find_whose_a_link_is(media: Any) -> None:
    call_id = await held(media)
    request = pb.FindShareRequest(secret=await secret_of(media, call_id, with_recording=True))
    found = await media.shares.FindShare(request, metadata=await media.mesh.authorize(""))
    assert (found.organization_id, found.share.call_id, found.share.with_recording) == (OURS, call_id, True)
    with pytest.raises(PermissionDenied):
        await media.shares.FindShare(request, metadata=media.owner())
    with pytest.raises(NotFound):
        await media.shares.FindShare(pb.FindShareRequest(secret="x"), metadata=await media.mesh.authorize(""))


async def test_expired_links_are_removed(media: Any) -> None:
    call_id = await held(media)
    for hours in (1, 1, 2):
        await share(media, call_id, hours=hours)
    await media.clock.advance(3600)
    await media.app.sweeper.look()
    left = [document async for block in media.app.documents.dump(SHARES) for document in block]
    links = [document async for block in media.app.documents.dump(SHARE_LINKS) for document in block]
    assert (len(left), len(links)) == (1, 1)
