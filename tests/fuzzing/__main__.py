"""``python -m tests.fuzzing READER``: what does a reader make of inputs that nobody would write?

Ends with 1 if anything failed. What failed is made smaller and saved below ``--save``.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.fuzzing.cases import Reader
from tests.fuzzing.evolving import fuzz, smallest
from tests.fuzzing.kept import recipes
from tests.fuzzing.readers import READERS


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    asked.add_argument("reader", choices=[*READERS, "all"])
    asked.add_argument("--minutes", type=float, help="how long; by default a fixed number of cases")
    asked.add_argument("--cases", type=int, help="how many cases instead")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--save", type=Path, default=Path("fuzzing-failures"), metavar="DIR")
    given = asked.parse_args()
    chosen = READERS.values() if given.reader == "all" else [READERS[given.reader]]
    return max(_run(reader, given) for reader in chosen)


def _run(reader: Reader, given: argparse.Namespace) -> int:
    cases = given.cases or (None if given.minutes else reader.cases)
    seconds = given.minutes * 60 if given.minutes else None
    start = [*reader.seeds(), *recipes(reader.name)]
    found = fuzz(reader, start, given.seed, cases=cases, seconds=seconds)
    print(f"{reader.name}, seed {given.seed}: {found.text()}", flush=True)
    for number, (recipe, verdict) in enumerate(found.failures.values(), start=1):
        small = smallest(reader, recipe, verdict)
        given.save.mkdir(parents=True, exist_ok=True)
        path = given.save / f"{reader.name}-{given.seed}-{number}.json"
        path.write_text(json.dumps(small) + "\n", "utf-8")
        lines = [line[:200] for line in verdict.told.splitlines()[-12:]]
        told = [f"FAILED: {'; '.join(verdict.signatures)}", *lines, f"saved: {path}", ""]
        print("\n".join(told), flush=True)
    return 1 if found.failures else 0


if __name__ == "__main__":
    sys.exit(main())
