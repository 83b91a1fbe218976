"""Was what somebody wanted there in time?"""

from collections.abc import Set as AbstractSet

from mobsim.scoring.facts import TargetFacts
from mobsim.scoring.measures import SpeedVerdict, TargetMeasures
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.tally import LogTally


def measure_targets(tally: LogTally, refused: AbstractSet[str]) -> list[TargetMeasures]:
    """Each target of the facts, from the strength of its kind at its place alone."""
    return [
        _measure(tally, target, told="targets" not in refused) for target in tally.facts.targets
    ]


def _measure(tally: LogTally, target: TargetFacts, *, told: bool) -> TargetMeasures:
    front = tally.fronts.get((target.incident, target.kind))
    strength = front.deployed if front else StepCurve()
    reached = strength.first_at_least(target.units, 0.0)
    verdict: SpeedVerdict = "never"
    if reached is not None:
        verdict = "met" if reached <= target.by else "late"
    over = target.by >= tally.facts.duration
    return TargetMeasures(
        incident=target.incident,
        kind=target.kind,
        units=target.units,
        by=target.by,
        there=strength.at(target.by) if told and not over else None,
        reached_at=reached if told else None,
        verdict=verdict if told else None,
    )
