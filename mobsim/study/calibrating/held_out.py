"""How good are predictions of events that were not used for calibration?

A prediction combines the values from every night of every set, and blurs each value by the
observation error. mobsim judges a prediction by its continuous ranked probability score (CRPS), in
the unit of the pattern; a lower score is better. mobsim also checks whether the middle 50 % and the
middle 90 % of the prediction contain the observation. For comparison, mobsim scores three other
models too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.errors import InputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.randomness import uniform
from mobsim.ground.text_layout import aligned, wrapped
from mobsim.study.calibrating.belief_space import BeliefSpace, HistoryEvent, HistorySource
from mobsim.study.calibrating.calibrated_sets import CalibratedSets
from mobsim.study.calibrating.set_runs import EventRuns, SetKeeper, run_sets
from mobsim.study.observations import Observation, Role, history, read_observations
from mobsim.study.study import How
from mobsim.study.validation import REPLICATIONS, Finding, simulated, spread

if TYPE_CHECKING:
    import pandas

LEVELS: Final = (0.5, 0.9)
"""The middle shares of a prediction that mobsim compares with the observation."""
WANTED: Final = 2 / 3
"""The share of patterns on which the sets must score better than the other models. The authors of
mobsim fixed the share before they scored any model.
"""
SETS, AS_IT_IS, OBSERVED, STATIC = "sets left", "as it is", "observed elsewhere", "static"
"""The names of the models. The models are the remaining sets, the scenario with chance alone,
numbers observed in other events, and a static allocation as in the model popm.
"""
BEATEN: Final = (AS_IT_IS, OBSERVED)
"""The models that the sets must beat."""
_ENOUGH: Final = 3
"""The smallest number of observations of a construct from which mobsim makes a prediction. If there
are fewer, mobsim uses all observations with the same unit.
"""
_AS_POPM: Final = (
    "ranking=force",
    "drawdown=extensive",
    "north_wales=north-west",
    "london_release=never",
)
"""The settings that are added to the override ``static``. With these settings, each donor gives its
whole share at once, and nearer donors give first.
"""
_STEPS: Final = 60
"""The number of times that the search halves its range, so that the end of an interval is exact
enough.
"""


@dataclass(frozen=True)
class HeldForecast:
    """The prediction of one model for one pattern."""

    pattern: Observation
    model: str
    members: tuple[float, ...]

    @property
    def blur(self) -> float:
        """The standard deviation of the error that blurs each member."""
        return self.pattern.deviation

    @cached_property
    def crps(self) -> float:
        """The continuous ranked probability score of the prediction."""
        return crps(self.members, self.blur, self.pattern.number)

    def below(self, value: float) -> float:
        """The predicted probability that the observed number is below a value."""
        import numpy as np
        from scipy.special import ndtr

        return float(ndtr((value - np.array(self.members)) / self.blur).mean())

    def within(self, level: float) -> bool:
        """Whether the middle share ``level`` of the prediction contains the observation."""
        return abs(self.below(self.pattern.number) - 0.5) <= level / 2

    def ends(self, level: float) -> tuple[float, float]:
        """The two ends of the range that holds the middle share ``level`` of the prediction."""
        return self._at((1 - level) / 2), self._at((1 + level) / 2)

    def _at(self, share: float) -> float:
        """The value below which the given share of the prediction lies."""
        reach = 10 * self.blur
        low, high = min(self.members) - reach, max(self.members) + reach
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < share else (low, middle)
        return (low + high) / 2

    @property
    def implausibility(self) -> float:
        """The implausibility of the mean of all members."""
        return Finding(self.pattern, spread(self.members)).implausibility


def crps(members: Sequence[float], blur: float, observed: float) -> float:
    """The exact continuous ranked probability score of members blurred by a normal error.

    Without blur, the score is the mean distance of the members from the observation, minus half the
    mean distance between two members. With blur, the score is the score of a mixture of normal
    distributions (see Grimit and others, 2006).

    >>> crps([1.0, 3.0], 0.0, 2.0)
    0.5
    """
    import numpy as np

    values = np.array(members)
    apart = _distances(values[:, None] - values[None, :], math.sqrt(2) * blur)
    return float(_distances(observed - values, blur).mean() - apart.mean() / 2)


def _distances(off: Any, error: float) -> Any:
    """The mean distance from 0 of normal variables with these means and one standard deviation."""
    import numpy as np
    from scipy.special import ndtr

    if error == 0:
        return np.abs(off)
    scaled = off / error
    density = np.exp(-(scaled**2) / 2) / math.sqrt(2 * math.pi)
    return off * (2 * ndtr(scaled) - 1) + 2 * error * density


@dataclass(frozen=True)
class HeldOutScores:
    """Predictions of patterns by several models, with their scores."""

    role: Role
    forecasts: Mapping[str, tuple[HeldForecast, ...]]
    """The predictions of each model, in the order of the patterns."""
    sets: int

    @property
    def patterns(self) -> list[Observation]:
        """The patterns that the models predict."""
        return [each.pattern for each in self.forecasts[SETS]]

    @cached_property
    def better(self) -> list[bool]:
        """Whether the sets score better than every model in `BEATEN`, for each pattern."""
        rows = zip(*(self.forecasts[model] for model in (SETS, *BEATEN)), strict=True)
        return [all(own.crps < other.crps for other in others) for own, *others in rows]

    @property
    def reached(self) -> bool:
        """Whether the sets score better on the required share of patterns."""
        return sum(self.better) >= WANTED * len(self.better) - 1e-9

    def sentence(self) -> str:
        """A sentence on whether the sets score better on the required share of patterns."""
        count, of = sum(self.better), len(self.better)
        needed = math.ceil(WANTED * of - 1e-9)
        said = "reached" if self.reached else "NOT reached"
        return (
            "Better than the scenario as it is, and better than numbers observed elsewhere, on "
            f"{count} of {of} patterns. The target set beforehand, two thirds or {needed}, was "
            f"{said}."
        )

    @property
    def frame(self) -> "pandas.DataFrame":
        """A frame with one row for each pattern and model."""
        import pandas as pd

        return pd.DataFrame(
            {
                "event": each.pattern.event,
                "pattern": each.pattern.pattern,
                "observed": each.pattern.number,
                "model": model,
                "median": each.ends(0.0)[0],
                "low": each.ends(LEVELS[1])[0],
                "high": each.ends(LEVELS[1])[1],
                "within_50": each.within(LEVELS[0]),
                "within_90": each.within(LEVELS[1]),
                "crps": each.crps,
                "implausibility": each.implausibility,
            }
            for model, of in self.forecasts.items()
            for each in of
        )

    def text(self) -> str:
        """The text that ``mobsim validate --beliefs`` prints."""
        opening = f"Predictions of {self.role} patterns by the {self.sets} sets left. "
        closing = (
            "CRPS: lower is better, in the unit of the pattern. Within: how often the middle share "
            "of a prediction contains the observation. Each number is blurred by the observation "
            f"error. {OBSERVED}: numbers from calibration events. {STATIC}: each donor's whole "
            "share at once."
        )
        blocks = [
            wrapped(opening + self.sentence()),
            self._predictions(),
            self._scores(),
            self._coverage(),
            wrapped(closing),
        ]
        return "\n\n".join("\n".join(block) for block in blocks)

    def _predictions(self) -> list[str]:
        heading = ("PREDICTED", "observed", "median", "90 %", "implausible")
        rows = [
            (
                _named(each.pattern),
                f"{each.pattern.number:.0f} ± {each.pattern.deviation:.0f}",
                _whole(each.ends(0.0)[0]),
                " – ".join(map(_whole, each.ends(LEVELS[1]))),
                f"{each.implausibility:.1f}",
            )
            for each in self.forecasts[SETS]
        ]
        return aligned([heading, *rows])

    def _scores(self) -> list[str]:
        heading = ("CRPS", *self.forecasts, "sets better")
        rows = [
            (
                _named(pattern),
                *(f"{of[place].crps:.1f}" for of in self.forecasts.values()),
                "yes" if self.better[place] else "no",
            )
            for place, pattern in enumerate(self.patterns)
        ]
        return aligned([heading, *rows])

    def _coverage(self) -> list[str]:
        heading = ("WITHIN", *(f"{100 * level:.0f} %" for level in LEVELS))
        rows = [
            (model, *(f"{sum(o.within(level) for o in of)} of {len(of)}" for level in LEVELS))
            for model, of in self.forecasts.items()
        ]
        return aligned([heading, *rows])

    def __repr__(self) -> str:
        return f"<HeldOutScores: {len(self.patterns)} patterns, {self.sets} sets>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def score_sets(
    sets: CalibratedSets,
    source: HistorySource | None = None,
    replications: int = REPLICATIONS,
    *,
    role: Role = "held-out",
    seed: int = 1,
    how: How | None = None,
) -> HeldOutScores:
    """Predict patterns with the sets that history does not rule out, and with three other models.

    ``source`` gives the events and the table of observations. The events run with the override and
    the settings that were used to calibrate the sets. Raises `InputError` when no pattern has the
    given role.
    """
    source, how = source or HistorySource(), how or How()
    made_by = sets.made_by
    laid, known = (tuple(made_by.get(key, ())) for key in ("settings", "known"))
    as_made = HistorySource(source.scenarios, made_by.get("override"), laid, source.observed, known)
    events = as_made.events(role)
    static = replace(source, override=STATIC, settings=_AS_POPM).events(role)
    members = {
        SETS: _of_sets(sets, events, (replications, seed), how),
        AS_IT_IS: _of_nights(source.events(role), replications, seed),
        OBSERVED: _observed(source, events),
        STATIC: _of_nights(static, 1, seed),
    }
    patterns = [pattern for event in events for pattern in event.patterns]
    forecasts = {
        model: tuple(
            HeldForecast(pattern, model, tuple(each))
            for pattern, each in zip(patterns, of, strict=True)
        )
        for model, of in members.items()
    }
    return HeldOutScores(role, forecasts, len(sets.sets))


def _of_sets(
    sets: CalibratedSets, events: Sequence[HistoryEvent], plan: tuple[int, int], how: How
) -> list[list[float]]:
    """The values of each pattern in the nights of all sets.

    Beliefs that are not in the sets are drawn from their priors.
    """
    space, designs = BeliefSpace(events), {}
    sets.check_priors(space.beliefs, sets.said)
    for number, chosen in enumerate(sets.sets):
        known = dict(zip(sets.paths, chosen, strict=True))
        designs[number] = tuple(
            known.get(each.path, uniform(f"held out|{number}|{each.path}"))
            for each in space.beliefs
        )
    runs = EventRuns.of(space, *plan)
    with how.opened() as engine, how.bar("predictions") as progress:
        values = run_sets(space, runs, designs, SetKeeper(None), engine, progress)
    columns = zip(*values.values(), strict=True)
    return [[value for of_set in column for value in of_set] for column in columns]


def _of_nights(events: Sequence[HistoryEvent], replications: int, seed: int) -> list[list[float]]:
    found: list[list[float]] = []
    for event in events:
        night = event.text.resolved().scenario
        found += simulated(night, event.patterns, replications, seed)
    return found


def _observed(source: HistorySource, events: Sequence[HistoryEvent]) -> list[list[float]]:
    table = history() if source.observed is None else read_observations(source.observed)
    known = [row for row in table.rows if row.role == "calibration"]
    return [elsewhere(pattern, known) for event in events for pattern in event.patterns]


def elsewhere(pattern: Observation, known: Sequence[Observation]) -> list[float]:
    """The numbers that were observed in other events for the same construct and unit.

    If there are too few such numbers, the function uses all numbers with the same unit, and one
    shift counts as one officer. Raises `InputError` when there is no such number.
    """
    others = [row for row in known if row is not pattern and row.event != pattern.event]
    of_unit = [row for row in others if (row.unit == "forces") == (pattern.unit == "forces")]
    same = [row for row in of_unit if row.sense == pattern.sense]
    chosen = same if len(same) >= _ENOUGH else of_unit
    if not chosen:
        message = f"no calibration event has an observation in {pattern.unit}; add one to the table"
        raise InputError.about(_named(pattern), message)
    return [row.number for row in chosen]


def _whole(value: float) -> str:
    return f"{round(value)}".replace("-", "−")


def _named(pattern: Observation) -> str:
    return f"{pattern.event} {pattern.pattern}"
