"""How does mobsim show the results of many nights as text?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from mobsim.country.lines import PSU, NationalLine
from mobsim.ground.clock import ClockTimes
from mobsim.ground.intervals import Interval
from mobsim.ground.precision import Reached
from mobsim.ground.text_layout import aligned, labelled, sectioned, wrapped
from mobsim.ground.units import format_duration
from mobsim.scenario.scenario import Scenario, Target
from mobsim.scoring.measures import STEPS
from mobsim.study.identity import StudyIdentity
from mobsim.study.night_measures import MEASURES, OF_A_LINE
from mobsim.study.summary import (
    IN_ALL,
    SPENT_ON_40,
    SPENT_ON_FIRST_AID,
    SPENT_ON_TARGET,
    WHERE_IT_CAME,
    SummaryLine,
    target_name,
)
from mobsim.telling.forces_tonight import playing_told
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import capital, force_name, place_names, units

_MOST_PLACES: Final = 12
_MOST_FORCES: Final = 5
_MOST_TIMED: Final = 6
"""The largest number of places for which the text shows how the time was spent."""
_OF_WHAT: Final = (
    "Mean times from the start of disorder at the place, in nights in which the unit was deployed."
)
_LABEL: Final = 15
_WHOLE_FROM: Final = 100
"""The number from which numbers are printed without decimals."""
_FEW: Final = 30
"""The smallest number of nights for which Student's interval is reliable."""
METHODS: Final = (
    "Intervals use Wilson's method for shares, Student's t for means, and ranks for quantiles.",
    "A time that was never reached counts as the whole run in a mean, and as never in a median.",
)
"""Sentences that explain how the numbers are computed."""


def card(
    scenario: Scenario,
    identity: StudyIdentity,
    lines: Sequence[SummaryLine],
    count: int,
    reached: Reached | None = None,
) -> str:
    """The text that sums up a study."""
    blocks = [
        _opening(scenario, identity, count),
        _targets(scenario, lines),
        _answers(lines),
        _national(scenario, lines),
        _places(scenario, lines),
        _where_the_time_went(scenario, lines, count),
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
    of_night = (line for line in lines if line.subject == "night")
    rows = [each for each in of_night if each.measure not in OF_A_LINE and not _says_nothing(each)]
    heading = ("OF A NIGHT", "estimate", "95 % interval", "never")
    return aligned([heading, *((_label(line), *_told(line)) for line in rows)])


def _says_nothing(line: SummaryLine) -> bool:
    """Whether a summary line gives the median or a high quantile of a measure that never varies."""
    interval = line.interval
    return "mean" not in line.statistic and interval.low == interval.high


def _label(line: SummaryLine) -> str:
    if line.statistic.startswith("quantile"):
        return "  one night in ten, or more"
    if line.statistic == "median":
        return "  median"
    return capital(MEASURES[line.measure].label)


def _national(scenario: Scenario, lines: Sequence[SummaryLine]) -> list[str]:
    if scenario.left_out:
        return [f"NATIONAL LINES  {playing_told(scenario)}"]
    table: list[tuple[str, ...]] = [
        ("NATIONAL LINES", "breaks in", "95 % interval", "watch", "in use at most")
    ]
    for line, by in of_lines(scenario, lines):
        if "verdict_fail" not in by:
            table.append((line.name, "not tested", "", "", _told(by["peak_in_use"])[0]))
            continue
        rest = (_told(by[measure])[0] for measure in ("verdict_watch", "peak_in_use"))
        table.append((line.name, *_told(by["verdict_fail"])[:2], *rest))
    return aligned(table)


def of_lines(
    scenario: Scenario, lines: Sequence[SummaryLine]
) -> Iterator[tuple[NationalLine, dict[str, SummaryLine]]]:
    """The national lines that were needed in at least one night, each with its measures by name."""
    for line in scenario.lines:
        by = {each.measure: each for each in lines if each.subject == line.line}
        if by:
            yield line, by


def _targets(scenario: Scenario, lines: Sequence[SummaryLine]) -> list[str]:
    """The table of targets, which shows how often each target was met, and the median time."""
    if not scenario.targets:
        return []
    times = ClockTimes(scenario.clock)
    met = [line for line in lines if line.measure == "target_met"]
    reached = [line for line in lines if line.measure == "target_reached_at"]
    table: list[tuple[str, ...]] = [("TARGETS", "met in", "95 % interval", "median")]
    for target, share, at in zip(dict.fromkeys(scenario.targets), met, reached, strict=True):
        minute = at.interval.estimate
        when = "never" if minute in (None, float("inf")) else times.both(minute or 0.0)
        table.append((wanted(scenario, target), *_told(share)[:2], when))
    return aligned(table)


def wanted(scenario: Scenario, target: Target) -> str:
    """The description of a target in words."""
    facts = facts_of(scenario)
    place = place_names(facts)[target.incident]
    by = ClockTimes(scenario.clock).at(target.by)
    return f"{units(facts, target.units, target.kind)} in {place} by {by}"


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


def _where_the_time_went(scenario: Scenario, lines: Sequence[SummaryLine], count: int) -> list[str]:
    """The table of the mean minutes for each step, over nights in which the unit was deployed."""
    spent = {(o.measure, o.subject, o.kind): o for o in lines if o.statistic == WHERE_IT_CAME}

    def row(label: str, clock: str, subject: str, kind: str) -> tuple[str, ...]:
        found = [spent.get((f"{clock}_{part}", subject, kind)) for part in (IN_ALL, *STEPS)]
        came = found[0].interval.n if found[0] else 0
        told = (_told(each)[0] if each else "–" for each in found)
        return (label, f"{came} of {count}", *told)

    names = place_names(facts_of(scenario))
    kind, places = _main_places(lines, names)
    sections = [
        (title, [row(names[place], clock, place, kind) for place in places[:_MOST_TIMED]])
        for clock, title in (
            (SPENT_ON_FIRST_AID, f"First {kind.upper()} from another force"),
            (SPENT_ON_40, f"40 % of peak {kind.upper()} need, own crews counted"),
        )
    ]
    targets = [
        row(wanted(scenario, t), SPENT_ON_TARGET, target_name(t.units, t.incident, t.by), t.kind)
        for t in dict.fromkeys(scenario.targets)
    ]
    sections.append(("Targets", targets))
    sections = [(title, rows) for title, rows in sections if rows]
    if not sections:
        return []
    heading = ("WHERE THE TIME WENT", "came in", "in all", *map(step_name, STEPS))
    more = len(places) - _MOST_TIMED
    rest = [f"and {more} more places in the tables"] if more > 0 else []
    return sectioned(heading, sections) + rest + [_OF_WHAT]


def _main_places(lines: Sequence[SummaryLine], names: Mapping[str, str]) -> tuple[str, list[str]]:
    """The kind of unit to report, and the places that need it. If PSUs are needed, the kind is PSU.

    Places that are drawn are left out, because such places differ from night to night.
    """
    of_places = (line for line in lines if line.subject in names)
    needed = [(line.kind, line.subject) for line in of_places if line.measure == "forty_in_4h"]
    kinds = [kind for kind, _ in needed]
    main = PSU if PSU in kinds or not kinds else kinds[0]
    return main, [place for kind, place in needed if kind == main]


def step_name(step: str) -> str:
    """The name of a step as it is printed.

    >>> step_name("booking_in")
    'booking in'
    """
    return step.replace("_", " ")


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
    elif 1 < count < _FEW:
        text += wrapped(
            f"{count} nights are few. If some nights are far worse than the rest, the interval "
            "of a mean misses the true mean in up to 1 study in 5, instead of 1 in 20."
        )
    return text


def _precision(reached: Reached, made: int) -> str:
    """A sentence on the precision that ``auto`` reached, measure by measure."""
    parts = []
    for each in reached.measures:
        measure = MEASURES[each.name]
        width = f"± {number(each.half_width, measure.unit)}"
        parts.append(f"{measure.label} {width}{'' if each.met else ' (not met)'}")
    ended = "the maximum" if reached.at_maximum else f"checked up to {reached.looked_to}"
    found = f"Precise enough after {reached.n} nights, {ended}: {'; '.join(parts)}."
    return found + (f" All {made} nights that were run are saved." if made > reached.n else "")


def _told(line: SummaryLine) -> tuple[str, str, str]:
    """The texts of an estimate and its interval.

    A third text gives the number of nights in which the time was never reached.
    """
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
    """Write a number as text, with minutes as hours and minutes, and shares as percentages.

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
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.1f}"


def in_agreement(before: float, after: float, unit: str) -> tuple[str, str, str]:
    """Write two numbers and their difference as text, so that the printed numbers add up.

    If the numbers do not add up, they get one more decimal. If the numbers still do not add up, the
    difference is computed from the printed numbers.

    >>> in_agreement(0.35, 0.40, "share"), in_agreement(0.005, 0.015, "share")
    (('35 %', '40 %', '+5 points'), ('0.5 %', '1.5 %', '+1.0 points'))
    >>> in_agreement(570.0, 480.0, "minutes"), in_agreement(3.0, 3.0, "units")
    (('9h30m', '8h', '−1h30m'), ('3.0', '3.0', '0.0'))
    """
    scale = 100.0 if unit == "share" else 1.0
    two = scale * before, scale * after
    usual = 0 if unit in ("share", "minutes") or max(map(abs, two)) >= _WHOLE_FROM else 1
    finer = usual if unit == "minutes" else usual + 1
    places = next((p for p in (usual, finer) if _adds_up(two, p)), finer)
    low, high = (round(each, places) for each in two)
    size = round(high - low, places)
    sign = "+" if size > 0 else "−" if size < 0 else ""
    said = (_to_places(each, unit, places) for each in (low, high, abs(size)))
    first, second, moved = (f"{each} %" if unit == "share" else each for each in said)
    if unit == "share":
        moved = moved.replace(" %", " point" if moved == "1 %" else " points")
    return first, second, sign + moved


def _adds_up(two: tuple[float, float], places: int) -> bool:
    """Whether the rounded numbers differ by the rounded difference."""
    low, high = (round(each, places) for each in two)
    return round(high - low, places) == round(two[1] - two[0], places)


def _to_places(value: float, unit: str, places: int) -> str:
    return format_duration(value) if unit == "minutes" else f"{value:,.{places}f}"
