"""What are the short answers to a chief officer's five questions?

This module answers the five questions that a chief officer asks about a quarterly stress test. Each
answer has one or two sentences, supporting points and, for some questions, a verdict on capacity.
Separate sentences cover speed. Each sentence names its readings and uses only the results under
those readings.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, Literal

from mobsim.country.line_verdicts import (
    WATCH_SHARE,
    CapacityVerdict,
    Verdict,
    printed,
    worst_capacity,
    worst_of,
    worst_tested,
)
from mobsim.stress.belief_turns import COULD, FEW, STAYS, UNKNOWN
from mobsim.stress.findings import (
    CLASSES,
    GATING,
    Answer,
    BreakingPoint,
    Estimate,
    ForceBreakingPoint,
    LineResult,
    LineTurn,
    LineVerdict,
    Remedy,
    ReturnDifference,
    ScenarioResult,
    SpeedTurn,
    StockLine,
    StressFindings,
    StressTest,
)
from mobsim.stress.paired_nights import FIRST_MEASURE
from mobsim.stress.reverse.searching import HIGHEST
from mobsim.stress.speed import speed_told
from mobsim.stress.verdicts import TOLERATED, fared
from mobsim.study.study_text import number
from mobsim.telling.wording import capital, joined

_POINTS = 6
_FIRST_PAGE = ("promised-outside-297", "likely-outside-297")
"""The two readings whose numbers appear on the first page. In both readings, London owes only its
75 PSUs.
"""
LIKELY: Final = _FIRST_PAGE[1]
"""The reading shown on the first screen."""
_AS: Final = {"promised": "as promised", "likely": "as is likely"}
_THE_75: Final = "with London owing the 75 only"
_UNDER: Final = f", as is likely and {_THE_75}"
_ON_LINES: Final = "any verdict on a national line"
_ON_SPEED: Final = "the result on speed"

Said = tuple[str, CapacityVerdict | None, list[str], list[str]]
"""An answer, its verdict, the supporting points, and the sentences on speed."""


def line_verdicts(
    lines: Sequence[LineResult], stock: Sequence[StockLine], tests: Sequence[StressTest]
) -> list[LineVerdict]:
    """The verdict on each national line and on each region's share of it.

    Each verdict covers the declared stock and the worst run in the tests that the line must pass.
    """
    gating = {test.test_id for test in tests if test.pack_class in GATING}
    held = [line for line in lines if line.test in gating]
    declared = {(each.line, each.region): each for each in stock}
    keys = list(dict.fromkeys((line.line, line.region) for line in held))
    keys.sort(key=lambda key: (bool(key[1]), key[0] != "psu"))
    return [
        _verdict([each for each in held if (each.line, each.region) == key], declared.get(key))
        for key in keys
    ]


def _verdict(runs: Sequence[LineResult], stock: StockLine | None) -> LineVerdict:
    promised, likely = (
        worst_tested([each.verdict for each in runs if each.reading.startswith(mode)])
        for mode in ("promised", "likely")
    )
    on_stock: Verdict = stock.verdict if stock else "pass"
    bad = max(runs, key=fared)
    reasons = [_of_stock(stock)] if stock else []
    reasons.append(f"Worst run ({bad.test}, {bad.reading}): {bad.reason}")
    return LineVerdict(
        **bad.model_dump(include={"line", "name", "region", "region_name"}),
        required=stock.required if stock else 0,
        declared=stock.declared if stock else 0,
        headroom=stock.headroom if stock else 0,
        stock=on_stock,
        promised=promised,
        likely=likely,
        verdict=worst_capacity([on_stock, promised, likely]),
        reason=". ".join(reasons) + ".",
        run=bad.run,
    )


def _of_stock(stock: StockLine) -> str:
    return f"{stock.declared} declared, {stock.required} required, {_spare(stock)}"


def _spare(stock: StockLine) -> str:
    short = stock.headroom < 0
    return f"{-stock.headroom} short" if short else f"{stock.headroom} to spare"


# --- 1 ------------------------------------------------------------------------------------------


def _declared(findings: StressFindings) -> Said:
    national = [each for each in findings.stock if not each.region]
    regions = [each for each in findings.stock if each.region and each.verdict == "fail"]
    verdict = worst_of([each.verdict for each in [*national, *regions]])
    short = [each.name for each in national if each.verdict == "fail"]
    if short:
        said = f"No: forces declare too few {joined(short)}."
    elif regions:
        where = joined([each.region_name for each in regions])
        said = f"Nationally yes, on every line. But too few AEP teams are declared in {where}."
    else:
        said = "Yes, on every national line and in every region."
    points = [_stocked(each) for each in national]
    points += [f"{each.region_name}, {_stocked(each)}" for each in regions]
    return said, verdict, points, []


def _stocked(each: StockLine) -> str:
    return f"{each.name}: {_of_stock(each)} ({printed(each.verdict)})"


# --- 2 ------------------------------------------------------------------------------------------


def _bad_week(findings: StressFindings) -> Said:
    by_line = _in_runs(findings)
    verdict = worst_tested(by_line.values())
    points = [
        f"{title}. {capital(point)}"
        for name, title in CLASSES.items()
        if (point := _capacity_in(findings, name))
    ]
    speed = [
        f"{title}. {capital(point)}"
        for name, title in CLASSES.items()
        if (point := _speed_in(findings, name))
    ]
    said = _on_lines(findings, by_line)
    if points or speed:
        said += f" The numbers below are {_THE_75}."
    points += [*_london_inside(findings), *_turned(findings)]
    return said, verdict, points, [*speed, *_speed_turned(findings)]


def _in_runs(findings: StressFindings) -> dict[str, CapacityVerdict]:
    """The verdict on each national line in the tests that it must pass, ignoring declared stock."""
    national = [each for each in findings.verdicts if not each.region]
    return {each.name: worst_tested([each.promised, each.likely]) for each in national}


def enough_told(findings: StressFindings) -> str:
    """Answer the first two of the five questions, without numbers."""
    return f"{_declared(findings)[0]} {_on_lines(findings, _in_runs(findings))}"


def mended_told(findings: StressFindings) -> str:
    """Name the remedy that reduced unmet need most, without giving numbers or the reading."""
    return _mended(findings)[0].replace(_UNDER, "")


def _on_lines(findings: StressFindings, by_line: Mapping[str, CapacityVerdict]) -> str:
    """How the national lines fared, under any reading, in the tests that they must pass."""
    where, under = "in tests up to severe but plausible", "under at least one reading"
    lines = [line for line in _gating(findings) if not line.region]
    broken = {line.name for line in lines if line.breaks.estimate}
    near = {line.name for line in lines if line.strained.estimate}
    ran_out, strained = (joined([name for name in by_line if name in of]) for of in (broken, near))
    failed, untested = (
        joined([name for name, found in by_line.items() if found == verdict])
        for verdict in ("fail", "not tested")
    )
    held = f"no national line ran out of crews {where}, under any reading"
    if failed:
        most = f"more than {100 * TOLERATED:g} % of nights"
        said = f"No: {failed} clearly ran out of crews in {most} {where}, {under}."
    elif ran_out:
        said = f"Not sure: {ran_out} ran out of crews in some nights {where}, {under}."
    elif "watch" not in by_line.values():
        said = f"Yes: {held}."
    elif strained:
        left = f"less than {100 * WATCH_SHARE:g} % of the figure left to send in some nights"
        said = f"Only just: {held}. But {strained} had {left}."
    else:
        said = f"{capital(held)}. But {findings.nights} nights are too few for a pass."
    return f"{said} Not tested: {untested}." if untested else said


def _gating(findings: StressFindings) -> list[LineResult]:
    held = {test.test_id for test in findings.tests if test.pack_class in GATING}
    return [line for line in findings.lines if line.test in held]


def _capacity_in(findings: StressFindings, name: str) -> str:
    """How often a line ran out in the worst test of a class, by reading; can be empty."""

    def worst(each: ScenarioResult) -> tuple[float, str]:
        return (each.line_breaks.estimate or 0.0, each.test)

    def told(each: ScenarioResult) -> str:
        if not each.line_breaks.estimate:
            return "no national line ran out of crews in any night of any test"
        first = f", {each.first_to_break} first" if each.first_to_break else ""
        return (
            f"a national line ran out of crews in {_share(each.line_breaks)} of nights of "
            f"“{findings.titles[each.test]}”{first}"
        )

    return _by_reading(findings, name, findings.results, worst, told)


def _speed_in(findings: StressFindings, name: str) -> str:
    """How often nights met the speed target in the slowest test of a class; can be empty."""

    def worst(each: ScenarioResult) -> tuple[float, float, str]:
        after = each.forty_after.estimate
        return (
            -(each.on_time.estimate or 0.0),
            float("inf") if after is None else after,
            each.test,
        )

    def told(each: ScenarioResult) -> str:
        found = speed_told(each.on_time, each.forty_after, findings.target)
        return f"{found}: “{findings.titles[each.test]}”"

    judged = [each for each in findings.results if each.on_time.n]
    return _by_reading(findings, name, judged, worst, told)


def _by_reading(
    findings: StressFindings,
    pack_class: str,
    results: Sequence[ScenarioResult],
    worst: Callable[[ScenarioResult], tuple[float | str, ...]],
    told: Callable[[ScenarioResult], str],
) -> str:
    """The result of the worst test of a class, under the promised and the likely reading."""
    of_class = {test.test_id for test in findings.tests if test.pack_class == pack_class}
    found: dict[str, list[str]] = defaultdict(list)
    for reading in findings.readings:
        rows = [
            each for each in results if each.test in of_class and each.reading == reading.reading_id
        ]
        if rows and reading.reading_id in _FIRST_PAGE:
            found[told(max(rows, key=worst))].append(_AS[reading.readiness])
    return "; ".join(f"{joined(modes)}: {said}" for said, modes in found.items())


def _london_inside(findings: StressFindings) -> list[str]:
    """How the verdicts on national lines change if London also owes a share of the 297 PSUs."""
    lines = [line for line in _gating(findings) if not line.region]
    other = [each for each in findings.readings if each.london == "inside_297"]
    if not other:
        return []
    moved = []
    for reading in other:
        first = reading.reading_id.replace("inside", "outside")
        for line, name in {line.line: line.name for line in lines}.items():
            was, now = (
                worst_tested([x.verdict for x in lines if (x.line, x.reading) == (line, each)])
                for each in (first, reading.reading_id)
            )
            if was != now:
                moved.append(f"{name} {_AS[reading.readiness]}: {printed(now)}, not {printed(was)}")
    said = "; ".join(moved) if moved else "the same capacity verdict on every national line"
    return [f"If London owes a share of the 297 too: {said}"]


def _turned(findings: StressFindings) -> list[str]:
    """One bullet point on the verdicts that beliefs could change; can be empty."""
    made = findings.beliefs.lines if findings.beliefs else []
    national = [each for each in made if not each.region]
    first, *more = [f"{o.name} {_shares(o)}" for o in national if o.turns] or [""]
    told = "; ".join([first, *(each.removesuffix(f" {UNKNOWN}") for each in more)])
    return [f"Beliefs could change a verdict: {told}"] if told else _no_turn(national, _ON_LINES)


def _speed_turned(findings: StressFindings) -> list[str]:
    """The largest effect of beliefs on speed, and the number of effects, in one bullet point."""
    made = findings.beliefs.speed if findings.beliefs else []
    asked = [each for each in made if each.reading in _FIRST_PAGE]
    turned = [each for each in asked if each.turns]
    several = f"{len(asked)} tests and readings" if len(asked) > 1 else ""
    if not turned:
        return _no_turn(asked, f"{_ON_SPEED} in {f'any of {several}' if several else 'this test'}")
    most = max(turned, key=lambda each: (_moved(each), each.test, each.reading))
    reading = next(each for each in findings.readings if each.reading_id == most.reading)
    where = f"“{findings.titles[most.test]}” {_AS[reading.readiness]}"
    if several:
        where = f"{len(turned)} of {several}, above all in {where}"
    return [f"Beliefs could change {_ON_SPEED} in {where}: {_shares(most)}"]


def _no_turn(rows: Sequence[LineTurn | SpeedTurn], what: str) -> list[str]:
    """Say that beliefs change nothing, or that there are too few nights to tell."""
    said = FEW if FEW in (each.sentence for each in rows) else STAYS
    return [f"{said.removesuffix('it.')}{what}"] if rows else []


def _shares(each: LineTurn | SpeedTurn) -> str:
    """The sentence on an effect of beliefs, without its opening words."""
    return each.sentence.removeprefix(COULD).strip(" .")


def _moved(each: SpeedTurn) -> float:
    before, after = (o.estimate or 0.0 for o in (each.missed, each.missed_with_beliefs))
    return abs(after - before)


# --- 3 ------------------------------------------------------------------------------------------


def _breaks(findings: StressFindings) -> Said:
    asked = [each for each in findings.breaking if each.reading in _FIRST_PAGE]
    capacity, speed = (
        _searched([each for each in asked if each.about == about])
        for about in ("capacity", "speed")
    )
    first = next((each for each in asked if each.about == "capacity"), None)
    said = "Not searched."
    if first:
        where = _at(first, f"{first.incidents} at once")
        said = f"{capital(_mode(first))}, {first.criterion} with {where}, {_THE_75}."
    return said, None, capacity, [*speed, *_weakest(findings)]


def _searched(points: Sequence[BreakingPoint]) -> list[str]:
    """One bullet point for each search, with the number of incidents that breaks a line."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in points:
        found[each.criterion, each.incidents].append(f"{_mode(each)} {_at(each)}")
    return [
        f"Number of {incidents} at once with which {criterion}: {'; '.join(said)}"
        for (criterion, incidents), said in found.items()
    ]


def _mode(point: BreakingPoint) -> str:
    return _AS[point.reading.partition("-")[0]]


def _at(point: BreakingPoint, incidents: str = "") -> str:
    """A breaking point with its interval, in words."""
    found, of = point.median, f" {incidents}" if incidents else ""
    if found.estimate is None:
        return f"more than {point.highest:g}{of}, the highest number tried"
    if point.always_broken * 2 > found.n:
        few = f"{point.lowest:g}{of}, the lowest number tried"
        return f"{few}, in {point.always_broken} of {found.n} nights"
    low = f"{found.low:g}" if found.low is not None else f"{point.lowest:g} or fewer"
    high = f"{found.high:g}" if found.high is not None else f"more than {point.highest:g}"
    return f"{found.estimate:g}{of} in half of nights (95 % interval {low} to {high})"


def _weakest(findings: StressFindings) -> Iterable[str]:
    alone = [each for each in findings.map if each.reading == LIKELY]
    alone.sort(key=lambda each: (_largest(each), each.force))
    if not alone:
        return
    shown = alone if len(alone) <= _FEW else alone[:_FEW]
    said = f"Largest need that meets the target, as is likely: {joined(list(map(_need, shown)))}"
    yield said if shown is alone else f"{said} (the smallest); {_need(alone[-1])} (the largest)"


_FEW = 4


def _largest(each: ForceBreakingPoint) -> float:
    return float("inf") if each.largest.estimate is None else each.largest.estimate


def _need(each: ForceBreakingPoint) -> str:
    largest = each.largest.estimate
    if largest is None:
        return f"{each.force_name} unknown"
    more = " or more" if largest >= HIGHEST else ""
    return f"{each.force_name} {largest:g} PSUs{more}"


# --- 4 ------------------------------------------------------------------------------------------


def _changed(findings: StressFindings) -> Said:
    change = findings.change
    if change is None:
        return "There is no earlier quarter to compare with.", None, [], []
    first, *rest = change.summary
    points = [*_returned(change.returns), *rest, *change.flags]
    return f"{change.before} to {change.after}, {_THE_75}: {first}", None, points, []


def _returned(returns: Sequence[ReturnDifference]) -> list[str]:
    """The changes in the returns, listed by force in one bullet point."""
    parts = []
    for name, rows in groupby(returns, lambda each: each.force_name):
        numbers = [f"{r.kind} {r.column.replace('_', ' ')} {r.before} → {r.after}" for r in rows]
        parts.append(f"{name}: {', '.join(numbers)}")
    return ["; ".join(parts)] if parts else []


# --- 5 ------------------------------------------------------------------------------------------


def _mended(findings: StressFindings) -> Said:
    rows = [each for each in findings.remedies if each.reading == LIKELY]
    if not rows:
        return "No remedy was tried.", None, [], []
    best = [
        each for each in rows if each.rank == 1 and each.measure == FIRST_MEASURE and _helps(each)
    ]
    if not best:
        return "Chance alone can explain the effect of each remedy.", None, [], []
    counts = Counter(each.label for each in best)
    first = max(counts, key=lambda label: (counts[label], label))
    tried = len({each.test for each in rows})
    of = "each" if counts[first] == tried else f"{counts[first]}"
    where = "the test" if tried == 1 else f"{of} of the {tried} tests"
    said = f"“{first}” reduced unmet need most in {where} that did worst{_UNDER}."
    return said, None, [_effect(each, findings.titles) for each in best], []


def _helps(each: Remedy) -> bool:
    moved = each.difference.estimate or 0.0
    return each.told_apart and (moved > 0) is each.more_is_better


def _effect(each: Remedy, titles: Mapping[str, str]) -> str:
    by = each.difference
    low, high = (number(abs(end or 0.0), each.unit) for end in (by.high, by.low))
    return (
        f"{titles[each.test]}. “{each.label}” reduces {each.measure_label} by "
        f"{number(abs(by.estimate or 0.0), each.unit)} (mean paired difference, 95 % interval "
        f"{low} to {high}) from {number(each.before.estimate, each.unit)} ({each.statistic})"
    )


def _share(found: Estimate) -> str:
    low, high = (number(end, "share") for end in (found.low, found.high))
    return f"{number(found.estimate, 'share')} ({low} to {high})"


# --- all five -----------------------------------------------------------------------------------

QUESTIONS: Final[Mapping[str, Callable[[StressFindings], Said]]] = {
    "Does declared capacity meet the national requirement?": _declared,
    "Would it be enough in a bad week?": _bad_week,
    "Where does it break?": _breaks,
    "What changed since last quarter?": _changed,
    "What would fix it?": _mended,
}


_VERDICT_ON: Final[Mapping[str, Literal["stock", "capacity"]]] = {
    "Does declared capacity meet the national requirement?": "stock",
    "Would it be enough in a bad week?": "capacity",
}


def answers(findings: StressFindings) -> list[Answer]:
    """Answer the five questions."""
    return [
        Answer(
            question=question,
            answer=answer,
            verdict=verdict,
            verdict_on=_VERDICT_ON.get(question, "") if verdict else "",
            points=points[:_POINTS],
            speed=speed,
        )
        for question, said in QUESTIONS.items()
        for answer, verdict, points, speed in [said(findings)]
    ]
