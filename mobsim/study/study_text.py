"""How does a planner read what many nights say?"""

from collections.abc import Iterable, Sequence
from typing import Final

from mobsim.country.lines import PSU
from mobsim.ground.clock import ClockTimes
from mobsim.ground.intervals import Interval
from mobsim.ground.precision import Reached
from mobsim.ground.text_layout import aligned, labelled, wrapped
from mobsim.ground.units import format_duration
from mobsim.scenario.scenario import Scenario
from mobsim.study.identity import StudyIdentity
from mobsim.study.night_measures import MEASURES
from mobsim.study.summary import SummaryLine
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import capital, force_name, place_names, units

_MOST_PLACES: Final = 12
_MOST_FORCES: Final = 5
_LABEL: Final = 15
METHODS: Final = (
    "Shares have Wilson intervals, means Student's t, medians and quantiles order statistics.",
    "A time that never came counts as the whole run in a mean and as never in a median.",
)
"""How numbers of many nights are made."""


def card(
    scenario: Scenario,
    identity: StudyIdentity,
    lines: Sequence[SummaryLine],
    count: int,
    reached: Reached | None = None,
) -> str:
    """The text of a study."""
    blocks = [
        _opening(scenario, identity, count),
        _answers(lines),
        _national(scenario, lines),
        _targets(scenario, lines),
        _places(scenario, lines),
        _forces(scenario, lines),
        _closing(count, reached),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _opening(scenario: Scenario, identity: StudyIdentity, count: int) -> list[str]:
    nights = "1 night" if count == 1 else f"{count:,} nights"
    return [
        f"{scenario.title}",
        f"{scenario.name}: {nights}, seed {identity.seed}, replications {identity.replications}",
    ]


def _answers(lines: Sequence[SummaryLine]) -> list[str]:
    rows = [line for line in lines if line.subject == "night" and not _says_nothing(line)]
    heading = ("OF A NIGHT", "estimate", "95 % interval", "never")
    return aligned([heading, *((_label(line), *_told(line)) for line in rows)])


def _says_nothing(line: SummaryLine) -> bool:
    """A median or a tail of what is the same every night."""
    interval = line.interval
    return "mean" not in line.statistic and interval.low == interval.high


def _label(line: SummaryLine) -> str:
    if line.statistic.startswith("quantile"):
        return "  one night in ten, or more"
    if line.statistic == "median":
        return "  median"
    return capital(MEASURES[line.measure].label)


def _national(scenario: Scenario, lines: Sequence[SummaryLine]) -> list[str]:
    names = {line.line: line.name for line in scenario.lines}
    found: dict[str, dict[str, SummaryLine]] = {}
    for line in lines:
        if line.subject in names:
            found.setdefault(line.subject, {})[line.measure] = line
    table: list[tuple[str, ...]] = [
        ("NATIONAL LINES", "breaks in", "95 % interval", "watch", "in use at most")
    ]
    for name, by in found.items():
        if "verdict_fail" not in by:
            table.append((names[name], "not tested", "", "", _told(by["peak_in_use"])[0]))
            continue
        rest = (_told(by[measure])[0] for measure in ("verdict_watch", "peak_in_use"))
        table.append((names[name], *_told(by["verdict_fail"])[:2], *rest))
    return aligned(table)


def _targets(scenario: Scenario, lines: Sequence[SummaryLine]) -> list[str]:
    """What was wanted where and when, in how many nights it was met, and when in the median."""
    if not scenario.targets:
        return []
    facts, times = facts_of(scenario), ClockTimes(scenario.clock)
    met = [line for line in lines if line.measure == "target_met"]
    reached = [line for line in lines if line.measure == "target_reached_at"]
    table: list[tuple[str, ...]] = [("TARGETS", "met in", "95 % interval", "median")]
    for target, share, at in zip(dict.fromkeys(scenario.targets), met, reached, strict=True):
        wanted = units(facts, target.units, target.kind)
        place = place_names(facts)[target.incident]
        minute = at.interval.estimate
        when = "never" if minute in (None, float("inf")) else times.both(minute or 0.0)
        table.append((f"{wanted} in {place} by {times.at(target.by)}", *_told(share)[:2], when))
    return aligned(table)


def _places(scenario: Scenario, lines: Sequence[SummaryLine]) -> list[str]:
    names = place_names(facts_of(scenario))
    found: dict[tuple[str, str], dict[str, SummaryLine]] = {}
    for line in lines:
        if line.subject in names:
            key = line.measure if line.statistic != "median" else f"median {line.measure}"
            found.setdefault((line.subject, line.kind), {})[key] = line
    if not found:
        return []
    table: list[tuple[str, ...]] = [
        ("PLACE", "40 % in 4 h", "95 % interval", "median", "never", "need met", "short by")
    ]
    kinds_first = sorted(found, key=lambda place: place[1] != PSU)
    for incident, kind in kinds_first[:_MOST_PLACES]:
        by = found[incident, kind]
        times = *_told(by["forty_in_4h"])[:2], *_told(by["median time_to_40"])[::2]
        sizes = (_told(by[measure])[0] for measure in ("met_share", "worst_short"))
        table.append((f"{names[incident]} ({kind.upper()})", *times, *sizes))
    more = len(found) - _MOST_PLACES
    rest = [f"and {more} more in the tables"] if more > 0 else []
    return aligned(table) + rest


def _forces(scenario: Scenario, lines: Sequence[SummaryLine]) -> list[str]:
    facts = facts_of(scenario)
    names = {force.force_id: force_name(facts, force.force_id) for force in scenario.forces}
    text = []
    for label, measure in (("Gave most PSUs", "given"), ("Below its floor", "below_floor")):
        of = [line for line in lines if line.measure == measure and line.interval.estimate]
        text += labelled(label, _ranked(of, names), _LABEL) if of else []
    return text


def _ranked(lines: Iterable[SummaryLine], names: dict[str, str]) -> str:
    ordered = sorted(lines, key=lambda line: (-(line.interval.estimate or 0), line.subject))
    return ", ".join(f"{names[o.subject]} {_told(o)[0]}" for o in ordered[:_MOST_FORCES])


def _closing(count: int, reached: Reached | None) -> list[str]:
    text = list(METHODS)
    if reached is not None:
        text += wrapped(_precision(reached, count))
    elif count < 30:
        text.append(f"{count} nights are few: intervals of means lean on a normal distribution.")
    return text


def _precision(reached: Reached, made: int) -> str:
    """What ``auto`` came to, measure by measure."""
    parts = []
    for each in reached.measures:
        measure = MEASURES[each.name]
        width = f"± {number(each.half_width, measure.unit)}"
        parts.append(f"{measure.label} {width}{'' if each.met else ' (not met)'}")
    ended = "the most that are made" if reached.at_maximum else f"looked to {reached.looked_to}"
    found = f"Precise enough after {reached.n} nights, {ended}: {'; '.join(parts)}."
    return found + (f" All {made} that were made are kept." if made > reached.n else "")


def _told(line: SummaryLine) -> tuple[str, str, str]:
    """Estimate, interval, and in how many nights it never came."""
    interval = line.interval
    never = f"{interval.never} of {interval.n}" if interval.never else ""
    return number(interval.estimate, line.unit), _between(interval, line.unit), never


def _between(interval: Interval, unit: str) -> str:
    if interval.low is None or interval.high is None:
        return "too few"
    if interval.low == interval.high:
        return "every night"
    return f"{number(interval.low, unit)} – {number(interval.high, unit)}"


def number(value: float | None, unit: str) -> str:
    """A number as it is read: minutes as hours and minutes, shares as per cent.

    >>> number(506.0, "minutes"), number(0.953, "share"), number(None, "units")
    ('8h26m', '95 %', '–')
    """
    if value is None or value == float("-inf"):
        return "–"
    if value == float("inf"):
        return "never"
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit == "minutes":
        return format_duration(round(value))
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
