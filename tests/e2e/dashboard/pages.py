"""Every page of the dashboard, read from its build, so that none is forgotten."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.e2e.dashboard.chromium import REPOSITORY
from tests.e2e.mesh import Account, Json

ROUTES = REPOSITORY / "frontend/.next/app-path-routes-manifest.json"
PUBLIC_GROUPS = ("/(public)/", "/shared/")
NO_PAGES = ("/_", "/[...", "/healthz")
TABS = ("/agents/{agent}?test=voice", "/agents/{agent}?test=text", "/nowhere")
"""What a route shows only with more in its address."""


@dataclass(frozen=True)
class Page:
    route: str
    path: str
    is_public: bool

    @property
    def name(self) -> str:
        """As a file may be called."""
        words = self.route.replace("[", "").replace("]", "").replace("?", "/").replace("=", "-")
        return words.strip("/").replace("/", "_").replace("{", "").replace("}", "") or "home"


def all_pages(ids: Mapping[str, str]) -> list[Page]:
    """The pages, with `ids` of what exists in their addresses: "agents", "calls", "live" and "shared"."""
    routes: Json = json.loads(ROUTES.read_text())
    found = [
        Page(route, _address(route, ids), file.startswith(PUBLIC_GROUPS))
        for file, route in sorted(routes.items())
        if not route.startswith(NO_PAGES)
    ]
    tabs = [Page(each, each.format(agent=ids["agents"]), is_public=False) for each in TABS]
    return found + tabs


def ids_of(account: Account) -> dict[str, str]:
    """Things to show. The call has been talked in."""
    agents = account.get("/v1/agents", page_size=100)["agents"]
    calls = account.get("/v1/calls", page_size=100)["calls"]
    agent = next((each for each in agents if each["display_name"] == "Appointments"), agents[0])
    call = max(calls, key=lambda each: each["turns"], default=None)
    assert call, "no call was placed yet"
    link = account.post(f"/v1/calls/{call['id']}/shares", {"hours": 1, "with_recording": True})
    secret = str(link["path"]).rpartition("/")[2]
    return {"agents": agent["id"], "calls": call["id"], "live": call["id"], "shared": secret}


def _address(route: str, ids: Mapping[str, str]) -> str:
    return "/" + "/".join(_filled(route.strip("/").split("/"), ids))


def _filled(parts: list[str], ids: Mapping[str, str]) -> Iterator[str]:
    for before, part in zip(["", *parts], parts, strict=False):
        yield ids[before] if part.startswith("[") else part
