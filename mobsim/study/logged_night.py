"""Did a real night go as mobsim predicts?

This module scores the log of a real mobilisation or an exercise in the same way as a simulated
night. The module then compares the measures of the log with runs of a scenario. If the log lacks
the events that a measure needs, the module lists the measure as not scored.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from mobsim.country.lines import PSU
from mobsim.ground.errors import InputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.text_layout import sectioned, wrapped
from mobsim.ground.units import format_duration
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, Measures, score
from mobsim.scoring.declaring import Needing
from mobsim.scoring.events import Event
from mobsim.scoring.log import check_of_one_night, read_csv
from mobsim.scoring.measures import (
    ANSWERS,
    ASKS,
    AT_RVP,
    BY_SOURCE,
    FIRST_AID,
    LINE_IN_USE,
    MET,
    PRESENT,
    TOURS,
    IncidentMeasures,
    Share,
    Source,
)
from mobsim.scoring.request_table import is_requests, read_requests
from mobsim.scoring.typed_log import DEMAND, as_recorded, is_typed, read_typed_log
from mobsim.study.playing import play
from mobsim.study.validation import ranked
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import capital, joined, place_name, units

RUNS: Final = 40
SEED: Final = 1
_ENDS: Final = (0.05, 0.5, 0.95)
_OUTSIDE: Final = 0.1
"""The expected share of measures that lie outside their ranges by chance alone."""


ReadRow = Callable[[IncidentMeasures], float | None]


@dataclass(frozen=True, slots=True)
class NightQuestion:
    """A question about a night whose answer is a number."""

    incident: str
    """The incident id; empty for the whole night."""
    where: str
    """The printed name of the place."""
    label: str
    unit: str
    needs: Needing
    read: Callable[[Measures], float | None]
    """A function that reads the value from the measures of a night. The value is None if the event
    never happened.
    """


@dataclass(frozen=True, slots=True)
class HeldMeasure:
    """One measure of a log, compared with the same measure of runs.

    An infinite value means that the event never happened.
    """

    asked: NightQuestion
    logged: float
    low: float
    """The value that 5 % of runs do not exceed."""
    median: float
    high: float
    """The value that 95 % of runs do not exceed."""

    @property
    def inside(self) -> bool:
        """Whether the value of the log lies between ``low`` and ``high``."""
        return self.low <= self.logged <= self.high


@dataclass(frozen=True, slots=True, repr=False)
class LoggedNight:
    """The scores of a log, compared with runs of a scenario."""

    name: str
    """The name of the log."""
    scenario: str
    runs: int
    measures: Measures
    """The measures of the log."""
    rows: int
    need_from_scenario: bool
    """Whether the need comes from the scenario, because the log does not state a need."""
    held: tuple[HeldMeasure, ...]
    refused: tuple[tuple[NightQuestion, str], ...]
    """The measures that the log cannot give, each with the reason."""

    def text(self) -> str:
        """The text that ``mobsim score`` prints for the log."""
        return "\n".join(_told(self))

    def __repr__(self) -> str:
        return f"<Log {self.name}: {len(self.held)} measures compared with {self.runs} runs>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def score_log(
    path: Path | str, scenario: Scenario, *, replications: int = RUNS, seed: int = SEED
) -> LoggedNight:
    """Score a log, and compare it with runs of a scenario.

    Parameters
    ----------
    path
        A sheet with times (see `mobsim.scoring.typed_log.read_typed_log`), a table of requests (see
        `mobsim.scoring.request_table.read_requests`), or a log with minutes (see
        `mobsim.scoring.log.read_csv`).
    scenario
        A scenario with the places of the log. The scenario also gives the targets, and it gives the
        need if the log does not. mobsim assumes that the log ends when the run of the scenario
        ends.

    Raises
    ------
    InputError
        If the log has faults, or if the scenario draws its incidents. The error lists all faults.
    """
    if scenario.disorder:
        problem = "found drawn incidents, expected the incidents of the log"
        raise InputError.about(scenario.name, f"{problem}; state them under incidents", "disorder")
    facts = facts_of(scenario)
    log = _read(path, facts)
    if not log:
        raise InputError.about(path, "found no rows, expected one row for each event")
    demand = [row for row in play(scenario, typical=True).log if row.event in DEMAND]
    without_need = not any(row.event in DEMAND for row in log)
    if without_need:
        log = sorted([*demand, *log], key=lambda row: row.minute)
    kept, recorded = as_recorded(log, facts)
    measures = score(kept, replace(facts, recorded=recorded))
    nights = [play(scenario, seed=seed, replication=r).measures for r in range(replications)]
    asked = list(_questions(measures, facts))
    refused = [(each, _refusal(each, measures, _silent(log, facts))) for each in asked]
    return LoggedNight(
        name=str(path),
        scenario=scenario.name,
        runs=replications,
        measures=measures,
        rows=len(log) - len(demand) * without_need,
        need_from_scenario=without_need,
        held=tuple(_held(each, measures, nights) for each, why in refused if not why),
        refused=tuple((each, why) for each, why in refused if why),
    )


def _read(path: Path | str, facts: Facts) -> list[Event]:
    if is_requests(path):
        return read_requests(path, facts)
    if is_typed(path):
        return read_typed_log(path, facts)
    log = read_csv(path)
    check_of_one_night(log, facts, path)
    return log


def _silent(log: Sequence[Event], facts: Facts) -> dict[str, str]:
    """The printed names of the places for which a log states only the need, keyed by id."""
    told = {row.incident for row in log if row.event not in DEMAND}
    places = facts.incidents.keys() - facts.holding - told
    return {incident: place_name(facts, incident) for incident in sorted(places)}


def _refusal(asked: NightQuestion, measures: Measures, silent: Mapping[str, str]) -> str:
    """The reason why a log cannot give a measure; empty if the log can give the measure."""
    if asked.incident in silent:
        return f"the log says nothing about {silent[asked.incident]}"
    if silent and not asked.incident:
        return f"needs every place, but the log says nothing about {joined(list(silent.values()))}"
    return measures.refused.get(asked.needs.name, "")


def _held(asked: NightQuestion, measures: Measures, nights: Sequence[Measures]) -> HeldMeasure:
    ordered = sorted(_or_never(asked.read(night)) for night in nights)
    low, median, high = ranked(ordered, *_ENDS)
    return HeldMeasure(asked, _or_never(asked.read(measures)), low, median, high)


def _or_never(value: float | None) -> float:
    return math.inf if value is None else float(value)


# --- what is asked ------------------------------------------------------------------------------

_FIRST_AID: Final = "first unit from another force, since the start"
_SHARES: Final[Mapping[Share, str]] = {
    "first": "first {unit} there",
    "40": "40 % of the largest need there",
    "60": "60 % of the largest need there",
    "100": "all of the largest need there",
}
_SOURCES: Final[Mapping[Source, str]] = {
    "own": "own {units} deployed",
    "agreement": "{units} of partners deployed",
    "region": "{units} of the region deployed",
    "nation": "{units} from beyond the region deployed",
}


def _questions(measures: Measures, facts: Facts) -> Iterator[NightQuestion]:
    for row in measures.incidents:
        yield from _of_place(row, facts)
    yield NightQuestion("", "", _FIRST_AID, "after", FIRST_AID, lambda m: m.headlines.first_aid_at)
    yield NightQuestion("", "", "PSUs in use at most", "units", LINE_IN_USE, _in_use)
    yield NightQuestion("", "", "units requested", "units", ASKS, lambda m: m.asked.units_asked)
    yield NightQuestion("", "", "units offered", "units", ANSWERS, lambda m: m.asked.units_offered)
    yield NightQuestion("", "", "longest tour", "hours", TOURS, _longest_tour)


def _of_place(row: IncidentMeasures, facts: Facts) -> Iterator[NightQuestion]:
    where = place_name(facts, row.incident)
    one, several = (units(facts, n, row.kind).removeprefix(f"{n} ") for n in (1, 2))

    def ask(label: str, unit: str, needs: Needing, read: ReadRow) -> NightQuestion:
        told = label.format(unit=one, units=several)
        return NightQuestion(
            row.incident, where, told, unit, needs, partial(_at, row.incident, row.kind, read)
        )

    for share, label in _SHARES.items():
        yield ask(label, "after", PRESENT, partial(_time_to, share))
    yield ask("first {unit} at the RVP", "after", AT_RVP, lambda r: r.began_to_rvp["first"])
    yield ask("{unit} need that was met", "share", MET, lambda r: r.met_share)
    for source, label in _SOURCES.items():
        yield ask(label, "units", BY_SOURCE, partial(_from, source))


def _time_to(share: Share, row: IncidentMeasures) -> float | None:
    return row.time_to[share]


def _from(source: Source, row: IncidentMeasures) -> float:
    return (row.by_source or {}).get(source, 0)


def _at(incident: str, kind: str, read: ReadRow, measures: Measures) -> float | None:
    rows = (row for row in measures.incidents if (row.incident, row.kind) == (incident, kind))
    row = next(rows, None)
    return read(row) if row else None


def _in_use(measures: Measures) -> float | None:
    return next((row.peak_in_use for row in measures.national if row.line == PSU), None)


def _longest_tour(measures: Measures) -> float | None:
    return measures.people.longest_tour_hours if measures.people else None


# --- as printed ---------------------------------------------------------------------------------


def _told(night: LoggedNight) -> Iterator[str]:
    yield from wrapped(
        f"{night.name}: {night.rows} events, compared with {night.runs} runs of {night.scenario}."
    )
    if night.need_from_scenario:
        yield from wrapped("The log does not state the need, so the need of the scenario is used.")
    yield ""
    sections: dict[str, list[list[str]]] = {}
    for each in night.held:
        sections.setdefault(each.asked.where or "The whole night", []).append(_row(each))
    yield from sectioned(["", "log", "runs, median", "5–95 %", ""], list(sections.items()))
    yield ""
    yield from _refusals(night)
    inside = sum(each.inside for each in night.held)
    yield from wrapped(
        f"{inside} of {len(night.held)} measures lie in the middle 90 % of the runs. Chance alone "
        f"puts about one in {1 / _OUTSIDE:.0f} outside. One late unit can move several of them."
    )
    if all(each.low == each.high for each in night.held):
        yield from wrapped("All runs are alike, so any difference counts as outside.")


def _row(each: HeldMeasure) -> list[str]:
    values = (each.logged, each.median, each.low, each.high)
    logged, median, low, high = (_said(value, each.asked.unit) for value in values)
    outside = "" if each.inside else "outside"
    span = low if low == high else f"{low} to {high}"
    return [each.asked.label, logged, median, span, outside]


def _refusals(night: LoggedNight) -> Iterator[str]:
    if not night.refused:
        return
    yield "NOT SCORED"
    for reason, refused in groupby(night.refused, key=itemgetter(1)):
        labels = dict.fromkeys(asked.label for asked, _ in refused)
        yield from wrapped(f"{capital(reason)}: {'; '.join(labels)}.", None, "  ", "    ")
    yield ""


def _said(value: float, unit: str) -> str:
    if math.isinf(value):
        return "never"
    if unit == "after":
        return format_duration(value)
    if unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:.1f}".removesuffix(".0")
