"""Were the units of each target in place in time?"""

from collections.abc import Set as AbstractSet

from mobsim.scoring.declaring import withheld
from mobsim.scoring.facts import TargetFacts
from mobsim.scoring.measures import SpeedVerdict, TargetMeasures
from mobsim.scoring.tally import Front, LogTally
from mobsim.scoring.time_spent import making, time_spent


def measure_targets(tally: LogTally, refused: AbstractSet[str]) -> list[TargetMeasures]:
    """The measures of each target in the facts, computed from the units at the target's place."""
    return [withheld(_measure(tally, target), refused) for target in tally.facts.targets]


def _measure(tally: LogTally, target: TargetFacts) -> TargetMeasures:
    front = tally.fronts.get((target.incident, target.kind)) or Front()
    clocks = tally.clocks.get(target.incident)
    strength = front.deployed
    reached = strength.first_at_least(target.units, 0.0)
    verdict: SpeedVerdict = "never"
    if reached is not None:
        verdict = "met" if reached <= target.by else "late"
    over = target.by >= tally.facts.duration
    with_it = making(front.arrivals, target.units, reached)
    return TargetMeasures(
        incident=target.incident,
        kind=target.kind,
        units=target.units,
        by=target.by,
        there=None if over else strength.at(target.by),
        reached_at=reached,
        verdict=verdict,
        spent=time_spent(with_it, clocks.began if clocks else None),
    )
