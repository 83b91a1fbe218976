"""Would a verdict change if each night drew its own beliefs?

One rule judges both the nights without beliefs and an equal number of nights with beliefs. Beliefs
could change a verdict if the rule gives different verdicts for the two sets of nights. If there are
too few nights for a pass, the test cannot say whether a *watch* verdict would change. The result on
speed has no verdict. Beliefs could change the result on speed if most nights meet the target in
only one of the two sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mobsim.country.line_verdicts import CapacityVerdict
from mobsim.stress.findings import (
    AllowingForBeliefs,
    Estimate,
    LineResult,
    LineTurn,
    LineTurnInTest,
    LineVerdict,
    ScenarioResult,
    SpeedTurn,
)
from mobsim.stress.night_numbers import share
from mobsim.stress.verdicts import verdict_on
from mobsim.study.study_text import number

STAYS: Final = "Beliefs do not change it."
FEW: Final = "There are too few nights to say whether beliefs change it."
COULD: Final = "Beliefs could change it:"
UNKNOWN: Final = "with them"
_UNSURE: Final = "in between"
_HALF: Final = 0.5
"""Most nights meet the target if the share that meets it is larger than this value."""


@dataclass(frozen=True)
class Nights:
    """The results of the tests in the pack, with or without beliefs."""

    lines: Sequence[LineResult]
    results: Sequence[ScenarioResult]
    verdicts: Sequence[LineVerdict]


def allowing_for_beliefs(source: str, own: Nights, drawn: Nights) -> AllowingForBeliefs:
    """Compare each verdict with the verdict from nights that draw their beliefs."""
    lines = {(o.run, o.line, o.region): o for o in (*own.lines, *drawn.lines)}
    tests = {(o.test, o.reading, o.line, o.region): o for o in drawn.lines}
    verdicts = {(o.line, o.region): o for o in drawn.verdicts}
    speed = {(o.test, o.reading): o for o in drawn.results}

    def judged(each: LineVerdict | LineResult) -> Judged:
        return each.verdict, lines[each.run, each.line, each.region]

    def in_test(each: LineResult) -> LineTurnInTest:
        other = tests[each.test, each.reading, each.line, each.region]
        turn = line_turn(judged(each), judged(other))
        return LineTurnInTest(test=each.test, reading=each.reading, **turn.model_dump())

    return AllowingForBeliefs(
        source=source,
        lines=[line_turn(judged(o), judged(verdicts[o.line, o.region])) for o in own.verdicts],
        tests=[in_test(each) for each in own.lines],
        speed=[speed_turn(o, speed[o.test, o.reading]) for o in own.results if o.on_time.n],
    )


Judged = tuple[CapacityVerdict, LineResult]
"""A verdict, and the result on which it rests."""


def line_turn(own: Judged, drawn: Judged) -> LineTurn:
    """How beliefs affect the verdict on a line."""
    (verdict, before), (other, after) = own, drawn
    turns = verdict != other
    nearly = "fail" not in (verdict, other)
    was, now = (each.strained if nearly else each.breaks for each in (before, after))
    said = "break or nearly do" if nearly else "break"
    few = other == "watch" and verdict_on(*[share(0, now.n)] * 2) == "watch"
    return LineTurn(
        **before.model_dump(include={"line", "name", "region", "region_name"}),
        verdict=verdict,
        with_beliefs=other,
        breaks=before.breaks,
        breaks_with_beliefs=after.breaks,
        turns=turns,
        sentence=_sentence(was, now, said) if turns else FEW if few else STAYS,
        run=after.run,
    )


def speed_turn(own: ScenarioResult, drawn: ScenarioResult) -> SpeedTurn:
    """How beliefs affect the share of nights that miss the speed target.

    Beliefs could change the result if most nights meet the target only with beliefs or only without
    beliefs.
    """
    missed, other = (_missed(each.on_time) for each in (own, drawn))
    turns = _most(missed) != _most(other)
    few = _most(share(0, other.n)) == _UNSURE
    return SpeedTurn(
        test=own.test,
        reading=own.reading,
        missed=missed,
        missed_with_beliefs=other,
        turns=turns,
        sentence=_sentence(missed, other, "miss") if turns else FEW if few else STAYS,
        run=drawn.run,
    )


def _missed(met: Estimate) -> Estimate:
    """The share of nights that miss the target."""
    return share(met.n - round((met.estimate or 0.0) * met.n), met.n)


def _most(missed: Estimate) -> str:
    """Whether most nights meet or miss the target; `_UNSURE` if the interval includes one half."""
    if missed.low is not None and missed.low > _HALF:
        return "missed"
    return "met" if missed.high is not None and missed.high < _HALF else _UNSURE


def _sentence(own: Estimate, drawn: Estimate, happens: str) -> str:
    """State the share of nights that break or miss the target, without and with beliefs.

    >>> _sentence(share(6, 200), share(62, 200), "break")
    'Beliefs could change it: 3 % of nights break without them, 31 % with them.'
    """
    then = number(drawn.estimate, "share")
    if not (own.n and drawn.n):
        then = _nights(drawn, happens)
    return f"{COULD} {_nights(own, happens)} without them, {then} {UNKNOWN}."


def _nights(found: Estimate, happens: str) -> str:
    if not found.n:
        return "no night tests it"
    return f"{number(found.estimate, 'share')} of nights {happens}"
