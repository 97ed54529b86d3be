"""Makes obstore's client, and typed errors of what it raises."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from voicera_kit.errors import NotFound, Unavailable
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.s3.address import S3Address

if TYPE_CHECKING:  # these have no existence at run time
    from obstore.store import ClientConfig, RetryConfig, S3Config

DEADLINE_S: Final = 30.0
"""For one request, or one step of a stream; retries are within it."""
CONNECT: Final = timedelta(seconds=5)
LONGEST_TRANSFER: Final = timedelta(hours=6)
"""A reader may be as slow as a person listening; each step has its own deadline."""
RETRY_AFTER: Final = timedelta(seconds=2)
_NO_PREFIX: Final = ".ping"
"""No organization has this name."""
_RETRY: "Final[RetryConfig]" = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=10),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
}

Answer = TypeVar("Answer")
_log = structlog.get_logger(__name__)


def connect(address: S3Address, access: ObjectAccess) -> S3Store:
    """Return a client that connects when it is first asked."""
    config: S3Config = {"endpoint": address.endpoint, "region": address.region}
    if access.access_key.get_secret_value():
        config["access_key_id"] = access.access_key.get_secret_value()
        config["secret_access_key"] = access.secret_key.get_secret_value()
    if access.encryption != "off":
        config["server_side_encryption"] = access.encryption
    client: ClientConfig = {
        "allow_http": address.is_plain,
        "connect_timeout": CONNECT,
        "read_timeout": timedelta(seconds=DEADLINE_S),
        "timeout": LONGEST_TRANSFER,
    }
    if address.ca is not None:
        client["root_certificate"] = address.ca.read_bytes()
    return S3Store(address.bucket, config=config, client_options=client, retry_config=_RETRY)


async def ask(request: Awaitable[Answer]) -> Answer:
    """Wait for the answer until the deadline; Unavailable, also where the bucket is missing."""
    with typed_errors():
        async with asyncio.timeout(DEADLINE_S):
            return await request


async def ask_for(key: str, request: Awaitable[Answer]) -> Answer:
    """Wait as ask() does, for something that may be NotFound."""

    async def found() -> Answer:
        try:
            return await request
        except FileNotFoundError:
            raise NotFound("object", key) from None

    return await ask(found())


async def ping(store: S3Store) -> None:
    """Unavailable unless the bucket is there, not logged: whoever asks time and again says it once.

    A prefix nobody has is listed, for the client has no request about the bucket alone.
    """
    try:
        async with asyncio.timeout(DEADLINE_S):
            await obstore.list_with_delimiter_async(store, _NO_PREFIX)
    except (BaseError, OSError) as error:
        raise Unavailable("the object store is unavailable", retry_after=RETRY_AFTER) from error


@contextmanager
def typed_errors() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        _log.warning("objects.unavailable", error=type(error).__name__)
        raise Unavailable("the object store is unavailable", retry_after=RETRY_AFTER) from error
