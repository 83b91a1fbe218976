"""Which sets of beliefs does history not rule out, and which beliefs does it narrow down?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from statistics import stdev
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import quantile
from mobsim.ground.text_layout import aligned, wrapped
from mobsim.looking.figures import Picture, bars, check_picture
from mobsim.study.calibrating.belief_space import BeliefSpace
from mobsim.study.calibrating.calibrated_sets import CalibratedSets
from mobsim.study.calibrating.set_runs import TriedSet
from mobsim.study.designs.beliefs import Belief
from mobsim.study.observations import Observation
from mobsim.study.validation import CUT

if TYPE_CHECKING:
    import pandas

MISSES_ONE_IN: Final = 10
"""A set is not ruled out if it misses no more than one in this number of patterns, rounded down."""
_NEAR: Final = 0.1
"""The largest difference from 1 at which a ratio of spreads counts as uninformative."""
_FEWEST: Final = 3
"""The smallest number of sets for which spreads are reported."""
_PRIOR_SPREAD: Final = 1 / math.sqrt(12)
"""The standard deviation of a uniform draw from 0 to 1, which is the prior of every place."""
_OF_RATIO: Final = math.sqrt(0.2)
"""The standard error of the ratio of spreads for one uniform draw. For n draws, the standard error
is smaller by a factor of the square root of n.
"""
_BY_CHANCE: Final = 0.05
"""The approximate share of chance effects among the beliefs reported as informed."""
_MIDDLE: Final = (0.05, 0.95)
_NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class CalibrationPlan:
    """The numbers of sets, waves and nights in a calibration."""

    sets: int = 256
    """The number of sets in each wave."""
    waves: int = 3
    replications: int = 4
    """The number of nights for each set and event."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class InformedBelief:
    """The information that history gives about one belief on its own."""

    path: str
    name: str
    prior: str
    low: str
    """The lowest value of the belief in the remaining sets. If the values are names, the text gives
    the share of sets with the first name.
    """
    high: str
    """The highest value of the belief in the remaining sets. If the values are names, the text
    gives the share of sets with the last name.
    """
    ratio: float | None
    """The spread of the belief in the remaining sets, divided by its spread in the prior. The ratio
    is None if there are too few sets.
    """
    informed: bool
    """Whether the ratio differs from 1 by more than 0.1, and by more than chance explains."""


@dataclass(frozen=True, slots=True)
class PatternReach:
    """The values that sets of beliefs give for one pattern."""

    pattern: Observation
    before: tuple[float, float]
    """The range of the values that the middle 90 % of the sets of the first wave give."""
    after: tuple[float, float] | None
    """The range of the values that the middle 90 % of the remaining sets give; None if no set
    remains.
    """
    under: int
    """The number of sets of the first wave that do not miss the pattern."""
    explained: bool


def unexplained(tried: Sequence[TriedSet]) -> list[int]:
    """The indices of the patterns that every set misses."""
    columns = zip(*(each.implausibilities for each in tried), strict=True)
    return [place for place, column in enumerate(columns) if min(column) >= CUT]


def deciding(implausibilities: Sequence[float], left_out: Sequence[int]) -> float:
    """The implausibility that decides whether a set is ruled out.

    The function leaves out the largest implausibilities, one for each pattern that a set is allowed
    to miss. The result is the largest of all others.

    >>> deciding([4.0, 1.0, 2.0], []), deciding([4.0, 1.0, 2.0], [0])
    (4.0, 2.0)
    >>> deciding([9.0, 8.0, *[1.0] * 8], [])
    8.0
    """
    counted = [each for place, each in enumerate(implausibilities) if place not in left_out]
    if not counted:
        return 0.0
    return sorted(counted, reverse=True)[len(counted) // MISSES_ONE_IN]


class Calibration:
    """The result of comparing sets of beliefs with history."""

    def __init__(
        self,
        space: BeliefSpace,
        tried: Sequence[TriedSet],
        plan: CalibrationPlan,
        made_by: Mapping[str, Any],
    ) -> None:
        self.space = space
        self.tried = list(tried)
        self.plan = plan
        self._made_by = made_by
        self.left_out = unexplained(tried)
        """The indices of the patterns that no set explains."""

    @cached_property
    def kept(self) -> list[TriedSet]:
        """The sets that are not ruled out."""
        return [o for o in self.tried if deciding(o.implausibilities, self.left_out) < CUT]

    @property
    def sets(self) -> CalibratedSets:
        """The remaining sets, in the form in which a file records them."""
        names = [_named(each) for each in self.space.patterns]
        made_by = {
            **{key: value for key, value in self._made_by.items() if key != "priors"},
            "patterns": [o for place, o in enumerate(names) if place not in self.left_out],
            "unexplained": [names[place] for place in self.left_out],
            "tried": len(self.tried),
        }
        priors = {each.path: str(each.prior) for each in self.space.beliefs}
        return CalibratedSets(priors, tuple(each.places for each in self.kept), made_by)

    @cached_property
    def patterns(self) -> list[PatternReach]:
        """The range of values of each pattern, in the first wave and in the remaining sets."""
        first = [each for each in self.tried if each.wave == 1]
        return [
            PatternReach(
                pattern,
                _range(first, place),
                _range(self.kept, place) if self.kept else None,
                sum(not each.findings[place].missed for each in first),
                place not in self.left_out,
            )
            for place, pattern in enumerate(self.space.patterns)
        ]

    @cached_property
    def beliefs(self) -> list[InformedBelief]:
        """The information that history gives about each belief, the best-informed belief first."""
        columns = list(zip(*(each.places for each in self.kept), strict=True))
        found = _told_from_chance(
            [
                _ratio(belief, columns[place] if columns else ())
                for place, belief in enumerate(self.space.beliefs)
            ],
            len(self.kept),
        )
        return sorted(found, key=lambda each: 1.0 if each.ratio is None else each.ratio)

    @property
    def frame(self) -> "pandas.DataFrame":
        """A frame with one row for each set.

        Each row gives the wave of the set, whether the set remains, and the value of each belief.
        """
        import pandas as pd

        kept = {each.number for each in self.kept}
        return pd.DataFrame(
            {
                "set": each.number,
                "wave": each.wave,
                "left": each.number in kept,
                "implausibility": deciding(each.implausibilities, self.left_out),
                **{
                    belief.path: belief.about(u)
                    for belief, u in zip(self.space.beliefs, each.places, strict=True)
                },
            }
            for each in self.tried
        )

    @property
    def belief_frame(self) -> "pandas.DataFrame":
        """`beliefs` as a frame."""
        import pandas as pd

        return pd.DataFrame([asdict(each) for each in self.beliefs])

    @property
    def pattern_frame(self) -> "pandas.DataFrame":
        """`patterns` as a frame."""
        import pandas as pd

        return pd.DataFrame(
            {
                "event": each.pattern.event,
                "pattern": each.pattern.pattern,
                "observed": each.pattern.number,
                "before_low": each.before[0],
                "before_high": each.before[1],
                "after_low": each.after[0] if each.after else None,
                "after_high": each.after[1] if each.after else None,
                "under_cut": each.under,
                "explained": each.explained,
            }
            for each in self.patterns
        )

    def text(self) -> str:
        """The text that ``mobsim calibrate`` prints."""
        blocks = [
            wrapped(self._opening()),
            self._pattern_rows(),
            wrapped(self._unexplained()),
            self._belief_rows(),
            wrapped(self._not_informed()),
            wrapped(self._closing()),
        ]
        return "\n\n".join("\n".join(block) for block in blocks if block)

    def _opening(self) -> str:
        waves = sorted({each.wave for each in self.tried})
        by_wave = [
            f"{sum(o.wave == wave for o in self.kept)} of {sum(o.wave == wave for o in self.tried)}"
            for wave in waves
        ]
        plan, space = self.plan, self.space
        return (
            f"{len(self.kept)} of {len(self.tried)} sets of {len(space.beliefs)} beliefs are not "
            f"ruled out; by wave {', '.join(by_wave)}. Each ran on {len(space.events)} event"
            f"{'s'[: len(space.events) > 1]}, {plan.replications} nights each; seed {plan.seed}."
        )

    def _pattern_rows(self) -> list[str]:
        first = sum(each.wave == 1 for each in self.tried)
        heading = ("PATTERN", "observed", "90 % of first sets", "of sets left", "under 3")
        rows = [
            (
                _named(each.pattern) + (" UNEXPLAINED" if not each.explained else ""),
                f"{each.pattern.number:.0f} ± {each.pattern.deviation:.0f}",
                _told(each.before),
                _told(each.after) if each.after else _NONE,
                f"{each.under} of {first}",
            )
            for each in self.patterns
        ]
        return aligned([heading, *rows])

    def _unexplained(self) -> str:
        count = len(self.left_out)
        if not count:
            return "UNEXPLAINED: none; each pattern is under 3 in at least one set."
        names = ", ".join(_named(self.space.patterns[place]) for place in self.left_out)
        return f"UNEXPLAINED: {names}. No set explains {_these(count)} nothing out."

    def _belief_rows(self) -> list[str]:
        told = [each for each in self.beliefs if each.informed]
        if not told:
            return []
        heading = ("WHAT HISTORY INFORMS", "spread left", "prior", "sets left")
        rows = [(o.name, _share(o.ratio), o.prior, f"{o.low} – {o.high}") for o in told]
        return aligned([heading, *rows], left=1)

    def _not_informed(self) -> str:
        if len(self.kept) < _FEWEST:
            return "Too few sets are left to say what history informs. Try more sets or waves."
        names = [each.name for each in self.beliefs if not each.informed]
        if not names:
            return "NOT INFORMED: none."
        return f"NOT INFORMED on their own, so they keep their priors: {'; '.join(names)}."

    def _closing(self) -> str:
        return (
            f"A set is ruled out if more than one pattern in {MISSES_ONE_IN} has an implausibility "
            f"of {CUT:g} or more. Spread left: the spread of places in the sets left, as a share "
            "of that in the prior. A belief that is not informed on its own may still be tied to "
            "others, so use whole sets."
        )

    def plot(self, name: str = "informed") -> Picture:
        """A picture of the spread that remains for each belief, as a share of its prior's spread.

        Raises `InputError` when no picture has the given name.
        """
        check_picture(name, ("informed",))
        rows = [(each.name, 100 * each.ratio) for each in self.beliefs if each.ratio is not None]
        note = f"{len(self.kept)} of {len(self.tried)} sets; about 100: not informed"
        return bars(rows, "% of the prior's spread that is left", note)

    def __repr__(self) -> str:
        return f"<Calibration: {len(self.kept)} of {len(self.tried)} sets>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def _told_from_chance(found: Sequence[InformedBelief], sets: int) -> list[InformedBelief]:
    """Mark the beliefs whose ratio differs from 1 by more than chance explains.

    The test is corrected for the number of beliefs.
    """
    from scipy.stats import false_discovery_control

    off = [abs(each.ratio - 1) for each in found if each.ratio is not None]
    if not off:
        return list(found)
    error = _OF_RATIO / math.sqrt(sets)
    adjusted = false_discovery_control([math.erfc(each / error / math.sqrt(2)) for each in off])
    return [
        replace(each, informed=bool(far > _NEAR and p <= _BY_CHANCE))
        for each, far, p in zip(found, off, adjusted, strict=True)
    ]


def _ratio(belief: Belief, places: Sequence[float]) -> InformedBelief:
    said = belief.path, belief.name, str(belief.prior)
    if len(places) < _FEWEST:
        return InformedBelief(*said, _NONE, _NONE, None, informed=False)
    ratio = _ratio_of_names(belief, places) if belief.levels else stdev(places) / _PRIOR_SPREAD
    return InformedBelief(*said, *_ends(belief, places), ratio, informed=False)


def _ratio_of_names(belief: Belief, places: Sequence[float]) -> float:
    """The spread of the drawn names, divided by the spread of the names in the prior.

    The spread is the square root of the probability that two draws have different names.
    """
    names = [belief.at(each) for each in places]
    after = 1 - sum((names.count(name) / len(names)) ** 2 for name in belief.levels)
    weights = belief.prior.weights.values()
    before = 1 - sum((each / sum(weights)) ** 2 for each in weights)
    return math.sqrt(after / before)


def _ends(belief: Belief, places: Sequence[float]) -> tuple[str, str]:
    if not belief.levels:
        return belief.about(min(places)), belief.about(max(places))
    names = [belief.at(each) for each in places]
    told = {name: f"{name} {100 * names.count(name) / len(names):.0f} %" for name in belief.levels}
    return told[belief.levels[0]], told[belief.levels[-1]]


def _range(sets: Sequence[TriedSet], place: int) -> tuple[float, float]:
    """The range of the means of one pattern in the middle 90 % of sets."""
    means = [each.findings[place].simulated.mean for each in sets]
    low, high = (found.estimate for q in _MIDDLE if (found := quantile(means, q)))
    return low, high


def _named(pattern: Observation) -> str:
    return f"{pattern.event} {pattern.pattern}"


def _told(span: tuple[float, float]) -> str:
    return f"{span[0]:.0f} – {span[1]:.0f}"


def _share(ratio: float | None) -> str:
    return _NONE if ratio is None else f"{100 * ratio:.0f} %"


def _these(count: int) -> str:
    return "it, so it rules" if count == 1 else "them, so they rule"
