"""What can be said in ten minutes?

The five questions that a chief officer asks of a quarter's stress test, each with its answer in a
sentence or two, a verdict where there is one, and the points that it rests on.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from mobsim.country.line_verdicts import Verdict, worst_of
from mobsim.stress.findings import (
    CLASSES,
    GATING,
    Answer,
    BreakingPoint,
    Estimate,
    LineResult,
    LineVerdict,
    Remedy,
    ReturnDifference,
    StockLine,
    StressFindings,
    StressTest,
)
from mobsim.study.study_text import number
from mobsim.telling.wording import capital, joined

_POINTS = 5
_LIKELY = "likely-outside-297"

Said = tuple[str, Verdict | None, list[str]]
"""An answer, its verdict, and the points that it rests on."""


def line_verdicts(
    lines: Sequence[LineResult], stock: Sequence[StockLine], tests: Sequence[StressTest]
) -> list[LineVerdict]:
    """The verdict on each line, and on each region's share of one.

    On what is declared, and on the worst of its runs in the classes in which it must hold.
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
        worst_of([each.verdict for each in runs if each.reading.startswith(mode)])
        for mode in ("promised", "likely")
    )
    on_stock: Verdict = stock.verdict if stock else "pass"
    bad = max(runs, key=lambda each: (each.breaks.estimate or 0.0, -each.buffer))
    reasons = [_of_stock(stock)] if stock else []
    reasons.append(f"In {bad.test} ({bad.reading.partition('-')[0]}) {bad.reason}")
    return LineVerdict(
        **bad.model_dump(include={"line", "name", "region", "region_name"}),
        required=stock.required if stock else 0,
        declared=stock.declared if stock else 0,
        headroom=stock.headroom if stock else 0,
        stock=on_stock,
        promised=promised,
        likely=likely,
        verdict=worst_of([on_stock, promised, likely]),
        reason=". ".join(reasons) + ".",
        run=bad.run,
    )


def _of_stock(stock: StockLine) -> str:
    if stock.headroom < 0:
        return f"{stock.declared} declared of {stock.required} required: {-stock.headroom} short"
    return f"{stock.declared} declared, {stock.headroom} more than the {stock.required} required"


# --- 1 ------------------------------------------------------------------------------------------


def _declared(findings: StressFindings) -> Said:
    national = [each for each in findings.stock if not each.region]
    regions = [each for each in findings.stock if each.region and each.verdict == "fail"]
    verdict = worst_of([each.verdict for each in [*national, *regions]])
    short = [each.name for each in national if each.verdict == "fail"]
    if short:
        said = f"No: {joined(short)} below what is required."
    elif regions:
        said = (
            "Nationally yes, on every line; but not in every region: "
            f"{joined([each.region_name for each in regions])} short of AEP teams."
        )
    else:
        said = "Yes, on every national line and in every region."
    points = [_capacity(each) for each in national]
    return said, verdict, [*points, *(f"{each.region_name}: {_capacity(each)}" for each in regions)]


def _capacity(each: StockLine) -> str:
    return (
        f"{each.name}: {each.declared} declared, {each.required} required, "
        f"headroom {each.headroom} ({each.verdict})"
    )


# --- 2 ------------------------------------------------------------------------------------------


def _bad_week(findings: StressFindings) -> Said:
    verdicts = [each for each in findings.verdicts if not each.region]
    verdict = worst_of([worst_of([each.promised, each.likely]) for each in verdicts])
    classes = {test.test_id: test.pack_class for test in findings.tests}
    broken = [each.name for each in verdicts if "fail" in (each.promised, each.likely)]
    said = {
        "pass": "Enough: no national line runs out in a test that is severe but plausible.",
        "watch": "Perhaps not enough: in tests that are severe but plausible a line may run out.",
        "fail": f"Not enough: in tests that are severe but plausible {joined(broken)} run out.",
    }[verdict]
    likely = [each for each in findings.results if each.reading == _LIKELY]
    points = []
    for name, title in CLASSES.items():
        some = [each for each in likely if classes[each.test] == name]
        if not some:
            continue
        bad = max(some, key=lambda each: (each.line_breaks.estimate or 0.0, each.test))
        points.append(
            f"{title}, {findings.titles[bad.test]}: "
            f"a line breaks in {_share(bad.line_breaks)} of nights"
            + (f", first {bad.first_to_break}" if bad.first_to_break else "")
            + f"; 40 % of need there in 4 h in {_share(bad.forty_in_4h)}"
        )
    return f"{said} Whether in time is another question. As is likely:", verdict, points


# --- 3 ------------------------------------------------------------------------------------------


def _breaks(findings: StressFindings) -> Said:
    asked: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in findings.breaking:
        told = f"{each.reading.partition('-')[0]}: {_at(each)}"
        asked[each.search, each.question].append(told)
    points = [f"{question} {'; '.join(found)}" for (_, question), found in asked.items()]
    line = next((each for each in findings.breaking if "line" in each.search), None)
    said = "Not searched."
    if line:
        said = f"{capital(line.criterion)} at {_at(line)} of medium size at once, as promised."
    return said, None, [*points, *_weakest(findings)]


def _at(point: BreakingPoint) -> str:
    """A breaking point with its interval, in words."""
    found = point.median
    if found.estimate is None:
        return f"more than {point.highest:g} (even that holds in half of nights)"
    if point.always_broken * 2 > found.n:
        return f"{point.lowest:g}; a single one breaks in {point.always_broken} of {found.n} nights"
    low = f"{found.low:g}" if found.low is not None else f"{point.lowest:g} or fewer"
    high = f"{found.high:g}" if found.high is not None else f"more than {point.highest:g}"
    return f"{found.estimate:g} {point.unit} ({low} to {high})"


def _weakest(findings: StressFindings) -> Iterable[str]:
    alone = [each for each in findings.map if each.reading == _LIKELY]
    if not alone:
        return
    alone.sort(key=lambda each: (each.largest.estimate or 0.0, each.force))
    some = [f"{each.force_name} {each.largest.estimate or 0:g}" for each in alone[:3]]
    most = alone[-1]
    yield (
        f"Largest need met on time (60 % there at 4 h), likely: least {joined(some)} PSUs, most "
        f"{most.force_name} {most.largest.estimate or 0:g}"
    )


# --- 4 ------------------------------------------------------------------------------------------


def _changed(findings: StressFindings) -> Said:
    change = findings.change
    if change is None:
        return "There is no quarter before to hold it against.", None, []
    first, *rest = change.summary
    points = [*_returned(change.returns), *rest, *change.flags]
    return f"{change.before} to {change.after}: {first}", None, points


def _returned(returns: Sequence[ReturnDifference]) -> list[str]:
    """What was returned otherwise, a force at a time, in one line."""
    parts = []
    for name, rows in groupby(returns, lambda each: each.force_name):
        numbers = [f"{r.kind} {r.column.replace('_', ' ')} {r.before} → {r.after}" for r in rows]
        parts.append(f"{name}: {', '.join(numbers)}")
    return ["; ".join(parts)] if parts else []


# --- 5 ------------------------------------------------------------------------------------------


def _mended(findings: StressFindings) -> Said:
    best = [
        each
        for each in findings.remedies
        if each.rank == 1 and each.measure == "unmet_unit_hours" and _helps(each)
    ]
    if not best:
        return "None of the remedies that were tried is told apart from chance.", None, []
    counts = Counter(each.label for each in best)
    first = max(counts, key=lambda label: (counts[label], label))
    of = f"{counts[first]} of the {len({each.test for each in findings.remedies})} worst tests"
    said = f"{first} does most, by unit-hours not met, in {of}."
    return said, None, [_effect(each, findings.titles) for each in best]


def _helps(each: Remedy) -> bool:
    moved = each.difference.estimate or 0.0
    return each.told_apart and (moved > 0) is each.more_is_better


def _effect(each: Remedy, titles: Mapping[str, str]) -> str:
    by = each.difference
    low, high = (number(abs(end or 0.0), each.unit) for end in (by.high, by.low))
    return (
        f"{titles[each.test]}. {each.label}: saves "
        f"{number(abs(by.estimate or 0.0), each.unit)} {each.measure_label} ({low} to {high}) of "
        f"{number(each.before.estimate, each.unit)}"
    )


def _share(found: Estimate) -> str:
    low, high = (number(end, "share") for end in (found.low, found.high))
    return f"{number(found.estimate, 'share')} ({low} to {high})"


# --- all five -----------------------------------------------------------------------------------

QUESTIONS: Final[Mapping[str, Callable[[StressFindings], Said]]] = {
    "Does declared capacity meet the national requirement?": _declared,
    "Would it in a bad week?": _bad_week,
    "Where does it break?": _breaks,
    "What changed since last quarter?": _changed,
    "What would mend it?": _mended,
}


def answers(findings: StressFindings) -> list[Answer]:
    """The five questions, answered."""
    return [
        Answer(question=question, answer=answer, verdict=verdict, points=points[:_POINTS])
        for question, said in QUESTIONS.items()
        for answer, verdict, points in [said(findings)]
    ]
