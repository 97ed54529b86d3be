"""How much JavaScript a page needs before it can be used."""

import gzip
import re
from functools import cache

import pytest

from tests.e2e.dashboard.chromium import REPOSITORY
from tests.e2e.dashboard.pages import all_pages
from tests.e2e.dashboard.visitor import Visitor

LIMIT_KB = 300
"""React, Next and what every page shares are about 210 of it."""
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
    assert {route: size for route, size in sizes.items() if size > LIMIT_KB} == {}
