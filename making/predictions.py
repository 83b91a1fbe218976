"""Did each mechanism move each pattern of history as it was said to beforehand?

``python -m making.predictions SETTING...`` runs the scenarios of ``data/predictions.csv`` with and
without each setting, over the replications of `mobsim validate`, and prints prediction beside
result, for ``docs/validation.md``. Without a setting it takes all of them.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mobsim.ground.tables import data_path
from mobsim.scenario.file import load_scenario
from mobsim.study.observations import COMPARED, history
from mobsim.study.validation import LEAST_DISCREPANCY, ONE_CREW, Finding, held_against

ONE, ELSE_THE_FIRST = "ONE", {"history/august-2024": "plymouth"}
"""What stands in a setting for one incident of each scenario: this, or the first to begin."""
NONE = "none"
VERDICTS = ("right", "size wrong", "wrong")


@dataclass(frozen=True, slots=True)
class Prediction:
    """One row of the table of predictions."""

    change: str
    scenario: str
    pattern: str
    direction: str
    size: str

    @property
    def span(self) -> tuple[float, float]:
        """The least and the most by which it was said to move, whichever way."""
        low, high = re.findall(r"\d+", self.size or "0 to 0")
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Held:
    """A prediction, and the pattern without the setting and with it."""

    said: Prediction
    without: Finding
    with_it: Finding

    @property
    def moved(self) -> float:
        """By how much the mean of the runs moved."""
        return self.with_it.simulated.mean - self.without.simulated.mean

    @property
    def came(self) -> str:
        """Which way it moved; less than a PSU's officers, or than a force, is none."""
        least = LEAST_DISCREPANCY.get(self.without.pattern.unit, ONE_CREW)
        if abs(self.moved) < least:
            return NONE
        return "up" if self.moved > 0 else "down"

    @property
    def right(self) -> str:
        """``right``; ``size wrong`` where only the direction is; else ``wrong``.

        What may be moved by nothing may come out as none.
        """
        low, high = self.said.span
        if self.came == NONE and (self.said.direction == NONE or low == 0):
            return "right"
        if self.came != self.said.direction:
            return "wrong"
        return "right" if low <= abs(self.moved) <= high else "size wrong"


def predictions() -> list[Prediction]:
    """The shipped table."""
    with data_path("predictions.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = ("change", "scenario", "pattern", "direction", "size")
    return [Prediction(*(row[each] for each in fields)) for row in rows]


def _setting(said: Prediction) -> str:
    if ONE not in said.change:
        return said.change
    first = load_scenario(said.scenario).incidents[0].incident_id
    return said.change.replace(ONE, ELSE_THE_FIRST.get(said.scenario, first))


@cache
def _findings(scenario: str, settings: tuple[str, ...]) -> Mapping[str, Finding]:
    patterns = [row for row in history().of(scenario) if row.role in COMPARED]
    found = held_against(load_scenario(scenario, settings=settings), patterns)
    return {each.pattern.pattern: each for each in found}


def hold(said: Iterable[Prediction]) -> Iterator[Held]:
    """Each prediction beside what comes."""
    for each in said:
        without, with_it = (_findings(each.scenario, s) for s in ((), (_setting(each),)))
        yield Held(each, without[each.pattern], with_it[each.pattern])


def table(held: Sequence[Held]) -> list[str]:
    """Lines of Markdown: how many came as predicted, and each that moved or was said to."""
    changes = dict.fromkeys(each.said.change for each in held)
    head = ("setting", *VERDICTS, "under 3, before → after")
    lines = [_cells(head), "|---|--:|--:|--:|---|"]
    for change in changes:
        mine = [each for each in held if each.said.change == change]
        counts = [str(sum(each.right == word for each in mine)) for word in VERDICTS]
        lines.append(_cells((f"`{change}`", *counts, "; ".join(_under(mine, r) for r in COMPARED))))
    columns = (
        "setting",
        "pattern",
        "predicted",
        "mean, before → after",
        "implausibility",
        "prediction",
    )
    lines += ["", _cells(columns), "|---|---|---|---|---|---|"]
    shown = [each for each in held if (each.said.direction, each.came) != (NONE, NONE)]
    return [*lines, *(_cells(_line(each)) for each in shown)]


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _under(held: Sequence[Held], role: str) -> str:
    found = [each for each in held if each.without.pattern.role == role]
    before, after = (
        sum(not finding.missed for finding in findings)
        for findings in ([e.without for e in found], [e.with_it for e in found])
    )
    return f"{role} {before} → {after} of {len(found)}"


def _line(held: Held) -> tuple[str, ...]:
    said, before, after = held.said, held.without, held.with_it
    name = f"{said.scenario.removeprefix('history/')} {said.pattern}"
    predicted = said.direction if said.direction == NONE else f"{said.direction}, {said.size}"
    means = " → ".join(f"{each.simulated.mean:,.0f}" for each in (before, after))
    implausible = " → ".join(f"{each.implausibility:.1f}" for each in (before, after))
    return f"`{said.change}`", name, predicted, means, implausible, held.right


if __name__ == "__main__":
    chosen = [each for each in predictions() if not sys.argv[1:] or each.change in sys.argv[1:]]
    print(*table(list(hold(chosen))), sep="\n")
