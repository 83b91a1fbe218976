"""Would there be enough units, would they arrive in time, and what should be done first?

This module sums up a quarter in three verdicts and three sentences. The report of a single night
also has three verdicts and three sentences. The verdicts and sentences cover the tests that a line
must pass. For speed, the module uses the likely reading.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from mobsim.stress.answers import LIKELY, enough_told, mended_told
from mobsim.stress.findings import (
    GATING,
    HostResult,
    LineVerdict,
    MeasureMovement,
    OfTest,
    Reading,
    ScenarioResult,
    StockLine,
    StressFindings,
)
from mobsim.stress.paired_nights import MEASURED
from mobsim.telling.at_a_glance import MOST_NAMED, Verdict
from mobsim.telling.wording import capital, joined, percent

ASKED: Final = ("Enough?", "In time? Where not?", "What first?")
"""The question that each sentence answers."""
HALF: Final = 0.5
"""A test or a host is late if the share of its nights that meet the target is below this value."""


class PackGlance:
    """The results of a stress test at a glance."""

    def __init__(self, findings: StressFindings) -> None:
        self._findings = findings
        self._bad_week = {test.test_id for test in findings.tests if test.pack_class in GATING}
        there = [each.reading_id for each in findings.readings]
        self.reading = LIKELY if LIKELY in there else there[-1] if there else ""
        """The reading that the page uses for speed."""

    # --- three verdicts ---------------------------------------------------------------------

    @property
    def verdicts(self) -> tuple[Verdict, Verdict, Verdict]:
        """The verdicts on capacity, on speed, and on the change since last quarter."""
        return self._capacity(), self._speed(), self._change()

    def _capacity(self) -> Verdict:
        label = "Capacity in a bad week"
        national = [each for each in self._findings.verdicts if not each.region]
        if not national:
            return Verdict(label, "Not tested", "No national line was tested.", "open")
        failed = [each for each in national if each.verdict == "fail"]
        if failed:
            words = f"Not enough {self._plural(failed[0])}"
            if len(failed) > 1:
                words = f"Not enough on {len(failed)} lines"
            return Verdict(label, words, self._why(failed), "bad")
        regions = {each.region_name: each for each in self._short_regions()}
        if regions:
            words = "Too few in one region"
            if len(regions) > 1:
                words = f"Too few in {len(regions)} regions"
            told = joined([_gap(each) for each in list(regions.values())[:MOST_NAMED]])
            return Verdict(label, words, f"{capital(told)}. No national line fails.", "bad")
        return self._held(label, national)

    def _held(self, label: str, national: Sequence[LineVerdict]) -> Verdict:
        """The verdict if no line fails."""
        watched = [each for each in national if each.verdict == "watch"]
        close = [each for each in watched if each.stock == "watch" or self._ran_low(each)]
        if close:
            names = self._plural(close[0]) if len(close) == 1 else "crews"
            return Verdict(label, f"Only just enough {names}", self._why(close), "watch")
        if watched:
            told = f"No line ran out, but {self._findings.nights} nights are too few for a pass."
            return Verdict(label, "Too few nights to say", told, "open")
        untested = [self._plural(each) for each in national if each.verdict == "not tested"]
        if untested:
            words = f"Enough on {len(national) - len(untested)} of {len(national)} lines"
            return Verdict(label, words, f"Not tested: {joined(untested)}.", "open")
        told = "In tests up to severe but plausible, no national line runs out."
        return Verdict(label, "Enough on every national line", told, "good")

    def _why(self, rows: Sequence[LineVerdict]) -> str:
        """For each line, the units declared and required, and whether some nights use all units."""
        told = []
        for each in rows[:MOST_NAMED]:
            runs = ", but some nights use them up" if each.stock == "pass" else ""
            told.append(
                f"{self._plural(each)}: {each.declared} declared, {each.required} required{runs}"
            )
        more = f"; {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
        return f"{'; '.join(told)}{more}."

    def _plural(self, row: LineVerdict) -> str:
        """The plural name of a national line's units."""
        stock = (
            each for each in self._findings.stock if (each.line, each.region) == (row.line, "")
        )
        return next((each.name for each in stock), row.name)

    def _ran_low(self, verdict: LineVerdict) -> bool:
        """Whether a national line ran out, or nearly did, in a test that it must pass."""
        return any(
            each.breaks.estimate or each.strained.estimate
            for each in self._findings.lines
            if each.line == verdict.line and not each.region and each.test in self._bad_week
        )

    def _short_regions(self) -> list[StockLine]:
        return [each for each in self._findings.stock if each.region and each.verdict == "fail"]

    def _speed(self) -> Verdict:
        label = "Speed in a bad week"
        rows = self._judged()
        if not rows:
            return Verdict(label, "Not tested", "No test was judged on speed.", "open")
        late = [each for each in rows if _late(each)]
        slow = min(rows, key=_in_time)
        found = f"{self._title(slow)}, met in {percent(slow.on_time.estimate)} of nights"
        told = f"Target: {self._findings.target.words} (assumed). Worst: {found}."
        if not late:
            return Verdict(label, "In time in most nights", told, "good")
        if len(late) == len(rows):
            return Verdict(label, "Too late in every test", told, "bad")
        return Verdict(label, f"Late in {len(late)} of {len(rows)} tests", told, "watch")

    def _judged(self) -> list[ScenarioResult]:
        return [
            each
            for each in self._findings.results
            if each.test in self._bad_week and each.reading == self.reading and each.on_time.n
        ]

    def _title(self, row: OfTest) -> str:
        return f"“{self._findings.titles.get(row.test, row.test)}”"

    def _change(self) -> Verdict:
        change = self._findings.change
        if change is None:
            return Verdict("Since last quarter", "Nothing to compare with", "", "open")
        label = f"Since {change.before}"
        whole = [each for each in change.movements if each.source == "all"]
        moved = [each for each in whole if each.told_apart]
        worse = [each for each in moved if _is_worse(each)]
        told = change.summary[0] if change.summary else ""
        told += f" Of {len(whole)} measures compared, {_ways(len(moved) - len(worse), len(worse))}."
        if not moved:
            return Verdict(label, "No clear change", told.strip(), "open")
        if not worse:
            return Verdict(label, "Better", told.strip(), "good")
        words = "Worse" if len(worse) == len(moved) else "Some better, some worse"
        return Verdict(label, words, told.strip(), "bad" if words == "Worse" else "watch")

    # --- three sentences --------------------------------------------------------------------

    @property
    def sentences(self) -> tuple[str, str, str]:
        """Sentences on enough units, on units in time, and on what to do first."""
        return enough_told(self._findings), self._in_time(), self._first()

    def _in_time(self) -> str:
        rows = self._judged()
        if not rows:
            return "Speed was not judged."
        late = sorted((each for each in rows if _late(each)), key=_in_time)
        where = self._hosts_told()
        if not late:
            return f"As is likely, most nights meet the target in every test. {where}".rstrip()
        of = self._title(late[0])
        if len(late) > 1:
            of = f"{len(late)} of {len(rows)} tests, above all {of}"
        return f"As is likely, help comes too late in most nights of {of}. {where}".rstrip()

    def _hosts_told(self) -> str:
        hosts = self.hosts
        if not hosts:
            return ""
        late = [each for each in hosts if _late(each)]
        if not late:
            return "No host on the map is late in most nights."
        of = f"{len(late)} of the {len(hosts)} hosts"
        return f"{of} on the map {'is' if len(late) == 1 else 'are'} late in most nights."

    @property
    def hosts(self) -> list[HostResult]:
        """The hosts of the hardest rotating test that lines must pass; can be empty."""
        order = [each.test_id for each in self._findings.tests if each.test_id in self._bad_week]
        rows = [
            each
            for each in self._findings.hosts
            if each.reading == self.reading and each.test in order and each.on_time.n
        ]
        hardest = max((order.index(each.test) for each in rows), default=-1)
        return [each for each in rows if each.test == order[hardest]]

    def _first(self) -> str:
        """Say what to do first: declare the missing units, then try the best remedy."""
        national = [each for each in self._findings.stock if not each.region]
        short = [each for each in national if each.verdict == "fail"] + self._short_regions()
        then = mended_told(self._findings)
        if not short:
            return then
        told = joined([_gap(each) for each in short[:MOST_NAMED]])
        more = f", and {len(short) - MOST_NAMED} more" if len(short) > MOST_NAMED else ""
        return f"Close the gap in declared units: {told}{more}. {then}"


def _gap(row: StockLine) -> str:
    where = f" in {row.region_name}" if row.region else ""
    return f"{row.name}{where}, {-row.headroom} short"


def _in_time(row: ScenarioResult) -> tuple[float, float]:
    """A sort key that puts the slowest result first."""
    after = row.forty_after.estimate
    return row.on_time.estimate or 0.0, -(float("inf") if after is None else after)


def _late(row: ScenarioResult | HostResult) -> bool:
    return (row.on_time.estimate or 0.0) < HALF


def _is_worse(row: MeasureMovement) -> bool:
    measure = MEASURED.get(row.measure)
    rose = (row.difference.estimate or 0.0) > 0
    return measure is not None and rose is not measure.more_is_better


def _ways(better: int, worse: int) -> str:
    if not better and not worse:
        return "none clearly changed"
    return f"{better or 'none'} clearly better, {worse or 'none'} clearly worse"


def one_of_each(readings: Iterable[Reading]) -> list[Reading]:
    """The first promised and the first likely reading."""
    found: dict[str, Reading] = {}
    for each in readings:
        found.setdefault(each.readiness, each)
    return list(found.values())
