"""When could each crew be ready to leave?

Expected minutes and randomly drawn minutes are separate: decisions use only expected minutes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mobsim.ground.clock import WallClock
from mobsim.ground.randomness import Chance, Uniform
from mobsim.ground.units import (
    MINUTES_PER_HOUR,
    quantise,
    round_down,
    round_half_up,
    round_up,
)
from mobsim.scenario.scenario import Durations, LocalReadiness, Timeline


def brackets(timeline: Timeline, commitments: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """The number of each force's crews that are ready by the end of each bracket.

    >>> brackets(Timeline(), {"ash": 11})
    {'ash': (2, 5, 7, 11)}
    """
    if timeline.rounding == "national":
        return _national_brackets(timeline, commitments)
    return {
        force: tuple(round_up(share * owed) for share in timeline.shares)
        for force, owed in commitments.items()
    }


def _national_brackets(
    timeline: Timeline, commitments: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    counts: dict[str, list[int]] = {force: [] for force in commitments}
    total = sum(commitments.values())
    for share in timeline.shares:
        quotas = {force: share * owed for force, owed in commitments.items()}
        ready = {force: round_down(quota) for force, quota in quotas.items()}
        left = round_half_up(share * total) - sum(ready.values())
        by_remainder = sorted(quotas, key=lambda f: (-round(quotas[f] - ready[f], 9), f))
        for force in by_remainder[: max(0, left)]:
            ready[force] += 1
        for force, so_far in counts.items():
            so_far.append(max(ready[force], so_far[-1] if so_far else 0))
    return {force: tuple(so_far) for force, so_far in counts.items()}


@dataclass(frozen=True, slots=True)
class Bracket:
    """The part of the timeline in which a crew is promised to be ready."""

    begins: float
    ends: float


def crew_brackets(timeline: Timeline, ready_by: tuple[int, ...], crews: int) -> list[Bracket]:
    """The bracket of each crew, in order of number; crews beyond the commitment are in the last."""
    bounds = [
        Bracket(begin, end)
        for begin, end in zip((0.0, *timeline.minutes), timeline.minutes, strict=False)
    ]
    found: list[Bracket] = []
    for bound, count in zip(bounds, ready_by, strict=True):
        found.extend([bound] * (min(count, crews) - len(found)))
    return found + [bounds[-1]] * (crews - len(found))


@dataclass(frozen=True, slots=True)
class Turnout:
    """The way in which a crew turns out when ordered, according to a roll or a roster."""

    source: str
    """The way in which the crew turns out: ``formed``, ``on duty``, ``recall`` or ``shift``."""
    shift_start: float = math.inf
    """For ``shift``, the minute when the crew's shift begins. Under a roster, a crew on ``recall``
    arrives by this minute at the latest.
    """

    @property
    def on_duty(self) -> bool:
        return self.source in ("formed", "on duty")


FORMED, ON_DUTY, RECALL = Turnout("formed"), Turnout("on duty"), Turnout("recall")


def draw_up_roll(
    local: LocalReadiness, clock: WallClock, minute: float, fit: int
) -> tuple[Turnout, ...]:
    """The turnouts of ``fit`` crews, in order of number, if the roll is drawn up at ``minute``."""
    if not fit:
        return ()
    on_duty = _present(local, clock, minute, fit)
    formed = round_up(local.formed_share * on_duty)
    off_duty = fit - on_duty
    recalled = min(off_duty, max(1, round_down(local.recall_share * off_duty)))
    roll = [FORMED] * formed + [ON_DUTY] * (on_duty - formed) + [RECALL] * recalled
    starts = iter(clock.shift_starts(minute, days=2 + fit // 3))
    while len(roll) < fit:
        start = next(starts)
        arriving = _present(local, clock, start + MINUTES_PER_HOUR, fit)
        roll.extend([Turnout("shift", start)] * min(arriving, fit - len(roll)))
    return tuple(roll)


def _present(local: LocalReadiness, clock: WallClock, minute: float, fit: int) -> int:
    """The number of crews on duty at a minute: a share of the fit crews, and at least one crew."""
    share = local.on_duty_shares[clock.hour_of_week(minute)]
    return min(fit, max(1, round_half_up(share * fit)))


def expected_turnout_minute(durations: Durations, turnout: Turnout, order: float) -> float:
    """The minute when a crew is expected to have mustered, according to the roll or the roster."""
    if turnout.source == "formed":
        return order + durations.muster_formed.mean
    begins = order
    if turnout.source == "recall":
        begins = min(order + durations.recall.mean, turnout.shift_start)
    elif turnout.source == "shift":
        begins = max(order, turnout.shift_start)
    return begins + durations.muster_assembled.mean


def drawn_turnout_minute(
    durations: Durations, turnout: Turnout, order: float, chance: Chance, unit: str, day: int
) -> float:
    """The randomly drawn minute when a crew musters, according to the roll or the roster."""
    if turnout.source == "formed":
        return chance.end(order, durations.muster_formed, "muster", unit, day)
    begins = drawn_assembly(durations, turnout, order, chance, unit, day)
    return chance.end(begins, durations.muster_assembled, "muster", unit, day)


def drawn_assembly(
    durations: Durations, turnout: Turnout, order: float, chance: Chance, unit: str, day: int
) -> float:
    """The randomly drawn minute when a crew that is not formed begins to assemble."""
    if turnout.source == "recall":
        return min(chance.end(order, durations.recall, "recall", unit, day), turnout.shift_start)
    return max(order, turnout.shift_start) if turnout.source == "shift" else order


def expected_minutes(timeline: Timeline, bracket: Bracket) -> float:
    """The minutes from the start of a force's clock until its aid crew is expected to be ready.

    >>> expected_minutes(Timeline(within_bracket="spread"), Bracket(60.0, 240.0))
    150.0
    """
    if timeline.within_bracket == "spread":
        return quantise((bracket.begins + bracket.ends) / 2)
    return bracket.ends


def drawn_aid_minute(
    timeline: Timeline,
    bracket: Bracket,
    order: float,
    clock: float,
    chance: Chance,
    unit: str,
    day: int,
) -> float:
    """The minute when an aid crew musters, randomly drawn if the timeline spreads each bracket."""
    if timeline.within_bracket == "spread":
        spread = Uniform(bracket.begins, bracket.ends)
        return max(order, chance.end(clock, spread, "muster", unit, day))
    return max(order, clock + bracket.ends)
