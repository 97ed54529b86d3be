"""`python -m store_servers fetch` gets the servers that are missing."""

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from store_servers import ferretdb, minio, redis
from store_servers.proc import ServerError

FETCH: Mapping[str, Callable[[], Path]] = MappingProxyType({
    "ferretdb": ferretdb.binary,
    "minio": minio.fetch,
    "redis": redis.fetch,
})


def without_a_way() -> list[str]:
    """Say what is missing that fetching needs, all of it before minutes of building."""
    built = (ferretdb.BINARY, minio.BINARY)
    missing = []
    if not all(each.exists() for each in built) and shutil.which("go") is None:
        missing.append(
            "FerretDB and MinIO are built with Go, which is not installed: see https://go.dev/doc/install"
        )
    if not redis.can_be_had():
        missing.append(redis.MISSING)
    return missing


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m store_servers", description=__doc__)
    parser.add_argument("command", choices=["fetch"])
    parser.parse_args()
    if missing := without_a_way():
        sys.stderr.write("\n".join((*missing, "")))
        return 1
    for name, fetch in FETCH.items():
        try:
            sys.stdout.write(f"{name}: {fetch()}\n")
        except ServerError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
