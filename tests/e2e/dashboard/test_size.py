"""How much JavaScript a page needs before it can be used."""

import gzip
import re
from functools import cache

import pytest

from tests.e2e.dashboard.chromium import REPOSITORY
from tests.e2e.dashboard.pages import all_pages
from tests.e2e.dashboard.visitor import Visitor

GOAL_KB = 200
"""For a page that has no budget yet. React and Next alone are 135 of it, whatever a page shows."""
BUDGETS_KB = {
    "/": 196,
    "/agents": 204,
    "/agents/[id]": 210,
    "/agents/[id]/behaviour": 215,
    "/agents/[id]/history": 209,
    "/agents/[id]/variables": 215,
    "/agents/[id]/voice": 217,
    "/analytics": 205,
    "/audiences": 186,
    "/calls": 198,
    "/calls/[id]": 202,
    "/campaigns": 186,
    "/forgot-password": 181,
    "/integrations": 196,
    "/invitation": 182,
    "/knowledge": 186,
    "/live": 194,
    "/live/[id]": 205,
    "/numbers": 197,
    "/numbers/carrier": 197,
    "/reset": 181,
    "/settings": 189,
    "/settings/api-keys": 205,
    "/settings/appearance": 202,
    "/settings/audit": 200,
    "/settings/members": 199,
    "/settings/organization": 195,
    "/settings/profile": 196,
    "/settings/storage": 200,
    "/shared/[secret]": 183,
    "/sign-in": 181,
    "/sign-up": 181,
}
"""About 4 kB above what each page has come down to, so that nothing creeps back unnoticed."""
BUILD = REPOSITORY / "frontend/.next"
SCRIPTS = re.compile(r'<script(?![^>]*noModule)[^>]+src="/_next/(static/[^"?]+\.js)')
IDS = dict.fromkeys(("agents", "calls", "live", "shared"), "some")


@cache
def gzipped(file: str) -> int:
    return len(gzip.compress((BUILD / file).read_bytes(), 6))


def first_load(html: str) -> int:
    """Bytes of the scripts that a page names for today's browsers, as they go over the wire."""
    return sum(gzipped(file) for file in set(SCRIPTS.findall(html)))


@pytest.mark.timeout(240)
def test_pages_load_little_javascript_at_first(visitor: Visitor, counts: dict[str, str]) -> None:
    visitor.sign_in()
    pages = {page.route: page.path for page in all_pages(IDS)}
    sizes = {
        route: first_load(visitor.page.request.get(visitor.mesh.public_url + path).text()) / 1000
        for route, path in pages.items()
    }
    largest = sorted(sizes.items(), key=lambda each: -each[1])
    counts["JavaScript of pages, gzipped"] = ", ".join(f"{route} {size:.0f} kB" for route, size in largest)
    assert min(sizes.values()) > 0
    assert {route: size for route, size in sizes.items() if size > budget_kb(route)} == {}


def budget_kb(route: str) -> int:
    return BUDGETS_KB.get(route.partition("?")[0].replace("{agent}", "[id]"), GOAL_KB)
