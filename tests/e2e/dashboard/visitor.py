"""Somebody in front of the dashboard."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.dashboard import sound
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

    def sees(self, text: str, within_ms: int = WAIT_MS) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=within_ms)

    def presses(self, name: str) -> None:
        """A button, by what it is called exactly."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follows(self, name: str) -> None:
        """A link, by what it is called."""
        self.page.get_by_role("link", name=name).first.click()

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

    def hears(self, within_ms: int = WAIT_MS) -> None:
        """Wait until the page plays something that is no silence."""
        self.page.wait_for_function(sound.IS_AUDIBLE, timeout=within_ms)

    def _note(self, kind: str, text: str) -> None:
        """A refusal of the API is no complaint: pages say it themselves."""
        is_broken = kind == "error" and "Failed to load resource" not in text
        if is_broken or "Content Security Policy" in text or "ydrat" in text:
            self.complaints.append(text)


leaving: ContextVar[Callable[[Visitor], None]] = ContextVar("leaving", default=lambda _visitor: None)
"""What is done with every visitor whose walk is over, while their window is still open."""


@contextmanager
def visiting(browser: Any, mesh: Mesh, **options: Any) -> Iterator[Visitor]:
    context = browser.new_context(**{
        "locale": "en-IN",
        "viewport": {"width": 1280, "height": 800},
        "ignore_https_errors": True,
        **options,
    })
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(sound.EARS)
    page = context.new_page()
    visitor = Visitor(page, mesh)
    page.on("console", lambda message: visitor._note(message.type, message.text))
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    try:
        yield visitor
    finally:
        leaving.get()(visitor)
        context.close()
