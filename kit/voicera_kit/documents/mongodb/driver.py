"""Speaks to the server through PyMongo; its errors, and its words, stay inside."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlsplit
from weakref import WeakValueDictionary

import structlog
from bson.errors import BSONError
from pymongo import AsyncMongoClient, ReadPreference, WriteConcern
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DocumentTooLarge, PyMongoError

from voicera_kit.documents.mongodb.layout import Record
from voicera_kit.errors import ResourceExhausted, Unavailable, invalid
from voicera_kit.settings import PREFIX, SettingsError

Result = TypeVar("Result")
Client = AsyncMongoClient[Record]
Database = AsyncDatabase[Record]
Work = Callable[[], Awaitable[Result]]

RETRY_AFTER: Final = timedelta(seconds=1)
DEFAULTS: Final = {"timeoutMS": 5000, "connectTimeoutMS": 3000, "maxPoolSize": 50}
"""Used for what the URL does not say: the deadline of one operation, of a connection, and how many there are."""

MAYBE_TAKEN: Final = (11000, 1)
"""The codes of a duplicate key; FerretDB calls it an internal error when an update makes it."""

_MAX_WAITING: Final = 10_000
_DEFAULT_PREFIX: Final = "voicera"

_log = structlog.get_logger(__name__)


def connect(url: str, name: str) -> tuple[Client, Database]:
    """Return a client and the database `<path of the URL, or voicera>_<name>`; SettingsError for a bad URL."""
    try:
        parts = urlsplit(url)
        given = {option.lower() for option, _ in parse_qsl(parts.query)}
        options: dict[str, Any] = {
            option: value for option, value in DEFAULTS.items() if option.lower() not in given
        }
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error"
            )  # the driver drops an option it cannot read, even tls, with a warning
            client: Client = AsyncMongoClient(url, appname=f"voicera-{name}", **options)
        prefix = parts.path.strip("/") or _DEFAULT_PREFIX
        return client, client.get_database(
            f"{prefix}_{name}",
            read_preference=ReadPreference.PRIMARY,
            write_concern=WriteConcern("majority", j=True),
        )
    except (PyMongoError, ValueError, TypeError, Warning):
        # The driver's words would repeat parts of the URL, which holds a password.
        raise SettingsError(f"{PREFIX}DOCUMENTS_URL is not a URL of MongoDB") from None


async def ping(database: Database) -> None:
    """Unavailable unless the server answers, not logged: whoever asks time and again says it once."""
    try:
        await database.command("ping")
    except PyMongoError as error:
        raise Unavailable("the document store is unavailable", retry_after=RETRY_AFTER) from error


@contextmanager
def driver_errors() -> Iterator[None]:
    """Tell values that cannot be stored from a server that cannot be reached; log no text of documents."""
    try:
        yield
    except DocumentTooLarge as error:
        raise invalid("body", "is too large together with its indexed values") from error
    except (OverflowError, UnicodeEncodeError, BSONError) as error:
        raise invalid("value", "cannot be stored") from error
    except PyMongoError as error:
        code = getattr(error, "code", None)
        _log.warning("documents.unavailable", error=type(error).__name__, code=code)
        raise Unavailable("the document store is unavailable", retry_after=RETRY_AFTER) from error


class Requests:
    """Bounds who waits for the server, and brings a write to its end even if its caller has gone."""

    def __init__(self) -> None:
        self._waiting = 0
        self._writes: set[asyncio.Task[Any]] = set()
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[None]:
        if self._waiting >= _MAX_WAITING:
            raise ResourceExhausted("too many requests are waiting", retry_after=RETRY_AFTER)
        self._waiting += 1
        try:
            with driver_errors():
                yield
        finally:
            self._waiting -= 1

    async def write(self, work: Work[Result], committed: Callable[[Result], None]) -> Result:
        """Return the result once it is durable; `committed` is called with it in any case."""
        task = asyncio.create_task(self._write(work, committed))
        self._writes.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def turn(self, document: Hashable) -> asyncio.Lock:
        """Hold it while changing the document, so that changes are announced in the order they happened."""
        return self._turns.setdefault(document, asyncio.Lock())

    async def close(self) -> None:
        await asyncio.gather(*self._writes, return_exceptions=True)

    async def _write(self, work: Work[Result], committed: Callable[[Result], None]) -> Result:
        async with self.admitted():
            result = await work()
        committed(result)
        return result

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._writes.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may have gone, and nobody else asks
