"""No page keeps anybody out."""

from collections.abc import Callable

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.dashboard.axe import grave_problems
from tests.e2e.dashboard.pages import Page, all_pages, ids_of
from tests.e2e.dashboard.screens import place_call, show
from tests.e2e.dashboard.visitor import Visitor
from tests.e2e.mesh import Account, Json
from tests.e2e.specs import reception

FADED_MS = 800
"""Colours change slowly."""
DARK = "() => { document.documentElement.dataset.theme = 'dark'; }"


@pytest.mark.timeout(600)
def test_no_page_has_a_serious_problem_in_light_or_in_dark(
    visitor: Visitor,
    account: Account,
    carrier: Carrier,
    number_for: Callable[[Json], str],
    counts: dict[str, str],
) -> None:
    place_call(account, carrier, number_for(reception()))
    pages = all_pages(ids_of(account))
    found = [(problem, page.name) for page in pages if page.is_public for problem in _problems(visitor, page)]
    visitor.sign_in()
    found += [
        (problem, page.name) for page in pages if not page.is_public for problem in _problems(visitor, page)
    ]
    counts["pages without serious problems"] = (
        f"{len(pages) - len({name for _, name in found})} of {len(pages)}"
    )
    where = {problem: [name for each, name in found if each == problem] for problem, _ in found}
    assert not where, "\n".join(f"{problem}: {', '.join(names)}" for problem, names in where.items())


def _problems(visitor: Visitor, page: Page) -> list[str]:
    show(visitor, page)
    light = grave_problems(visitor.page)
    visitor.page.evaluate(DARK)
    visitor.page.wait_for_timeout(FADED_MS)
    dark = grave_problems(visitor.page, "color-contrast")
    return light + [f"in dark: {each}" for each in dark]
