"""Measures `voicera migrate` on real stores: `python -m tests.migrate_bench --calls 100000`.

An embedded installation of synthetic calls with events and recordings moves to FerretDB and MinIO; the move is
interrupted once on its way and run again. Time, memory and rate are printed as JSON; exits with 1 if it fails.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from store_servers import running_minio
from store_servers.ferretdb import running_ferretdb
from voicera_kit.documents import Document, open_documents
from voicera_kit.objects import open_objects
from voicera_kit.objects.access import ObjectAccess
from voicera_kit.objects.s3.address import S3Address
from voicera_kit.objects.s3.provision import provision
from voicera_media.app import COLLECTIONS
from voicera_media.call.document import CALLS
from voicera_media.event.store import EVENTS

ORGANIZATIONS = 20
BLOCK = 5000
OBJECT_BYTES = 32_000
BUCKET = "bench"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def call(number: int) -> Document:
    at = BEGAN + timedelta(seconds=number, microseconds=number % 1000)
    body = {
        "agent_id": f"agent_{number % 50}",
        "direction": number % 2,
        "state": 5,
        "carrier_call_id": f"carrier-{number:09}",
        "seen_ms": number,
        "archive": {"state": "closed"},
        "from": f"+9198{number:08}",
        "variables": {"day": "tuesday", "service": "cleaning", "note": "सोमवार को दस बजे"},
    }
    return Document(f"call_{number:09}", f"org_{number % ORGANIZATIONS:03}", 7, body, at, at)


def events(number: int, count: int) -> Iterator[Document]:
    owner = call(number)
    for sequence in range(count):
        body = {"event": "k" * 200, "sequence": sequence}
        yield Document(
            f"{owner.id}.{sequence:012}", owner.organization_id, 1, body, owner.created_at, owner.updated_at
        )


async def fill(folder: Path, options: argparse.Namespace) -> None:
    async with open_documents("sqlite:", "media", folder, COLLECTIONS) as media:
        for start in range(0, options.calls, BLOCK):
            numbers = range(start, min(start + BLOCK, options.calls))
            await media.load(CALLS, [call(number) for number in numbers])
            await media.load(EVENTS, [each for number in numbers for each in events(number, options.events)])
    content = os.urandom(OBJECT_BYTES)
    async with open_objects("directory:", folder) as objects:
        for start in range(0, options.objects, 50):
            await asyncio.gather(
                *(
                    objects.put(
                        f"org_{number % ORGANIZATIONS:03}", f"calls/call_{number:09}/block_1", content
                    )
                    for number in range(start, min(start + 50, options.objects))
                )
            )


def run(environment: dict[str, str], stop_after_s: float | None) -> tuple[float, int, int, str]:
    """Run the command; returns seconds, exit status, most memory in MiB, and what it printed."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        command = [sys.executable, "-m", "voicera_local", "migrate"]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        if stop_after_s is not None:
            time.sleep(stop_after_s)
            process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return time.monotonic() - began, process.returncode, usage.ru_maxrss // 1024, output.read()


def measure(folder: Path, options: argparse.Namespace) -> dict[str, object]:
    source = folder / "source"
    source.mkdir()
    asyncio.run(fill(source, options))
    with ExitStack() as stack:
        documents = stack.enter_context(running_ferretdb(folder / "ferretdb"))
        minio = stack.enter_context(running_minio(folder / "minio"))
        access = ObjectAccess(SecretStr(minio.access_key), SecretStr(minio.secret_key))
        asyncio.run(provision(S3Address.parse(f"{minio.endpoint}/{BUCKET}"), access))
        environment = {
            **os.environ,  # noqa: TID251 - for a child
            "VOICERA_DATA_DIR": str(source),
            # A sort of everything takes FerretDB a while; MongoDB has an index for it.
            "VOICERA_TO_DOCUMENTS_URL": f"{documents.partition('?')[0]}?timeoutMS=600000",
            "VOICERA_TO_OBJECTS_URL": f"s3:{minio.endpoint}/{BUCKET}",
            "VOICERA_OBJECTS_ACCESS_KEY": minio.access_key,
            "VOICERA_OBJECTS_SECRET_KEY": minio.secret_key,
        }
        first_s, first_status, first_mib = 0.0, 0, 0
        if options.stop_after:
            first_s, first_status, first_mib, _ = run(environment, options.stop_after)
        second_s, status, mib, printed = run(environment, None)
        again_s, again_status, _, last = run(environment, None)
    return {
        "calls": options.calls,
        "documents": options.calls * (1 + options.events),
        "objects": options.objects,
        "interrupted_after_s": round(first_s, 1),
        "interrupted_status": first_status,
        "resumed_s": round(second_s, 1),
        "status": status,
        "most_memory_mib": max(first_mib, mib),
        "run_again": {"s": round(again_s, 1), "status": again_status, "said": last.strip()},
        "said": printed.strip().splitlines()[-3:],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.migrate_bench", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=3, help="of each call")
    parser.add_argument("--objects", type=int, default=2_000, help=f"of {OBJECT_BYTES} bytes")
    parser.add_argument(
        "--stop-after", type=float, default=15, help="seconds until the first run is interrupted"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), options)
    print(json.dumps(result, indent=2, ensure_ascii=False))  # noqa: T201 - the command's answer
    sys.exit(result["status"])


if __name__ == "__main__":
    main()
