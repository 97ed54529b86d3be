"""The system's Chromium, driven by Playwright, which is among the tools (`make tools`)."""

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[3]
TOOLS = REPOSITORY / f".venv/tools/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
INSTALL_S = 600
ARGUMENTS = (
    "--no-sandbox",  # which root may not have
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


class Missing(AssertionError):  # noqa: N818 - says what is wrong
    """What the tests need is not installed; the message says how to get it."""


@contextmanager
def running_chromium() -> Iterator["Chromium"]:
    require_dashboard()
    program = _program()
    with _playwright() as playwright:
        yield Chromium(playwright.chromium, program)


@dataclass(frozen=True)
class Chromium:
    """Starts browsers: the microphone is an argument of the program, so that each voice has a browser of its own."""

    kind: Any
    program: str

    @contextmanager
    def browser(self, microphone: Path | None = None) -> Iterator[Any]:
        """A Playwright Browser whose microphone hears the WAV file, over and over; without one, a beep every second."""
        arguments = [*ARGUMENTS]
        if microphone:
            arguments.append(f"--use-file-for-fake-audio-capture={microphone}")
        browser = self.kind.launch(executable_path=self.program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def require_dashboard() -> None:
    if not (REPOSITORY / "frontend/.next/BUILD_ID").exists():
        raise Missing("the dashboard is not built: `make dashboard` does that (it needs Node 20.9 or newer)")


def _program() -> str:
    """Chromium, installed first if it is missing and we may."""
    if _found() is None and os.geteuid() == 0 and shutil.which(INSTALL[0]):
        subprocess.run((INSTALL[0], "update"), timeout=INSTALL_S, check=False, capture_output=True)
        subprocess.run(INSTALL, timeout=INSTALL_S, check=False, capture_output=True)
    program = _found()
    if program is None:
        raise Missing(
            f"Chromium is not there: install it with `{' '.join(INSTALL)}` or your system's packages"
        )
    return program


def _found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _playwright() -> Any:
    # After everything of our own, so that no tool's dependency takes the place of one of the products'.
    site.addsitedir(str(TOOLS))
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - found on the path just added
    except ImportError:
        raise Missing("Playwright is not there: `make tools` installs it") from None
    return sync_playwright()
