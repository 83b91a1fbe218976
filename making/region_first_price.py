"""What does it cost to ask the region first, and what does it gain?

This runs each shipped night on the same draws under each rule of ``escalation``. ``python -m
making.region_first_price --write`` writes the tables into ``docs/nights.md``. Without ``--write``,
the command prints the tables for all nights, or for the nights that you name.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mobsim.api import load
from mobsim.ground.errors import listed
from mobsim.ground.intervals import Interval, paired
from mobsim.scenario.file import shipped_scenarios
from mobsim.study.comparing import Comparison, leaves_zero_out, run_comparison
from mobsim.study.outcome import KEY
from mobsim.study.replication import Task
from mobsim.study.study import How, Study
from mobsim.study.summary import LEVEL

PAGE: Final = Path(__file__).parents[1] / "docs" / "nights.md"
BEGIN: Final = "<!-- region-first: begin -->\n"
END: Final = "<!-- region-first: end -->"
SEED: Final = 1
REPLICATIONS: Final = 100
QUICKEST: Final = "quickest"
RULES: Final = ("region_first", "strict")
"""The rules that are compared with `QUICKEST`."""
SHOWN: Final = {
    "first_aid_after": "Minutes to the first aid unit",
    "forty_after": "Minutes to 40 % of the peak PSU need",
    "unmet_unit_hours": "Unit-hours of need not met",
}
OUTSIDE: Final = "Units from outside the region"


@dataclass(frozen=True, slots=True)
class Price:
    """The difference that one rule makes to a number of a night, compared with `QUICKEST`."""

    title: str
    night: str
    rule: str
    quickest: float
    difference: Interval
    never: int | None
    """For a time, the number of nights in which it never came under the rule."""
    never_quickest: int | None


def nights() -> list[str]:
    """The shipped nights, without history, the stress test and the comparison with popm."""
    return [each.name for each in shipped_scenarios() if "/" not in each.name]


def prices(night: str, how: How | None = None) -> list[Price]:
    """The prices of one night, one for each number and rule."""
    rules = {rule: load(night, settings=[f"escalation={rule}"]) for rule in (QUICKEST, *RULES)}
    arms = [(rule, Task(each, SEED)) for rule, each in rules.items()]
    found = run_comparison(arms, str(REPLICATIONS), how=how)
    return [*_measured(night, found), *_outside(night, found)]


def _measured(night: str, found: Comparison) -> Iterator[Price]:
    for each in found.differences:
        if each.measure.name in SHOWN:
            is_time = each.measure.sort == "time"
            yield Price(
                SHOWN[each.measure.name],
                night,
                each.arm,
                each.before.estimate,
                each.difference,
                each.after.never if is_time else None,
                each.before.never if is_time else None,
            )


def _outside(night: str, found: Comparison) -> Iterator[Price]:
    columns = {arm: _units_from_outside(study) for arm, study in found.arms.items()}
    before = columns[QUICKEST]
    for rule in RULES:
        difference = paired(before, columns[rule], LEVEL, len(RULES))
        assert difference is not None  # a comparison has a night at least
        yield Price(OUTSIDE, night, rule, sum(before) / len(before), difference, None, None)


def _units_from_outside(study: Study) -> list[float]:
    """Units sent by NPoCC and bodies beyond the 43, for each night over all incidents and kinds."""
    rows = study.incidents
    units = (rows["by_source_nation"] + rows["by_source_beyond"]).groupby(rows[KEY]).sum()
    return [float(each) for each in units.reindex(study.nights.index, fill_value=0)]


def tables(found: Sequence[Price]) -> str:
    """One table for each number, with one row for each night."""
    return "\n\n".join(_table(title, found) for title in (*SHOWN.values(), OUTSIDE)) + "\n"


def _table(title: str, found: Sequence[Price]) -> str:
    rows: dict[str, list[Price]] = {}
    for each in found:
        if each.title == title:
            rows.setdefault(each.night, []).append(each)
    columns = [f"`{rule}` minus `{QUICKEST}`" for rule in RULES]
    lines = [
        f"**{title}**: mean difference, night by night, with its 95 % interval",
        "",
        f"| night | mean of `{QUICKEST}` | {' | '.join(columns)} |",
        "|---|--:|---|---|",
    ]
    for night, of in rows.items():
        told = " | ".join(told_difference(each.difference) for each in of)
        lines.append(f"| `{night}` | {of[0].quickest:,.1f} | {told} |")
    return "\n".join([*lines, *_never(rows)])


def _never(rows: dict[str, list[Price]]) -> list[str]:
    told = [
        f"{listed([str(each) for each in counts])} in `{night}`"
        for night, of in rows.items()
        if any(counts := [of[0].never_quickest or 0, *(each.never or 0 for each in of)])
    ]
    if not told:
        return []
    order = listed([f"`{rule}`" for rule in (QUICKEST, *RULES)])
    return ["", f"Number of nights in which this never happens, under {order}: {'; '.join(told)}."]


def told_difference(found: Interval) -> str:
    """A difference as the tables show it.

    >>> told_difference(Interval(-1.25, -2.0, 0.5, 0.95, 100, ""))
    '−1.2 (−2.0 to +0.5), no clear difference'
    >>> told_difference(Interval(0.0, 0.0, 0.0, 0.95, 100, ""))
    'the same'
    """
    if not any((found.estimate, found.low, found.high)):
        return "the same"
    estimate, low, high = (
        _signed(each) for each in (found.estimate, found.low or 0.0, found.high or 0.0)
    )
    within = "" if leaves_zero_out(found.low, found.high) else ", no clear difference"
    return f"{estimate} ({low} to {high}){within}"


def _signed(value: float) -> str:
    return f"{value:+,.1f}".replace("-", "−")


def page(block: str) -> str:
    """The page with these tables."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}{block}{END}{rest.partition(END)[2]}"


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(
        prog="python -m making.region_first_price", description=__doc__
    )
    parser.add_argument("nights", nargs="*", help="only these nights")
    parser.add_argument("--write", action="store_true", help="write the tables into the page")
    parser.add_argument(
        "--jobs", type=int, help="number of processes; by default one for each processor"
    )
    given = parser.parse_args(arguments)
    if given.write and given.nights:
        parser.error("found names of nights beside --write, expected one of the two")
    how = How(jobs=given.jobs)
    block = tables([each for night in given.nights or nights() for each in prices(night, how=how)])
    if given.write:
        PAGE.write_text(page(block), encoding="utf-8")
    else:
        print(block, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
