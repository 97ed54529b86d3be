"""Measures REST through Envoy: `python -m tests.rest_bench`; calls are listed and fetched in turn.

First on the embedded stores; then on FerretDB, with two replicas of each service, beside a plain FastAPI handler that
asks the same of the same server. Generator, mesh and stores share this machine's cores. Prints JSON.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.e2e.mesh import Mesh, running_mesh, wait_for
from tests.e2e.ports import free_port
from tests.rest_bench.pace import send
from voicera_kit.documents import Document, open_documents
from voicera_media.app import COLLECTIONS
from voicera_media.call.document import CALLS, body_of
from voicera_media.call.model import Call, CallState, Direction

Paths = list[tuple[str, str]]


def call(number: int, organization_id: str) -> Document:
    at = datetime.now(UTC) - timedelta(seconds=number)
    record = Call(
        id=f"call_bench{number:06}",
        organization_id=organization_id,
        revision=1,
        created_at=at,
        seen_at=at,
        agent_id="agent_bench",
        direction=Direction.INBOUND,
        state=CallState.COMPLETED,
        from_number=f"+9198{number:08}",
        to_number="+918000000002",
        carrier_call_id=f"bench-{number}",
        ended_at=at,
    )
    return Document(record.id, organization_id, 1, body_of(record), at, at)


def stores_of(mesh: Mesh) -> dict[str, str]:
    return json.loads((mesh.data_dir / "run/stores.json").read_text())


async def fill(mesh: Mesh, count: int) -> Paths:
    url = stores_of(mesh).get("VOICERA_DOCUMENTS_URL", "sqlite:")
    documents = [call(number, mesh.credentials["organization_id"]) for number in range(count)]
    async with open_documents(url, "media", mesh.data_dir, COLLECTIONS) as media:
        for start in range(0, count, 500):
            await media.load(CALLS, documents[start : start + 500])
    gets = [("get", f"/v1/calls/{each.id}") for each in documents[::7]]
    return [each for get in gets for each in (("list", "/v1/calls?page_size=20"), get)]


def measured(mesh: Mesh, paths: Paths, options: argparse.Namespace) -> dict[str, object]:
    token = f"Bearer {mesh.account().token}"
    return pace(mesh.public_url, paths, options, {"authorization": token})


def pace(
    base_url: str, paths: Paths, options: argparse.Namespace, headers: dict[str, str]
) -> dict[str, object]:
    asyncio.run(send(base_url, paths, min(options.rate, 50), 2, headers))  # warms connections and caches
    return asyncio.run(send(base_url, paths, options.rate, options.seconds, headers))


@contextmanager
def plain_handler(mesh: Mesh) -> Iterator[str]:
    port = free_port()
    environment = {
        **os.environ,  # noqa: TID251 - for a child
        "BENCH_MONGODB_URL": stores_of(mesh)["VOICERA_DOCUMENTS_URL"],
        "BENCH_ORGANIZATION": mesh.credentials["organization_id"],
    }
    command = [sys.executable, "-m", "uvicorn", "tests.rest_bench.plain:app"]
    command += ["--port", str(port), "--log-level", "error", "--no-access-log"]
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(lambda: listens(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


def listens(port: int) -> bool:
    try:
        return bool(httpx.get(f"http://127.0.0.1:{port}/openapi.json").is_success)
    except httpx.HTTPError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.rest_bench", description=__doc__)
    parser.add_argument("--rate", type=int, default=500, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--calls", type=int, default=200, help="how many there are to list")
    options = parser.parse_args()
    result: dict[str, object] = {**vars(options), "cores": os.cpu_count(), "load_before": os.getloadavg()[0]}
    for store in ("embedded", "mongo"):
        with tempfile.TemporaryDirectory() as folder, running_mesh(Path(folder), VOICERA_STORE=store) as mesh:
            paths = asyncio.run(fill(mesh, options.calls))
            time.sleep(2)
            result[store] = measured(mesh, paths, options)
            print(json.dumps({store: result[store]}), file=sys.stderr)  # noqa: T201 - shows that it goes on
            if store == "mongo":
                with plain_handler(mesh) as url:
                    result["plain FastAPI and PyMongo"] = pace(url, paths, options, {})
    print(json.dumps(result, indent=2))  # noqa: T201 - the command's answer


if __name__ == "__main__":
    main()
