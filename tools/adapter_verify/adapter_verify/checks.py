"""What a check is, and the three ways it ends: it returns, fails or is skipped."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject")
Run = Callable[[Subject], Awaitable[None]]


class Failed(Exception):  # noqa: N818 - an outcome
    """The server did not do what the contract says."""

    def __init__(self, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}; came {came}")
        self.expected = expected
        self.came = came


class Skipped(Exception):  # noqa: N818 - an outcome
    """There is nothing to check; the message says why."""


def require(condition: object, expected: str, came: object) -> None:
    """Raise Failed unless the condition holds."""
    if not condition:
        raise Failed(expected, str(came))


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """`rule` is the sentence of the contract that is checked."""

    name: str
    rule: str
    run: Run[Subject]


class Checks(Generic[Subject]):
    """The checks of a family, in the order they were added; a check's docstring is its rule."""

    def __init__(self, family: str) -> None:
        self._family = family
        self._checks: list[Check[Subject]] = []

    def __call__(self, run: Run[Subject]) -> Run[Subject]:
        name = f"{self._family}.{run.__name__}"
        self._checks.append(Check(name, (run.__doc__ or "").strip(), run))
        return run

    def __iter__(self) -> Iterator[Check[Subject]]:
        return iter(self._checks)
