"""In how many nights did enough help arrive in time, and what should be improved first?

This module makes the same kinds of verdicts and sentences as the module for one night, but with
shares of nights. Each number has a 95 % interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mobsim.country.lines import PSU
from mobsim.ground.intervals import Interval, mean_t
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.facts import Facts
from mobsim.scoring.measures import STEPS, Step
from mobsim.study.outcome import KEY
from mobsim.study.study import Study
from mobsim.study.study_text import number, of_lines, wanted
from mobsim.study.summary import LEVEL, SPENT_ON_40, SummaryLine
from mobsim.telling.at_a_glance import (
    MOST_NAMED,
    STEP_ADVICE,
    STEP_WORDS,
    Tone,
    Verdict,
    counted_as,
)
from mobsim.telling.forces_tonight import few_in_play
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import joined, place_name, small

OFTEN: Final = 0.9
"""The smallest share of nights with a good outcome for which the verdict is good (assumed)."""
SELDOM: Final = 0.5
"""If the share of nights with a good outcome is below this number, the verdict is bad (assumed)."""


@dataclass(frozen=True, slots=True)
class NightsGlance:
    """The verdicts and sentences that sum up many nights.

    ``lines`` are the lines of the summary of the nights. ``met`` is the mean, over all nights, of
    the share of the needed PSU-hours that was met.
    """

    scenario: Scenario
    facts: Facts
    lines: Sequence[SummaryLine]
    count: int
    met: Interval | None = None

    # --- three verdicts ---------------------------------------------------------------------

    @property
    def verdicts(self) -> tuple[Verdict, Verdict, Verdict]:
        """The verdicts on capacity, speed and the target.

        If there is no target, the third verdict is on the share of the need that was met.
        """
        return self._capacity(), self._speed(), self._target() or self._need_met()

    def _capacity(self) -> Verdict:
        broke = self._of_night("line_breaks")
        if broke is None or self.scenario.left_out:
            why = few_in_play(self.scenario)
            return Verdict("Capacity", "Not tested", f"{why or 'No line was needed'}.", "open")
        told = f"A national line broke in {interval_told(broke, 'share')} of nights."
        if not broke.estimate:
            words = "Enough crews every night" if self.count > 1 else "Enough crews"
            return Verdict("Capacity", words, told, "good")
        words = f"Too few in {number(broke.estimate, 'share')} of nights"
        return Verdict("Capacity", words, told, tone_of(1 - broke.estimate))

    def _speed(self) -> Verdict:
        quick = self._of_night("forty_in_4h")
        if quick is None:
            return Verdict("Speed", "Not tested", "Nothing was needed.", "open")
        told = f"40 % of all PSU need was met in 4 h in {interval_told(quick, 'share')} of nights."
        return Verdict("Speed", often("In time", quick.estimate), told, tone_of(quick.estimate))

    def _target(self) -> Verdict | None:
        """The verdict on the target that was met least often."""
        met = [each.interval for each in self.lines if each.measure == "target_met"]
        rows = list(zip(met, dict.fromkeys(self.scenario.targets), strict=False))
        if not rows:
            return None
        least, target = min(rows, key=lambda row: row[0].estimate)
        share = least.estimate
        told = f"{wanted(self.scenario, target)}: met in {interval_told(least, 'share')} of nights."
        label = "Your target" if len(rows) == 1 else f"Your {len(rows)} targets: the worst"
        return Verdict(label, often("Met", share), told, tone_of(share))

    def _need_met(self) -> Verdict:
        label = "Need met (no target set)"
        if self.met is None:
            return Verdict(label, "Not known", "No PSU was needed.", "open")
        share = self.met.estimate
        met = interval_told(self.met, "share")
        told = f"In the mean night, {met} of the PSU-hours needed were met."
        return Verdict(label, f"{number(share, 'share')} of need met", told, tone_of(share))

    # --- three sentences --------------------------------------------------------------------

    @property
    def sentences(self) -> tuple[str, str, str]:
        """Three sentences, on the number of crews, their speed, and what to examine first."""
        return self._enough(), self._in_time(), self._first()

    def _enough(self) -> str:
        broke = self._of_night("line_breaks")
        if broke is None or self.scenario.left_out:
            return "Whether the country had enough crews was not tested."
        if not broke.estimate:
            return f"Yes: no national line broke in any of {self._nights} ({span_told(broke)})."
        if broke.estimate >= 1:
            return f"No: a national line broke in every night ({span_told(broke)})."
        return f"Not always: a national line broke in {interval_told(broke, 'share')} of nights."

    def _in_time(self) -> str:
        quick = self._of_night("forty_in_4h")
        if quick is None:
            return "Nothing was needed, so speed was not tested."
        told = f"Help was in time in {interval_told(quick, 'share')} of nights"
        if not quick.estimate:
            told = f"No: help was in time in none of {self._nights} ({span_told(quick)})"
        elif quick.estimate >= 1:
            told = f"Yes: help was in time in all {self.count} nights ({span_told(quick)})"
        return f"{told}{self._where_least()}."

    def _where_least(self) -> str:
        """The last words of a sentence, naming the places where help was least often in time."""
        rows = [row for row in self.lines if row.measure == "forty_in_4h" and row.kind == PSU]
        if not rows:
            return ""
        least = min(rows, key=lambda row: row.interval.estimate).interval
        names = [self._place(r.subject) for r in rows if r.interval.estimate == least.estimate]
        if len(rows) == 1:
            return f", in {names[0]}"
        if least.estimate >= 1:
            return ", everywhere"
        where = joined(names) if len(names) <= MOST_NAMED else f"{len(names)} of {len(rows)}"
        incidents = [each for each in self.scenario.incidents if not each.holding]
        counted = counted_as([(each.force, *each.drive_minutes.values()) for each in incidents])
        if not least.estimate:
            return f"; by {counted}, never in {where}"
        places = "" if len(names) <= MOST_NAMED else f" {counted}s"
        each = "" if len(names) == 1 else " each"
        return f"; least often in {where}{places}, in {interval_told(least, 'share')}{each}"

    def _slowest(self) -> str | None:
        """The place where 40 % of the need was least often met in 4 h.

        If several places tie, the place with the longest wait is chosen.
        """
        rows = [
            (share.estimate, -wait.estimate if wait else 0.0, each.subject)
            for each in self.lines
            if each.measure == "forty_in_4h" and each.kind == PSU
            for share, wait in [(each.interval, self._of_place("time_to_40", each.subject))]
        ]
        return min(rows)[2] if rows else None

    def _first(self) -> str:
        broke = self._of_night("line_breaks")
        if broke is not None and broke.estimate >= SELDOM:
            worst = max(self._broken(), key=lambda row: row.interval.estimate)
            line = next(line for line in self.scenario.lines if line.line == worst.subject)
            told = interval_told(worst.interval, "share")
            return (
                f"Look first at how many {line.plural} there are: they ran out in {told} of nights."
            )
        longest = self._longest
        if longest is None:
            return "No step stands out. To see which step would save most, run mobsim savings."
        step, took = longest
        told = f"{interval_told(took, 'minutes')} on average in {self._place(self._slowest())}"
        return f"Look first at {STEP_WORDS[step]}, which took {told}, the slowest place."

    @property
    def advice(self) -> str:
        """Advice on the step that took longest. The text is empty if no step stands out."""
        broke, longest = self._of_night("line_breaks"), self._longest
        if longest is None or (broke is not None and broke.estimate >= SELDOM):
            return ""
        return STEP_ADVICE[longest[0]]

    def _broken(self) -> list[SummaryLine]:
        return [each for each in self.lines if each.measure == "verdict_fail"]

    @property
    def _longest(self) -> tuple[Step, Interval] | None:
        """The step that took the longest time at the slowest place, and its mean duration.

        The mean leaves out nights in which 40 % of the need was never met.
        """
        place = self._slowest()
        found = [(step, self._of_place(f"{SPENT_ON_40}_{step}", place or "")) for step in STEPS]
        told = [(step, took) for step, took in found if took and took.estimate]
        return max(told, key=lambda row: row[1].estimate, default=None)

    @property
    def _nights(self) -> str:
        return f"the {self.count} nights" if self.count > 1 else "the one night"

    # --- reading the summary ----------------------------------------------------------------

    def _of_night(self, measure: str) -> Interval | None:
        return self._one(measure, "night", "")

    def _of_place(self, measure: str, place: str) -> Interval | None:
        return self._one(measure, place, PSU)

    def _one(self, measure: str, subject: str, kind: str) -> Interval | None:
        rows = (
            each.interval
            for each in self.lines
            if (each.measure, each.subject, each.kind) == (measure, subject, kind)
        )
        return next(rows, None)

    def _place(self, place: str | None) -> str:
        return place_name(self.facts, place or "")


def nights_glance(study: Study) -> NightsGlance:
    """Make the verdicts and sentences that sum up a study."""
    rows = study.incidents
    of_kind = (
        rows[rows["kind"] == PSU].groupby(KEY)[["needed_unit_hours", "unmet_unit_hours"]].sum()
    )
    of_kind = of_kind[of_kind["needed_unit_hours"] > 0]
    shares = 1 - of_kind["unmet_unit_hours"] / of_kind["needed_unit_hours"]
    met = mean_t(shares.astype("float64").tolist(), LEVEL)
    facts = facts_of(study.scenario)
    return NightsGlance(study.scenario, facts, study.lines, study.replications_run, met)


def tone_of(share: float) -> Tone:
    """The tone of a verdict, given the share of nights in which the outcome is good.

    >>> tone_of(0.95), tone_of(0.7), tone_of(0.2)
    ('good', 'watch', 'bad')
    """
    return "good" if share >= OFTEN else "watch" if share >= SELDOM else "bad"


def often(what: str, share: float) -> str:
    """The text of a verdict that gives a share of nights.

    >>> often("Met", 1.0), often("Met", 0.0), often("In time", 0.34)
    ('Met in every night', 'Never met', 'In time in 34 % of nights')
    """
    if share >= 1:
        return f"{what} in every night"
    return f"{what} in {number(share, 'share')} of nights" if share > 0 else f"Never {small(what)}"


def interval_told(found: Interval | None, unit: str) -> str:
    """Write a number with its interval, for use inside a sentence.

    >>> interval_told(Interval(0.34, 0.22, 0.48, 50, 0.95, "Wilson"), "share")
    '34 % (22–48 %)'
    """
    if found is None:
        return "–"
    return f"{number(found.estimate, unit)} ({span_told(found, unit)})"


def span_told(found: Interval, unit: str = "share") -> str:
    """Write an interval as text, without its estimate.

    >>> span_told(Interval(0.0, 0.0, 0.24, 12, 0.95, "Wilson"))
    '0–24 %'
    """
    if found.low is None or found.high is None:
        return "too few nights for an interval"
    if found.low == found.high:
        return "the same every night"
    low, high = number(found.low, unit), number(found.high, unit)
    return f"{low.removesuffix(' %') if unit == 'share' else low}–{high}"


def capacity_rows(study: Study) -> Iterator[list[str]]:
    """For each national line with a need, how often it broke and how many units were in use."""
    for line, measures in of_lines(study.scenario, study.lines):
        by = {name: each.interval for name, each in measures.items()}
        told = [interval_told(by.get(key), "share") for key in ("verdict_fail", "verdict_watch")]
        if "verdict_fail" not in by:
            told = ["not tested", "–"]
        yield [line.name, str(line.required), *told, interval_told(by.get("peak_in_use"), "units")]
