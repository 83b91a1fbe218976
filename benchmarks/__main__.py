"""How fast is mobsim? One command, ratios side by side: ``python -m benchmarks``.

Each ratio is of two sides taken in turn in one run, so that a noisy machine disturbs both alike.
Absolute seconds belong to the machine; ratios and counts are what is quoted. Fixed work is timed
before, between and after: if it varies by more than a tenth, the command says so and ends with 1.
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks.against import against, per_row
from benchmarks.both_ways import both_ways
from benchmarks.cold import cold, pack
from benchmarks.engine_cost import engine_cost
from benchmarks.goals import REFERENCE, Found
from benchmarks.national_year import national_year
from benchmarks.other_simulators import others
from benchmarks.performance_page import write
from benchmarks.popm_static import popm
from benchmarks.report import report
from benchmarks.scale import growth, scale
from benchmarks.studies import studies
from benchmarks.timing import Quiet

Part = Callable[[], Iterator[Found]]
PARTS: tuple[Part, ...] = (
    against, per_row, popm, cold, engine_cost, others, growth, studies, report,
)  # fmt: skip


def main() -> int:
    """Run what is asked for; 1 if the machine was not quiet, or a commit cannot be had."""
    arguments = _arguments()
    if arguments.verdicts:
        both_ways(arguments.verdicts)  # counts, which no other work disturbs
        return 0
    quiet = Quiet()
    _look(quiet, anyway=arguments.anyway)
    if arguments.scale or arguments.year:
        (scale if arguments.scale else national_year)()
        _look(quiet, anyway=arguments.anyway)
        print(quiet)
        return 0
    found = []
    for part in _parts(arguments):
        for each in part():
            print(each.lines(held=arguments.against in {None, REFERENCE}), flush=True)
            found.append(each)
        _look(quiet, anyway=arguments.anyway)
    print(quiet)
    if arguments.write:
        write(found, str(quiet))
    return 1 if arguments.against and found[0].value is None else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--anyway", action="store_true", help="go on if the machine is not quiet")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--pack", action="store_true", help="the stress pack too: many minutes")
    parser.add_argument(
        "--against", metavar="COMMIT", help=f"only nights at COMMIT and now (else {REFERENCE})"
    )
    parser.add_argument("--scale", action="store_true", help="only growth, in tables")
    parser.add_argument("--year", action="store_true", help="only a thousandth of a national year")
    parser.add_argument(
        "--verdicts",
        metavar="N",
        nargs="?",
        const=1,
        type=int,
        help="only: do early stops change verdicts, with every Nth force as host? takes hours",
    )
    arguments = parser.parse_args()
    if arguments.verdicts is not None and arguments.verdicts < 1:
        parser.error(f"--verdicts: found {arguments.verdicts}, expected 1 or more")
    alone = [arguments.against, arguments.scale, arguments.year, arguments.verdicts]
    names = "--against, --scale, --year and --verdicts"
    if sum(map(bool, alone)) > 1:
        parser.error(f"{names} are runs of their own: give one of them")
    if arguments.write and any(alone):
        parser.error(f"--write takes the whole table: leave out {names}")
    return arguments


def _parts(arguments: argparse.Namespace) -> Iterator[Part]:
    if arguments.against:
        yield lambda: against(arguments.against)
        return
    yield from PARTS
    yield lambda: pack(whole=arguments.pack)


def _look(quiet: Quiet, *, anyway: bool) -> None:
    """Time the fixed work again; end here if the machine is not quiet, unless told otherwise."""
    quiet.look()
    if not quiet and not anyway:
        print(quiet)
        print("ended early: try again when nothing else runs, or with --anyway")
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
