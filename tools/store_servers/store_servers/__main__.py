"""`python -m store_servers fetch` gets the servers that are missing."""

import argparse
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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m store_servers", description=__doc__)
    parser.add_argument("command", choices=["fetch"])
    parser.parse_args()
    for name, fetch in FETCH.items():
        try:
            sys.stdout.write(f"{name}: {fetch()}\n")
        except ServerError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
