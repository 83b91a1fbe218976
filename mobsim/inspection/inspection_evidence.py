"""What does an inspection use besides the rows of a return?

An inspection also uses the crews that a return provides, both in a usual week and in the month with
the most leave. It uses tests without notice at every hour, and donors' answers in simulated runs.
mobsim derives this evidence from the returns and the register. mobsim computes each part of the
evidence once, when the part is first needed.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mobsim.country.returns import Returns, forces_csv
from mobsim.engine import simulate
from mobsim.ground.errors import listed
from mobsim.ground.grids import csv_text
from mobsim.ground.randomness import Chance
from mobsim.inspection.aid_answered import AidAnswered, answers_in
from mobsim.inspection.inspected_returns import InspectedReturns
from mobsim.inspection.no_notice_week import OFFICERS, NoNoticeWeek, week_of
from mobsim.inspection.rule_words import counted
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Event

TESTS: Final = 20
"""The default number of tests at each hour."""
NIGHTS: Final = 10
"""The default number of nights simulated to show how donors answer."""
SEED: Final = 1
ANSWERED_IN: Final = ("stress/three-large", "stress/several-cities", "stress/london-and-three")
"""The scenarios that show donors' answers. A force's answers come from the first scenario in which
it has no disorder.
"""
_EVERYWHERE: Final = "stress/everywhere"
"""A night with an incident in the main city of each force."""
_ALIKE: Final = ("allow_unreconciled=on",)
_MOST_LEAVE: Final = 8
"""The month with the most leave in the register."""
_FROM: Final = 8
"""The search for a Monday starts on this day of the month, so that the week has no bank holiday."""


@dataclass(frozen=True)
class HowInspected:
    """The options of an inspection."""

    tests: int = TESTS
    nights: int = NIGHTS
    seed: int = SEED
    settings: Sequence[str] = ()
    """Settings that change assumptions of the register, as ``path=value``."""
    logs: Sequence[tuple[str, Sequence[Event]]] = ()
    """The user's own runs, which show donors' answers in place of new nights."""


@dataclass
class InspectionEvidence:
    """The evidence derived from one set of returns."""

    inspected: InspectedReturns
    how: HowInspected
    _weeks: dict[str, NoNoticeWeek] = field(default_factory=dict)
    _likely: dict[str, Scenario] = field(default_factory=dict)
    _answers: dict[str, dict[str, AidAnswered]] = field(default_factory=dict)

    @property
    def returns(self) -> Returns:
        """The rows of the returns."""
        return self.inspected.returns

    @cached_property
    def monday(self) -> date:
        """The Monday of the test week, in the quarter's last month; the week has no holiday."""
        return _monday(self.inspected.quarter.year, 3 * self.inspected.quarter.number)

    @cached_property
    def night(self) -> Scenario:
        """The scenario of the country in the test week, under roster readiness."""
        return self._of(_EVERYWHERE, "readiness=roster", f"start={self.monday} 00:00")

    @cached_property
    def bad_night(self) -> Scenario:
        """The scenario of the country in a week of August, the month with the most leave."""
        start = _monday(self.inspected.quarter.year, _MOST_LEAVE)
        return self._of(_EVERYWHERE, "readiness=roster", f"start={start} 00:00")

    def week(self, force: str) -> NoNoticeWeek:
        """The tests of one force at every hour of the week."""
        if force not in self._weeks:
            kinds = [kind for kind in OFFICERS if self.returns.has(force, kind)]
            self._weeks[force] = week_of(self.night, force, kinds, self.how.tests, self.how.seed)
        return self._weeks[force]

    def answers_of(self, force: str) -> tuple[AidAnswered, str]:
        """A force's answers to requests, and the scenario's name, which is empty for logs."""
        name = ""
        if not self.how.logs:
            name = next(name for name in ANSWERED_IN if force not in self._hosts(name))
        if name not in self._answers:
            logs = (log for _, log in self.how.logs)
            made = _logs(self._likely[name], self.how.nights, self.how.seed) if name else logs
            self._answers[name] = answers_in(made)
        return self._answers[name].get(force, AidAnswered()), name

    def runs_told(self, names: Sequence[str]) -> str:
        """A description of the runs in which forces answered; ``names`` come from `answers_of`."""
        if self.how.logs:
            logs = [name for name, _ in self.how.logs]
            return f"{'the result' if len(logs) == 1 else 'the results'} {listed(logs)}"
        each = " each" if len(names) > 1 else ""
        nights = counted(self.how.nights, "night")
        return f"{nights}{each} of {listed(names)}, as is likely, seed {self.how.seed}"

    def _hosts(self, name: str) -> set[str]:
        """The forces with disorder in a night. These forces lend nothing."""
        if name not in self._likely:
            self._likely[name] = self._of(name, "likely=on")
        return {each.force for each in self._likely[name].incidents}

    def _of(self, scenario: str, *settings: str) -> Scenario:
        with _table_of(self.inspected.whole) as forces:
            laid = [f"forces={forces}", *_ALIKE, *settings, *self.how.settings]
            return load_scenario(scenario, settings=laid)


@contextmanager
def _table_of(returns: Returns) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "forces.csv"
        path.write_text(_with_people(forces_csv(returns), returns), encoding="utf-8")
        yield path


PEOPLE: Final = {
    f"{kind}_{rank}": f"{rank}_level_{level}"
    for kind, level in (("psu", 2), ("bdu", 3))
    for rank in ("inspectors", "sergeants", "constables")
}
"""The columns for people in a table of forces, each with the matching column of capability."""


def _with_people(table: str, returns: Returns) -> str:
    """A table of forces, with the numbers of people from the forces' returns."""
    rows = list(csv.DictReader(io.StringIO(table)))
    for row in rows:
        said = returns.capability_of(row["force_id"])
        for column, name in PEOPLE.items():
            number = getattr(said, name, None)
            row[column] = "" if number is None else str(number)
    return csv_text(list(rows[0]), (list(row.values()) for row in rows))


def _monday(year: int, month: int) -> date:
    """The second Monday of a month.

    >>> _monday(2026, 12).isoformat()
    '2026-12-14'
    """
    first = date(year, month, _FROM)
    return first + timedelta(days=-first.weekday() % 7)


def _logs(night: Scenario, nights: int, seed: int) -> Iterator[list[Event]]:
    for replication in range(nights):
        log: list[Event] = []
        simulate(night, Chance(seed, replication), log.append)
        yield log
