"""What does a reader make of inputs that nobody would write?

Without --minutes and --cases it is a fixed number of cases. Ends with 1 if anything failed; what
failed is made smaller and saved. The same seed gives the same cases.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.fuzzing.cases import Reader, Recipe, Verdict
from tests.fuzzing.evolving import Fuzzed, fuzz, smallest
from tests.fuzzing.kept import MOST_LETTERS, keep, kept, recipes
from tests.fuzzing.readers import READERS
from tests.fuzzing.watchdog import verdicts


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    asked.add_argument("reader", choices=[*READERS, "all"])
    asked.add_argument("--minutes", type=float, help="how long")
    asked.add_argument("--cases", type=int, help="how many cases")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--save", type=Path, default=Path("fuzzing-failures"), metavar="DIR")
    asked.add_argument("--keep", action="store_true", help="keep what says something new")
    asked.add_argument("--verdicts", action="store_true", help="only read what is kept, and say")
    given = asked.parse_args()
    chosen = list(READERS.values()) if given.reader == "all" else [READERS[given.reader]]
    run = _say_verdicts if given.verdicts else _run
    return max([run(reader, given) for reader in chosen])


def _say_verdicts(reader: Reader, given: argparse.Namespace) -> int:
    """What is said of each input that is kept, in a line."""
    for line in lines_of(reader.name, verdicts(reader, recipes(reader.name))):
        print(line)
    return 0


def lines_of(reader: str, said: Iterable[Verdict]) -> Iterator[str]:
    """Of each verdict a line."""
    for number, verdict in enumerate(said, start=1):
        yield f"{reader} {number}: {verdict.kind}: {'; '.join(verdict.signatures)}"


def _run(reader: Reader, given: argparse.Namespace) -> int:
    cases = given.cases or (None if given.minutes else reader.cases)
    seconds = given.minutes * 60 if given.minutes else None
    start = [*reader.seeds(), *recipes(reader.name)]
    found = fuzz(reader, start, given.seed, cases=cases, seconds=seconds)
    print(f"{reader.name}, seed {given.seed}: {found.text()}", flush=True)
    for number, (recipe, verdict) in enumerate(found.failures.values(), start=1):
        _say_failure(verdict)
        small = smallest(reader, recipe, verdict)
        given.save.mkdir(parents=True, exist_ok=True)
        path = given.save / f"{reader.name}-{given.seed}-{number}.json"
        path.write_text(json.dumps(small) + "\n", "utf-8")
        print(f"saved: {path}\n", flush=True)
    if given.keep:
        _keep(reader, found)
    return 1 if found.failures else 0


def _say_failure(verdict: Verdict) -> None:
    lines = [line[:200] for line in verdict.told.splitlines()[-12:]]
    print("\n".join([f"FAILED: {'; '.join(verdict.signatures)}", *lines]), flush=True)


def _keep(reader: Reader, found: Fuzzed) -> None:
    """Keep inputs that said what none that is kept or begun with says, if they are small."""
    before = kept(reader.name)
    known = Fuzzed()
    old = [*reader.seeds(), *(each["recipe"] for each in before)]
    for recipe, verdict in zip(old, verdicts(reader, old), strict=True):
        known.take(recipe, verdict)
    new = list(_new(reader, found, known))
    keep(reader.name, [*before, *new])
    print(f"kept {len(new)} more", flush=True)


def _new(reader: Reader, found: Fuzzed, known: Fuzzed) -> Iterator[dict[str, str | Recipe]]:
    for recipe, verdict in found.kept:
        if known.take(recipe, verdict) and len(json.dumps(recipe)) <= MOST_LETTERS:
            yield {"verdict": verdict.kind, "from": "made up", "recipe": recipe}


if __name__ == "__main__":
    sys.exit(main())
