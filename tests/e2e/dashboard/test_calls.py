"""Calls afterwards: what was not understood, links that are taken back, deletion, views and exports."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.dashboard import sound
from tests.e2e.dashboard.archive import CALLS_KEPT, FIRST_MS, FilledArchive
from tests.e2e.dashboard.visitor import Visitor, visiting
from tests.e2e.mesh import Mesh

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def member(visitor: Visitor, archive: FilledArchive) -> Visitor:
    visitor.sign_in(archive.email, archive.password)
    return visitor


def newest(archive: FilledArchive, **wanted: Any) -> str:
    calls = archive.account.get("/v1/calls", page_size=1, **wanted)["calls"]
    return str(calls[0]["id"])


def test_what_was_not_understood_says_so_and_can_be_heard(member: Visitor, archive: FilledArchive) -> None:
    member.open(f"/calls/{archive.long_call}")
    not_understood = member.page.get_by_role("button", name="Not understood (3.0 s)").first
    not_understood.click()
    member.page.wait_for_function(f"() => playedSeconds() > {FIRST_MS / 1000 + 0.5}")
    member.page.get_by_role("tab", name="Events").click()
    member.page.get_by_role("region", name="Everything that happened").get_by_text(
        "Not understood"
    ).first.wait_for()


def test_a_link_that_is_taken_back_stops_working_on_the_page_that_shows_it(
    browser: Any, mesh: Mesh, member: Visitor, archive: FilledArchive
) -> None:
    member.open(f"/calls/{archive.long_call}")
    member.presses("Share")
    member.presses("Create link")
    link = member.page.get_by_label("Link", exact=True).input_value()
    with visiting(browser, mesh) as stranger:
        stranger.page.goto(link)
        stranger.sees("Transcript")
        stranger.presses("Play")
        stranger.page.wait_for_function(sound.IS_PLAYING)
        member.presses("Revoke")
        member.sees("The link does not work any more")
        stranger.page.evaluate("() => window.dispatchEvent(new Event('visibilitychange'))")
        stranger.sees("This link does not work")
        assert stranger.page.evaluate("() => playing()") == 0
        stranger.page.reload()
        stranger.sees("This link does not work")


def test_who_deletes_a_call_is_told_what_is_lost(member: Visitor, archive: FilledArchive) -> None:
    call_id = newest(archive, disposition="booked")
    member.open("/calls?outcome=booked")
    member.page.locator("tr[data-row='0']").click()
    member.arrives_at(f"/calls/{call_id}")
    member.presses("Delete call")
    dialog = member.page.get_by_role("dialog")
    for lost in ("its record", "its transcript", "its links"):
        dialog.get_by_text(lost).wait_for()
    assert dialog.get_by_text("its recording").count() == 0
    dialog.get_by_role("button", name="Delete call").click()
    member.sees("The call is deleted")
    member.arrives_at("/calls")
    assert archive.account.http.get(f"/v1/calls/{call_id}").status_code == 404


def test_a_view_is_saved_used_renamed_and_deleted_and_is_the_persons_own(
    member: Visitor, archive: FilledArchive
) -> None:
    page = member.page
    member.open("/calls?state=completed&reason=transferred")
    member.sees("200 rows")
    menu(page, "Save these filters")
    page.get_by_label("Name").fill("Passed on")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    menu(page, "Manage views…")
    page.get_by_label("Name of “Passed on”").fill("Handed over")
    member.presses("Rename")
    page.get_by_label("Name of “Handed over”").wait_for()
    member.open("/calls")
    menu(page, "Handed over")
    page.wait_for_url("**/calls?*reason=transferred*")
    assert "state=completed" in page.url
    member.page.context.clear_cookies(name="voicera_access")
    member.page.context.clear_cookies(name="voicera_refresh")
    member.open("/calls")
    member.sign_in()
    member.open("/calls")
    page.get_by_role("button", name="Views").click()
    member.sees("No saved views yet")
    page.keyboard.press("Escape")


def menu(page: Any, item: str) -> None:
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name=item).click()


def test_an_export_says_how_far_it_is_and_has_what_the_filters_leave(
    member: Visitor, archive: FilledArchive, tmp_path: Path, counts: dict[str, str]
) -> None:
    member.open("/calls?failures=1&order=oldest")
    member.sees("200 rows")
    with member.page.expect_download() as downloading:
        member.presses("Export CSV")
    file = tmp_path / "calls.csv"
    downloading.value.save_as(file)
    with file.open(newline="") as text:
        rows = list(csv.DictReader(text))
    assert 200 < len(rows) < CALLS_KEPT
    assert {row["provider_failures"] for row in rows} == {"1"}
    moments = [row["created_at"] for row in rows]
    assert moments == sorted(moments)
    member.sees(f"{len(rows):,} calls are exported")
    member.open("/calls")
    member.presses("Export CSV")
    member.page.get_by_text("calls so far").filter(has_text="000").wait_for()
    member.presses("Stop export")
    member.page.get_by_role("button", name="Export CSV").wait_for()
