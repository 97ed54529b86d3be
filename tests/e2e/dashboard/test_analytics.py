"""Figures of calls are those of the API, on the page and in its files."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.dashboard.screens import place_call
from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.mesh import Account, Json
from tests.e2e.specs import reception

CHART = "Calls"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.timeout(240)
def test_figures_on_the_page_and_in_its_files_are_those_of_the_api(
    visitor: Visitor,
    account: Account,
    carrier: Carrier,
    number_for: Callable[[Json], str],
    tmp_path: Path,
) -> None:
    number = number_for(reception())
    agent_id = account.agent_behind(number)
    call = account.get(f"/v1/calls/{place_call(account, carrier, number)}")
    assert (call["state"], call["turns"]) == ("CALL_STATE_COMPLETED", 1), call
    visitor.sign_in()
    visitor.open(f"/analytics?range=today&agent={agent_id}")
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    query = {"agent_id": agent_id, "created_after": midnight.astimezone(UTC).isoformat()}
    total = account.get("/v1/analytics/calls", **query)["total"]
    assert total["calls"] == "1"
    row = visitor.page.get_by_role("region", name="Compare by: Agent").get_by_role("row").nth(1)
    row.wait_for()
    cells = [cell.inner_text() for cell in row.get_by_role("cell").all()]
    contained = f"{100 * int(total['contained'])} %"
    assert cells[:4] == [total["calls"], "100 %", contained, total["failed"]]
    assert cells[5] == written(total["response_p50_ms"])
    saved = {kind: download(visitor.page, kind, tmp_path) for kind in ("CSV", "PNG", "SVG")}
    rows = list(csv.DictReader(io.StringIO(saved["CSV"].decode())))
    assert sum(int(each["Answered"]) for each in rows) == int(total["answered"])
    assert saved["PNG"].startswith(PNG)
    assert b"var(" not in saved["SVG"]
    assert b"oklch" not in saved["SVG"]


def test_a_tried_draft_is_no_figure_until_tests_are_asked_for(
    visitor: Visitor, account: Account, carrier: Carrier, number_for: Callable[[Json], str]
) -> None:
    number = number_for(reception())
    agent_id = account.agent_behind(number)
    place_call(account, carrier, number)
    tried = account.post("/v1/calls:startBrowser", {"agent_id": agent_id, "draft": True})["call"]
    spoken = account.post("/v1/calls:startBrowser", {"agent_id": agent_id})["call"]
    assert (tried["is_test"], spoken["is_test"]) == (True, False)
    real = account.get("/v1/analytics/calls", agent_id=agent_id)["total"]["calls"]
    every = account.get("/v1/analytics/calls", agent_id=agent_id, include_tests=True)["total"]["calls"]
    assert (real, every) == ("2", "3")
    visitor.sign_in()
    visitor.open(f"/analytics?range=today&agent={agent_id}")
    row = visitor.page.get_by_role("region", name="Compare by: Agent").get_by_role("row").nth(1)
    row.get_by_role("cell", name=real, exact=True).first.wait_for()
    visitor.page.get_by_role("checkbox", name="Include tests").click()
    row.get_by_role("cell", name=every, exact=True).first.wait_for()
    visitor.open(f"/calls?agent={agent_id}&tests=only")
    listed = visitor.page.get_by_role("row").filter(has_text="Test")
    listed.first.wait_for()
    assert visitor.page.get_by_role("row").count() == 2, "the heading and the one draft that was tried"


def written(ms: int) -> str:
    return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.1f}".removesuffix(".0") + " s"


def download(page: Any, kind: str, folder: Path) -> bytes:
    """What the menu of the chart saves."""
    page.get_by_role("img", name=f"Chart: {CHART}.").locator("svg").first.wait_for()
    with page.expect_download() as started:
        page.get_by_role("button", name=f"Save: {CHART}", exact=True).click()
        page.get_by_role("menuitem", name=kind).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file.read_bytes()
