"""Says in our words what went wrong at the provider; its own words may quote keys and conversations."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import httpx2
import openai

from voicera_adapters.vendors.openai.answer import ANSWER_INVALID
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    ResourceExhausted,
    ServiceError,
    Unavailable,
    invalid,
)

KEY_REJECTED: Final = "PROVIDER_KEY_REJECTED"
_RETRY_AFTER_S: Final = 1.0
_LONGEST_RETRY_S: Final = 3600.0


@contextmanager
def telling_failures() -> Iterator[None]:
    """Raise a ServiceError for whatever the client raises inside."""
    try:
        yield
    except (openai.APITimeoutError, httpx2.TimeoutException):
        raise DeadlineExceeded("the provider did not answer in time") from None
    except (openai.APIConnectionError, httpx2.HTTPError):
        raise Unavailable("the connection to the provider failed") from None
    except openai.APIStatusError as error:
        raise _refusal(error) from None
    except (openai.APIError, json.JSONDecodeError, UnicodeDecodeError, AttributeError, TypeError):
        # The client parses without checking: garbage shows as whatever it stumbles over.
        raise Unavailable("the provider's answer was not understood", reason=ANSWER_INVALID) from None


def _refusal(error: openai.APIStatusError) -> ServiceError:
    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return FailedPrecondition("the provider rejected the API key", reason=KEY_REJECTED)
        case openai.RateLimitError():
            return ResourceExhausted("the provider's rate limit is reached", retry_after=_retry_after(error))
        case openai.NotFoundError():
            return invalid("model", "is not known to the provider")
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return invalid(_field(error), "was refused by the provider")
        case _:
            return Unavailable(f"the provider failed with status {error.status_code}")


def _field(error: openai.APIStatusError) -> str:
    """Return the request's field the provider names, in its spelling."""
    known = {"messages", "tools", "temperature", "model"}
    name = (error.param or "").split("[")[0].split(".")[0]
    if name.startswith("max_"):
        return "max_output_tokens"
    return name if name in known else "request"


def _retry_after(error: openai.APIStatusError) -> timedelta:
    try:
        seconds = float(error.response.headers.get("retry-after", _RETRY_AFTER_S))
    except ValueError:
        seconds = _RETRY_AFTER_S
    return timedelta(seconds=min(max(seconds, 0.0), _LONGEST_RETRY_S))
