"""How can one night be summed up in a few sentences?

This module gives three verdicts and three sentences about one night. The sentences say whether
there were enough units, whether they arrived in time, and what to look at first. The module also
lists the turning points of the night in time order. All verdicts, sentences and turning points come
from the measures of the log.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from mobsim.country.lines import PSU
from mobsim.ground.clock import ClockTimes
from mobsim.ground.units import MINUTES_PER_HOUR, format_duration
from mobsim.scoring.causes import BINDING
from mobsim.scoring.facts import Facts, LineFacts
from mobsim.scoring.headlines import HELD_SHARE, deepest, most_at_once
from mobsim.scoring.measures import (
    STEPS,
    IncidentMeasures,
    LineMeasures,
    Measures,
    Step,
    TargetMeasures,
)
from mobsim.scoring.tally import LogTally
from mobsim.telling.measures_told import never_reached, refusal_told
from mobsim.telling.wording import (
    capital,
    force_name,
    joined,
    percent,
    place_name,
    several,
    small,
    units,
)

Tone = Literal["good", "watch", "bad", "open"]
"""How favourable a verdict is; ``open`` means that there is no verdict."""

IN_TIME: Final = 4 * MINUTES_PER_HOUR
"""The time, in minutes, within which 40 % of the units needed should be at a place."""
MOST_NAMED: Final = 3
"""The most places that a sentence names; if there are more, the sentence gives only the number."""

STEP_WORDS: Final[Mapping[Step, str]] = {
    "judging": "judging the need",
    "waiting": "the delay between judging and asking",
    "desks": "the desks of the RICCs and NPoCC",
    "answer": "the wait for donors to answer",
    "muster": "mustering crews",
    "road": "convoys and the drive",
    "booking_in": "booking in and briefing",
}
"""Words for each step that can follow "look first at"."""

_LOOK: Final = "On this night, look first at"

STEP_ADVICE: Final[Mapping[Step, str]] = {
    "judging": "Decide who judges the need, and from what signs, so that it is judged sooner.",
    "waiting": "Decide to ask at the first request for everything that is likely to be needed.",
    "desks": "Agree with the RICC and NPoCC how to pass on requests, and how fast.",
    "answer": "Agree in advance with the forces that are asked first what they can send.",
    "muster": "Decide which crews stand by, on duty and ready to leave.",
    "road": "Decide which crews to move nearer in advance, and where to hold them.",
    "booking_in": "Decide where crews book in, and who briefs them when they arrive.",
}
"""Advice on each step; mobsim prints it if that step took longest."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict: the question, its answer in at most five words, and the evidence."""

    label: str
    words: str
    detail: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A moment at which the course of the night changed."""

    at: float
    name: str
    """One or two words that name the turning point, also as a chapter of the replay."""
    told: str


@dataclass(frozen=True, slots=True)
class StepsAt:
    """The time that each step took before the units for which a place waited were there."""

    incident: str
    awaited: str
    """Words for the units for which the place waited, which can follow "waited for"."""
    steps: Mapping[Step, float | None]

    @property
    def whole(self) -> float:
        """The total minutes of all steps."""
        return sum(minutes or 0.0 for minutes in self.steps.values())

    @property
    def longest(self) -> Step:
        """The longest step; if several tie, the first of them is chosen."""
        return max(STEPS, key=lambda step: self.steps.get(step) or 0.0)


class Glance:
    """A summary of one night.

    Parameters
    ----------
    times
        The clock that prints minutes.
    tally
        The tally of the log, which gives the units needed and the units there at each minute.
    untested
        The reason why no national line was tested, for example because only a few forces are in
        play. The reason is empty if the lines were tested.
    counted
        The word that sentences use for a place, from `counted_as`.
    """

    def __init__(
        self,
        facts: Facts,
        measures: Measures,
        times: ClockTimes,
        tally: LogTally,
        untested: str = "",
        counted: str = "place",
    ) -> None:
        self.facts, self.measures, self.times, self.tally = facts, measures, times, tally
        self._untested, self._counted = untested, counted

    @cached_property
    def main_kind(self) -> str:
        """The kind of unit by which speed is judged: PSUs, if any were needed."""
        kinds = [row.kind for row in self.measures.incidents]
        return PSU if PSU in kinds or not kinds else kinds[0]

    @cached_property
    def rows(self) -> list[IncidentMeasures]:
        """The places that needed units of the main kind."""
        return [row for row in self.measures.incidents if row.kind == self.main_kind]

    @cached_property
    def slow(self) -> list[IncidentMeasures]:
        """The places where 40 % of the units needed came late or never; the slowest is first."""
        late = [row for row in self.rows if _minutes(row) > IN_TIME]
        return sorted(late, key=_minutes, reverse=True)

    # --- three verdicts ---------------------------------------------------------------------

    @property
    def verdicts(self) -> tuple[Verdict, Verdict, Verdict]:
        """The verdicts on capacity, on speed, and on the target or, without one, on need met."""
        return self._capacity(), self._speed(), self._target() or self._need_met()

    def _capacity(self) -> Verdict:
        refused = refusal_told(self.measures, "national.binds_at")
        if refused or not self.measures.national:
            why = refused or self._untested or "no national line was needed"
            return Verdict("Capacity", "Not tested", f"{capital(why)}.", "open")
        if self._broken:
            return self._broke(self._broken)
        tight = [row for row in self._tested if row.verdict_capacity == "watch"]
        if tight:
            left = "While need was unmet, less than 10 % of the figure could still be sent."
            told = f"{self._used(tight[0])} {left}"
            return Verdict("Capacity", f"Only just enough {self._plural(tight[0])}", told, "watch")
        if not self._tested:
            told = "No place needed units of a national line."
            return Verdict("Capacity", "Not tested", told, "open")
        of_main = (row for row in self._tested if row.kind == self.main_kind)
        told = self._used(next(of_main, self._tested[0]))
        return Verdict("Capacity", "Enough crews in the country", told, "good")

    def _broke(self, broken: Sequence[LineMeasures]) -> Verdict:
        first, later = broken[0], len(broken) - 1
        told = f"{capital(self._why(first))}, at {self.times.both(first.binds_at or 0.0)}."
        if later:
            told += f" {later} more line{'s' if later > 1 else ''} broke too."
        return Verdict("Capacity", f"Not enough {self._plural(first)}", told, "bad")

    @cached_property
    def _broken(self) -> list[LineMeasures]:
        """The national lines that broke, in order of time."""
        bound = [row for row in self.measures.national if row.binds_at is not None]
        return sorted(bound, key=lambda row: row.binds_at or 0.0)

    @cached_property
    def _tested(self) -> list[LineMeasures]:
        return [row for row in self.measures.national if row.verdict_capacity != "not tested"]

    def _why(self, row: LineMeasures) -> str:
        cause = BINDING[row.binds_cause or "stock"].headline
        return f"needed in {self._place(row.binds_where or '')}, {cause}"

    def _used(self, row: LineMeasures) -> str:
        if row.peak_in_use is None:
            return ""
        when = "" if row.peak_in_use_at is None else f", at {self.times.both(row.peak_in_use_at)}"
        used = f"{row.peak_in_use} {self._plural(row)}"
        return f"At most {used} in use{when}; the national figure is {row.required}."

    def _plural(self, row: LineMeasures) -> str:
        known = self.facts.line(row.line)
        return (known or LineFacts(row.line, row.kind, row.required, row.declared)).plural

    def _speed(self) -> Verdict:
        refused = refusal_told(self.measures, "incidents.time_to")
        if refused or not self.rows:
            why = refused or "nothing was needed"
            return Verdict("Speed", "Not tested", f"{capital(why)}.", "open")
        kinds, late, count = self._kinds, len(self.slow), len(self.rows)
        if count == 1:
            return self._speed_of_one(self.rows[0])
        quick = f"{count - late or 'none'} of {count} {self._counted}s"
        told = f"40 % of the {kinds} needed were there within 4 h in {quick}."
        if not late:
            return Verdict("Speed", "In time everywhere", told, "good")
        if late == count:
            return Verdict("Speed", "Too late everywhere", told, "bad")
        tone: Tone = "watch" if 2 * late <= count else "bad"
        return Verdict("Speed", f"Late in {late} of {count} {self._counted}s", told, tone)

    def _speed_of_one(self, row: IncidentMeasures) -> Verdict:
        took = row.time_to["40"]
        need = f"40 % of the {self._kinds} needed in {self._place(row.incident)}"
        if took is None:
            return Verdict("Speed", "Too late", f"{need} were never there.", "bad")
        told = f"{need} were there after {format_duration(took)}; 4 h is in time."
        if took > IN_TIME:
            return Verdict("Speed", "Too late", told, "bad")
        return Verdict("Speed", "In time", told, "good")

    def _target(self) -> Verdict | None:
        """The verdict on the target that was missed by most time; None if there is no target."""
        rows = self.measures.targets
        if not rows:
            return None
        label = "Your target" if len(rows) == 1 else f"Your {len(rows)} targets"
        if any(row.verdict is None for row in rows):
            why = refusal_told(self.measures, "targets") or "the log does not say"
            return Verdict(label, "Not known", f"{capital(why)}.", "open")
        missed = [row for row in rows if row.verdict != "met"]
        worst = max(missed or rows, key=_lateness)
        told = self._target_told(worst)
        if not missed:
            return Verdict(label, "Met" if len(rows) == 1 else "All met", told, "good")
        late = _lateness(worst)
        words = "Missed"
        if len(rows) > 1:
            words = f"Missed: {len(missed)} of {len(rows)}"
        elif late < float("inf"):
            words = f"Missed by {format_duration(late)}"
        return Verdict(label, words, told, "bad")

    def _target_told(self, row: TargetMeasures) -> str:
        wanted = units(self.facts, row.units, row.kind)
        told = f"{wanted} in {self._place(row.incident)} by {self.times.both(row.by)}: "
        if row.reached_at is not None:
            return f"{told}there at {self.times.both(row.reached_at)}."
        return f"{told}{never_reached(row)}."

    def _need_met(self) -> Verdict:
        """The verdict for a night without a target, which gives the share of need that was met."""
        label = "Need met (no target set)"
        unknown = refusal_told(self.measures, "incidents.met_share")
        if unknown or not self.rows:
            why = unknown or "nothing was needed"
            return Verdict(label, "Not known", f"{capital(why)}.", "open")
        share, rows = self._met_share(), self.measures.incidents
        told = f"Counted in {self._one}-hours. {self._met_in_full(rows)}"
        whole = all(row.time_to["100"] is not None for row in rows)
        tone: Tone = "watch" if whole else "bad"
        words = f"{percent(share)} of need met"
        return Verdict(label, words, told, "good" if (share or 0) >= HELD_SHARE else tone)

    def _met_in_full(self, rows: Sequence[IncidentMeasures]) -> str:
        """Say when the last place was fully staffed, or how many places were ever fully staffed."""
        count, last = len({row.incident for row in rows}), _last_met(rows)
        if last is None and count == 1:
            return "The place was never fully staffed."
        if last is None:
            short = {row.incident for row in rows if row.time_to["100"] is None}
            full = count - len(short)
            verb = "was" if full == 1 else "were"
            return (
                f"{full or 'None'} of {count} {self._counted}s {verb} fully staffed at some time."
            )
        when = self.times.both(last[0])
        if count == 1:
            return f"The place was first fully staffed at {when}."
        return f"Every {self._counted} was fully staffed at some time, the last at {when}."

    def _met_share(self) -> float | None:
        """The share of the needed unit-hours of the main kind that was met."""
        needed = sum(row.needed_unit_hours for row in self.rows)
        unmet = sum(row.unmet_unit_hours or 0.0 for row in self.rows)
        return 1 - unmet / needed if needed else None

    # --- three sentences --------------------------------------------------------------------

    @property
    def sentences(self) -> tuple[str, str, str]:
        """Three sentences: on numbers of units, on speed, and on what to look at first."""
        return self._enough(), self._in_time(), self._first()

    def _enough(self) -> str:
        verdict = self._capacity()
        if verdict.tone == "open":
            return f"Whether the country had enough crews was not tested: {small(verdict.detail)}"
        if self._broken:
            row = self._broken[0]
            where, when = self._place(row.binds_where or ""), self.times.both(row.binds_at or 0.0)
            cause = BINDING[row.binds_cause or "stock"].nights
            return f"No: {where} needed more {self._plural(row)} at {when}; {cause}."
        if verdict.tone == "watch":
            return f"Only just. {verdict.detail}"
        return f"Yes: the country never ran out of crews.{self._late_crews() if self.slow else ''}"

    def _late_crews(self) -> str:
        """A sentence on crews that came too late, with the most crews that were there at once."""
        needed, there = most_at_once(self.tally, self.main_kind)
        if there >= needed:
            return f" {'Some' if len(self.slow) < len(self.rows) else 'They'} came too late."
        of = f"of the {needed} {self._kinds} needed"
        if not there:
            return f" None {of} was ever there."
        return f" At most {there} {of} {'was' if there == 1 else 'were'} there at once."

    def _in_time(self) -> str:
        speed = self._speed()
        if speed.tone == "open":
            return f"Speed was not tested: {small(speed.detail)}"
        worst = self._worst()
        if not self.slow:
            where = " everywhere" if len(self.rows) > 1 else ""
            return f"Yes: 40 % of the {self._kinds} needed were there within 4 h{where}.{worst}"
        some = "No" if len(self.slow) == len(self.rows) else "Not everywhere"
        return f"{some}: help came too late in {self._where_slow()}.{worst}"

    def _where_slow(self) -> str:
        names, count = [self._place(row.incident) for row in self.slow], len(self.rows)
        if len(names) == count > 1:
            return f"{'both' if count == 2 else f'all {count}'} {self._counted}s"
        few = len(names) <= MOST_NAMED
        return joined(names) if few else f"{len(names)} of {count} {self._counted}s"

    def _worst(self) -> str:
        """A sentence on the worst shortfall; empty if no shortfall lasted an hour."""
        worst = self.measures.headlines.worst_shortfall
        if worst is None:
            return ""
        short, late = (
            units(self.facts, worst.units, worst.kind),
            {row.incident for row in self.slow},
        )
        where = "it" if late == {worst.incident} else self._place(worst.incident)
        until = self.times.at(worst.at + worst.lasts)
        since = self.times.both(worst.at)
        return f" At worst {where} lacked at least {short}, from {since} to {until}."

    def _first(self) -> str:
        """A sentence on what to look at first: stock, else the longest step, else home cover."""
        if self._broken:
            row = self._broken[0]
            if row.binds_cause == "drawdown":
                return (
                    f"{_LOOK} how far forces may draw down: they kept "
                    f"{self._plural(row)} at home that they were not allowed to lend."
                )
            return f"{_LOOK} how many {self._plural(row)} there are, and at the floors at home."
        spent = self.where_to_look
        if spent is not None:
            return f"{_LOOK} {STEP_WORDS[spent.longest]}, which took {self._took(spent)}."
        return self._home_first()

    @cached_property
    def where_to_look(self) -> StepsAt | None:
        """The steps that delayed the latest target or, if no target was late, the slowest place."""
        for target in sorted(self.measures.targets, key=_lateness, reverse=True):
            if target.verdict == "late" and _told(target.spent):
                wanted = units(self.facts, target.units, target.kind)
                return StepsAt(target.incident, wanted, target.spent)
        for row in self.slow:
            if _told(row.spent_on_40):
                return self._on_40(row)
        for row in self.slow:
            if _told(row.spent_on_first_aid):
                return StepsAt(row.incident, "the first aid", row.spent_on_first_aid)
        return None

    def _on_40(self, row: IncidentMeasures) -> StepsAt:
        return StepsAt(row.incident, f"40 % of its {self._kinds}", row.spent_on_40)

    @property
    def advice(self) -> str:
        """Advice on the step to look at first; empty if no step comes first."""
        if self._broken:
            return ""
        return STEP_ADVICE[self.where_to_look.longest] if self.where_to_look else ""

    def _home_first(self) -> str:
        home = self.measures.home
        thin = [row for row in (home.forces if home else []) if row.fit and row.hours_below_floor]
        if thin:
            row = max(thin, key=lambda row: (row.minutes_emptied, row.hours_below_floor))
            below = format_duration(row.hours_below_floor * MINUTES_PER_HOUR)
            kinds = several(self.facts.kinds[row.kind])
            return (
                f"{_LOOK} home cover: {force_name(self.facts, row.force)} had fewer "
                f"{kinds} at home than its floor for {below}."
            )
        if self.slow:
            where = joined([self._place(row.incident) for row in self.slow[:MOST_NAMED]])
            return f"{_LOOK} {where}: the log does not show which step took longest."
        return self._longest_of_all()

    def _longest_of_all(self) -> str:
        """A sentence on the step that took longest, for a night in which nothing was late."""
        timed = [row for row in self.rows if _told(row.spent_on_40)]
        if not timed:
            return "On this night, nothing was late, and no force was short at home."
        spent = self._on_40(max(timed, key=_minutes))
        longest = STEP_WORDS[spent.longest]
        took = f"What took longest was {longest}: {self._took(spent)}."
        return f"On this night, nothing was late. {took}"

    def _took(self, spent: StepsAt) -> str:
        """Say how long the longest step took, out of the total time."""
        longest = format_duration(spent.steps[spent.longest] or 0.0)
        waited = f"{self._place(spent.incident)} waited for {spent.awaited}"
        return f"{longest} of the {format_duration(spent.whole)} that {waited}"

    # --- what happened ----------------------------------------------------------------------

    @cached_property
    def turning_points(self) -> list[TurningPoint]:
        """The turning points in time order, from the beginning of disorder to its end.

        The turning points are also the chapters of the replay.
        """
        return sorted(self._points(), key=lambda point: point.at)

    def _points(self) -> Iterator[TurningPoint]:
        rows = self.measures.incidents
        if not rows:
            return
        first = min(rows, key=lambda row: row.began_at)
        yield TurningPoint(first.began_at, "Begins", f"disorder in {self._begun(first.began_at)}")
        asked = self.measures.asked
        if asked.first_ricc_at is not None:
            yield TurningPoint(asked.first_ricc_at, "RICC asked", "the first request to a RICC")
        if asked.first_npocc_at is not None:
            yield TurningPoint(asked.first_npocc_at, "NPoCC asked", "the first request to NPoCC")
        if asked.national_call_at is not None:
            yield TurningPoint(asked.national_call_at, "National call", "the national call is made")
        yield from self._help()
        for row in self._broken:
            yield TurningPoint(
                row.binds_at or 0.0, "Breaks", f"{self._plural(row)}: {self._why(row)}"
            )
        worst = self.measures.headlines.worst_shortfall
        if worst is not None:
            at, most = deepest(self.tally, worst)
            told = f"{self._place(worst.incident)} is {units(self.facts, most, worst.kind)} short, "
            told += f"and at least {worst.units} " if most > worst.units else ""
            until = self.times.at(worst.at + worst.lasts)
            yield TurningPoint(at, "Worst", f"{told}until {until}")
        yield from map(self._target_due, self.measures.targets)
        yield from self._ended()

    def _target_due(self, row: TargetMeasures) -> TurningPoint:
        there = "" if row.there is None else f": {row.there} there"
        wanted = f"{units(self.facts, row.units, row.kind)} wanted in {self._place(row.incident)}"
        return TurningPoint(row.by, "Target", f"{wanted}{there}")

    def _begun(self, at: float) -> str:
        names = [row.incident for row in self.measures.incidents if row.began_at == at]
        places = [self._place(name) for name in dict.fromkeys(names)]
        if len(places) > MOST_NAMED:
            return f"{places[0]} and {len(places) - 1} more places"
        return joined(places)

    def _help(self) -> Iterator[TurningPoint]:
        heads = self.measures.headlines
        if heads.first_aid_at is not None:
            what = units(self.facts, 1, heads.first_aid_kind or "unit")
            where = self._place(heads.first_aid_where or "")
            told = f"{what} from another force, in {where}"
            yield TurningPoint(heads.first_aid_at, "First help", told)
        if heads.forty_percent_at is not None:
            told = "40 % of all PSU need is met at once, including own crews"
            yield TurningPoint(heads.forty_percent_at, "40 % there", told)

    def _ended(self) -> Iterator[TurningPoint]:
        rows, last = self.measures.incidents, _last_met(self.measures.incidents)
        if last is not None:
            more = len({row.incident for row in rows}) > 1
            told = f"every {self._counted} has been fully staffed, {self._place(last[1])} last"
            all_there = "all the units needed are there"
            yield TurningPoint(last[0], "All met", told if more else all_there)
        ends = [row.ended_at for row in rows if row.ended_at is not None]
        if len(ends) == len(rows):
            yield TurningPoint(max(ends), "Ends", "no more units are needed")

    # --- words ------------------------------------------------------------------------------

    @property
    def _one(self) -> str:
        return units(self.facts, 1, self.main_kind).removeprefix("1 ")

    @property
    def _kinds(self) -> str:
        return several(self.facts.kinds[self.main_kind])

    def _place(self, incident: str) -> str:
        return place_name(self.facts, incident)


def counted_as(places: Sequence[Hashable]) -> str:
    """The word that sentences use: ``incident`` if a place has several incidents, else ``place``.

    >>> counted_as(["Hull", "Luton"]), counted_as(["Hull", "Luton", "Hull"])
    ('place', 'incident')
    """
    return "place" if len(set(places)) == len(places) else "incident"


def _minutes(row: IncidentMeasures) -> float:
    """The minutes until 40 % of the units needed were there; infinite if that never happened."""
    took = row.time_to["40"]
    return float("inf") if took is None else took


def _last_met(rows: Iterable[IncidentMeasures]) -> tuple[float, str] | None:
    """When and where the last need was met in full; None if any need was never met in full."""
    found = []
    for row in rows:
        took = row.time_to["100"]
        if took is None:
            return None
        found.append((row.began_at + took, row.incident))
    return max(found, default=None)


def _lateness(row: TargetMeasures) -> float:
    """The minutes by which a target was missed; infinite if the target was never reached."""
    return float("inf") if row.reached_at is None else row.reached_at - row.by


def _told(steps: Mapping[Step, float | None]) -> bool:
    """Whether any of the steps took any time."""
    return any(minutes for minutes in steps.values())
