"""Reads vendor settings with their model, and names wrong ones by their path in the request."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from voicera_kit.errors import FieldViolation, InvalidArgument

Model = TypeVar("Model", bound=BaseModel)


def read_settings(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Raises InvalidArgument naming "settings.<field>"."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise InvalidArgument(*_violations(error)) from None


def _violations(error: ValidationError) -> Iterator[FieldViolation]:
    for each in error.errors(include_input=False, include_url=False):
        path = ".".join(("settings", *(str(part) for part in each["loc"])))
        yield FieldViolation(path, each["msg"].removeprefix("Value error, "))


@contextmanager
def renaming(rename: Callable[[str], str]) -> Iterator[None]:
    """Give the fields of an InvalidArgument raised inside other names."""
    try:
        yield
    except InvalidArgument as error:
        raise InvalidArgument(
            *(FieldViolation(rename(each.field), each.description) for each in error.violations),
            reason=error.reason,
        ) from None


def within(field: str) -> AbstractContextManager[None]:
    """Put the message's name before the fields of an InvalidArgument raised inside."""
    return renaming(lambda name: f"{field}.{name}")
