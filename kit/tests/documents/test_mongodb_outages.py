"""A server that is away, hangs or refuses is an outage the caller may retry, told in our words."""

import asyncio
import gc
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from store_servers import Server, ferretdb_server
from voicera_kit.documents import Collection, DocumentStore, open_documents
from voicera_kit.errors import ServiceError, Unavailable
from voicera_kit.settings import SettingsError
from voicera_kit.testing import Certificates, free_port

NOTES = Collection("notes")
OPTIONS = "timeoutMS=1000&connectTimeoutMS=500"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = ferretdb_server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


class Line:
    """Leads to the server until it is cut off; a cut line stays open and says nothing."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._tasks: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()
        self.connected.set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, commands = await asyncio.open_connection("127.0.0.1", self._upstream)
        for source, target in ((reader, commands), (answers, writer)):
            task = asyncio.create_task(self._carry(source, target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while part := await source.read(65536):
                await self.connected.wait()
                target.write(part)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.transport.abort()


@asynccontextmanager
async def line_to(server: Server, **options: object) -> AsyncIterator[tuple[int, Line]]:
    line = Line(server.port)
    listener = await asyncio.start_server(line.accept, "127.0.0.1", 0, **options)
    try:
        yield listener.sockets[0].getsockname()[1], line
    finally:
        listener.close()
        await line.close()
        await asyncio.sleep(0.1)  # what was aborted is closed in the next rounds of the loop


def verbs(store: DocumentStore) -> dict[str, Callable[[], Awaitable[object]]]:
    return {
        "get": lambda: store.get("org_1", NOTES, "note_1"),
        "find": lambda: store.find("org_1", NOTES),
        "count": lambda: store.count("org_1", NOTES),
        "aggregate": lambda: store.aggregate("org_1", NOTES, group_by=("id",)),
        "insert": lambda: store.insert("org_1", NOTES, "note_2", {}),
        "replace": lambda: store.replace("org_1", NOTES, "note_1", {}, if_revision=1),
        "delete": lambda: store.delete("org_1", NOTES, "note_1"),
        "claim": lambda: store.claim("org_1", NOTES, (), owner="me", lease_s=1),
        "renew": lambda: store.renew("org_1", NOTES, "note_1", owner="me", lease_s=1),
        "ping": store.ping,
        "release": lambda: store.release("org_1", NOTES, "note_1", owner="me"),
    }


def assert_says_nothing(error: ServiceError, *secrets: str) -> None:
    said = f"{error.message} {error.metadata} {error}"
    assert error.message == "the document store is unavailable"
    assert not [each for each in (*secrets, "127.0.0.1", "localhost", "pymongo", "notes") if each in said]


@pytest.mark.integration
async def test_every_verb_names_an_outage_and_works_again_after_it(tmp_path: Path) -> None:
    server = ferretdb_server(tmp_path)
    server.start()
    try:
        url = f"mongodb://127.0.0.1:{server.port}/?{OPTIONS}&serverSelectionTimeoutMS=300"
        async with open_documents(url, "suite", tmp_path, [NOTES]) as store:
            await store.insert("org_1", NOTES, "note_1", {"text": "kept"})
            server.stop()
            outcomes = await asyncio.gather(
                *(verb() for verb in verbs(store).values()), return_exceptions=True
            )
            for outcome in outcomes:
                assert isinstance(outcome, Unavailable)
                assert outcome.retry_after is not None
                assert_says_nothing(outcome)
            server.start()
            assert (await patiently(verbs(store)["get"])).body == {"text": "kept"}
            await store.insert("org_1", NOTES, "note_3", {})
    finally:
        server.stop()


@pytest.mark.integration
async def test_a_server_that_hangs_is_given_up_at_the_deadline(server: Server, tmp_path: Path) -> None:
    async with (
        line_to(server) as (port, line),
        open_documents(f"mongodb://127.0.0.1:{port}/?{OPTIONS}", "hangs", tmp_path, [NOTES]) as store,
    ):
        line.connected.clear()
        started = time.monotonic()
        outcomes = await asyncio.gather(*(verb() for verb in verbs(store).values()), return_exceptions=True)
        assert time.monotonic() - started < 4
        assert [type(each) for each in outcomes] == [Unavailable] * len(outcomes)
        line.connected.set()
        await patiently(verbs(store)["count"])


@pytest.mark.integration
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_connections_are_encrypted_and_the_server_is_checked(server: Server, tmp_path: Path) -> None:
    files = Certificates(tmp_path).files_of("localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.cert_file, files.key_file)
    async with line_to(server, ssl=context) as (port, _):
        url = f"mongodb://127.0.0.1:{port}/?{OPTIONS}&tls=true&tlsAllowInvalidHostnames=true"
        async with open_documents(f"{url}&tlsCAFile={files.ca_file}", "tls", tmp_path, [NOTES]) as store:
            await store.insert("org_1", NOTES, "note_1", {})
        await assert_is_refused(url, tmp_path)
    gc.collect()  # the driver leaves the socket of a handshake that failed to be collected


@pytest.mark.integration
async def test_the_password_is_checked_and_never_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ferretdb_server(
        tmp_path,
        "--test-enable-new-auth",
        "--setup-database=admin",
        "--setup-username=asha",
        "--setup-password=open-sesame",
    )
    server.start()
    try:
        at = f"127.0.0.1:{server.port}/?{OPTIONS}&authMechanism=SCRAM-SHA-256"
        async with open_documents(f"mongodb://asha:open-sesame@{at}", "auth", tmp_path, [NOTES]) as store:
            await store.insert("org_1", NOTES, "note_1", {})
        with pytest.raises(Unavailable) as caught:
            async with open_documents(f"mongodb://asha:wrong-word@{at}", "auth", tmp_path, [NOTES]):
                pass
        assert_says_nothing(caught.value, "asha", "wrong-word")
    finally:
        server.stop()
    shown = capsys.readouterr()
    assert "wrong-word" not in shown.out + shown.err


@pytest.mark.parametrize(
    "url",
    [
        "mongodb:",
        "mongodb://",
        "mongodb://asha:secret@",
        "mongodb://asha:secret@host:port/",
        "mongodb://asha:se/cret@host/",
        "mongodb://asha:secret@host/?timeoutMS=soon",
        "mongodb://asha:secret@host/?tls=perhaps",
        "mongodb://asha:secret@host/?tsl=true",
        "mongodb://asha:secret@host/a.b",
        "mongodb://asha:secret@host/a/b",
    ],
)
async def test_a_bad_url_is_refused_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        async with open_documents(url, "suite", tmp_path, [NOTES]):
            pass
    assert str(caught.value) == "VOICERA_DOCUMENTS_URL is not a URL of MongoDB"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_nobody_at_the_address_is_an_outage(tmp_path: Path) -> None:
    url = f"mongodb://asha:secret@127.0.0.1:{free_port()}/?timeoutMS=200"
    with pytest.raises(Unavailable) as caught:
        async with open_documents(url, "suite", tmp_path, [NOTES]):
            pass
    assert_says_nothing(caught.value, "secret")
    gc.collect()  # the driver leaves the socket of a connection it gives up in the making to be collected


async def assert_is_refused(url: str, data_dir: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        async with open_documents(url, "refused", data_dir, [NOTES]):
            pass
    assert_says_nothing(caught.value)


async def patiently(work: Callable[[], Awaitable[object]]) -> object:
    """Do it again while the driver finds its server."""
    for _ in range(50):
        try:
            return await work()
        except Unavailable:
            await asyncio.sleep(0.2)
    return await work()
