"""Pages of the running mesh in a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.e2e.dashboard.chromium import running_chromium
from tests.e2e.mesh import Mesh

WAIT_MS = 20_000


@dataclass
class Visitor:
    """One browser window with cookies of its own; `complaints` are what its console said was refused or broken."""

    page: Any
    mesh: Mesh
    complaints: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return str(self.page.url).removeprefix(self.mesh.public_url).partition("?")[0]

    def open(self, path: str) -> None:
        self.page.goto(self.mesh.public_url + path)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def submit(self) -> None:
        self.page.locator("form button[type=submit]").click()

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def arrives_at(self, path: str) -> None:
        self.page.wait_for_url(f"{self.mesh.public_url}{path}")

    def sign_in(self, email: str = "", password: str = "") -> None:
        """From wherever the sign-in page was asked for, or from there."""
        if self.path != "/sign-in":
            self.open("/sign-in")
        credentials = self.mesh.credentials
        self.fill(email=email or credentials["email"], password=password or credentials["password"])
        self.submit()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def visitor(chromium: Any, mesh: Mesh) -> Iterator[Visitor]:
    context = chromium.new_context(locale="en-IN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    visitor = Visitor(page, mesh)
    page.on("console", lambda message: _note(visitor, message.text))
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    yield visitor
    context.close()
    assert visitor.complaints == []


def _note(visitor: Visitor, text: str) -> None:
    if "Content Security Policy" in text or "Hydration" in text or "hydrat" in text:
        visitor.complaints.append(text)
