"""Measures on this machine, everything on the same cores: `make bench`, or `python -m tests.load --help`.

Prints the figures as JSON, with a verdict: exits with 1 if a limit is broken.
"""

import argparse
import json
import sys

from tests.load import capacity
from tests.load.failover import measure as failover
from tests.load.soak import measure as soak

BENCHES = {"calls": capacity, "soak": soak, "failover": failover}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="bench", required=True)
    for name, bench in BENCHES.items():
        summary = (bench.__doc__ or "").splitlines()[0]
        bench.add_options(commands.add_parser(name, help=summary, description=bench.__doc__))
    options = parser.parse_args()
    result = BENCHES[options.bench].measure(options)
    print(json.dumps(result, indent=2))  # noqa: T201 - the command's answer
    sys.exit(0 if result["verdict"]["passed"] else 1)


if __name__ == "__main__":
    main()
