"""Looks for what keeps people from using a page, with axe-core, which is among the dashboard's packages."""

from functools import cache
from typing import Any

from tests.e2e.dashboard.chromium import REPOSITORY, Missing

SCRIPT = REPOSITORY / "frontend/node_modules/axe-core/axe.min.js"
GRAVE = ("serious", "critical")
RUN = """async (rules) => {
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  const { violations } = await axe.run(document, options);
  const places = (nodes) => nodes.map((node) => node.target.join(" "));
  return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, at: places(nodes) }));
}"""


def grave_problems(page: Any, *rules: str) -> list[str]:
    """What is serious or critical on the page as it stands, by all rules or by these."""
    page.evaluate(_axe())
    found = page.evaluate(RUN, list(rules) or None)
    return [
        f"{each['id']} ({each['impact']}): {each['help']} at {'; '.join(each['at'][:3])}"
        for each in found
        if each["impact"] in GRAVE
    ]


@cache
def _axe() -> str:
    if not SCRIPT.exists():
        raise Missing("axe-core is not there: `npm --prefix frontend ci` installs it")
    return SCRIPT.read_text()
