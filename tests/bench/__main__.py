"""All benchmarks: `python -m tests.bench`; with `--gate` only what is exact, and a status that says if it holds."""

import argparse
import asyncio
import sys

from tests.bench import engine, headlines, history, hostile, leave, process, quiet, reading, start, tabs, wire
from tests.bench.table import Result, shown


def main() -> int:
    """Measure, print, and judge what is exact."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--gate", action="store_true", help="only the exact ones; exit 1 where a budget is broken")
    options = parser.parse_args()
    results: list[Result] = []
    for rows in (1_000,) if options.gate else (1_000, 10_000):
        for colours in ("truecolor", "standard"):
            results += asyncio.run(wire.measured(rows, colours))
    for colours in ("truecolor", "standard"):
        results += asyncio.run(quiet.measured(1_000, colours))
        results += asyncio.run(tabs.measured(1_000, colours))
    results += [*start.counted(), *engine.counted()]
    if not options.gate:
        results += [*start.measured(), *leave.measured(), *engine.measured(), *reading.measured(), *process.measured()]
        results += [*history.measured(), *tabs.timed(), *hostile.measured(), *asyncio.run(headlines.measured())]
    sys.stdout.write(shown(results) + "\n")
    return int(any(result.exact and not result.holds for result in results))


if __name__ == "__main__":
    sys.exit(main())
