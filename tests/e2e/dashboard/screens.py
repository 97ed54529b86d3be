"""Keeps a picture of every page, light and dark, wide and narrow: `python -m tests.e2e.dashboard.screens`."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from tests.e2e.carrier import Carrier
from tests.e2e.dashboard.chromium import REPOSITORY, running_chromium
from tests.e2e.dashboard.pages import Page, all_pages, ids_of
from tests.e2e.dashboard.visitor import Visitor, visiting
from tests.e2e.mesh import Account, Mesh, running_mesh
from tests.e2e.specs import reception

SCREENS = REPOSITORY / ".artifacts/screens"
THEMES = ("light", "dark")
SIZES = ((1440, 900), (390, 844))
SETTLED_MS = 700
NUMBER = "+918045999001"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the names of the pages to keep")
    parser.add_argument("--language", choices=("en", "hi"), default="en")
    chosen = parser.parse_args()
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data_dir, running_mesh(Path(data_dir)) as mesh:
        keep(mesh, chosen.only, chosen.language)


def keep(mesh: Mesh, only: str = "", language: str = "en") -> None:
    account, carrier = mesh.account(), Carrier.of(mesh)
    carrier.rent(NUMBER)
    account.attach(NUMBER, account.publish("Front desk", reception()))
    place_call(account, carrier, NUMBER)
    pages = [page for page in all_pages(ids_of(account)) if only in page.name]
    with running_chromium() as chromium, chromium.browser() as browser:
        for (width, height), theme in product(SIZES, THEMES):
            with looking(browser, mesh, (width, height), theme, language) as visitor:
                for page in sorted(pages, key=lambda each: not each.is_public):
                    keep_page(visitor, page, SCREENS / f"{page.name}-{theme}-{width}.png")


@contextmanager
def looking(
    browser: Any, mesh: Mesh, size: tuple[int, int], theme: str, language: str = "en"
) -> Iterator[Visitor]:
    with ExitStack() as stack:
        viewport = {"width": size[0], "height": size[1]}
        visitor = stack.enter_context(visiting(browser, mesh, viewport=viewport))
        preferences = {"theme": theme, "locale": language}
        cookies = [
            {"name": name, "value": value, "url": mesh.public_url} for name, value in preferences.items()
        ]
        visitor.page.context.add_cookies(cookies)
        yield visitor


def keep_page(visitor: Visitor, page: Page, file: Path) -> None:
    """Public pages come first: whoever is signed in is led away from them."""
    if not page.is_public and not visitor.page.context.cookies(visitor.mesh.public_url)[2:]:
        visitor.sign_in()
    show(visitor, page)
    visitor.page.screenshot(path=file, full_page=True)


def show(visitor: Visitor, page: Page) -> None:
    """Open a page and wait until it has what it asked for. Streams never end, so that silence is no sign."""
    visitor.open(page.path)
    visitor.page.wait_for_load_state()
    visitor.page.wait_for_function("() => !document.querySelector('.animate-shimmer')")
    visitor.page.wait_for_timeout(SETTLED_MS)


def place_call(account: Account, carrier: Carrier, number: str) -> str:
    """A short call in which both sides speak, so that pages of calls have something to show; returns its id."""
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    carrier.report(placed)
    return str(account.ended(account.call(placed)["id"])["id"])


if __name__ == "__main__":
    main()
