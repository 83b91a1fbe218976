"""Which beliefs does a scenario have, and where in its prior does the value of each belief lie?

A belief is a factor of a design. The place of a value, from 0 to 1, is the share of the prior below
that value. For a drawn duration, the prior describes the mean, and the shape of the distribution
does not change. For a list, the prior describes a number by which all values of the list are
multiplied.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.priors import Prior, not_drawn
from mobsim.ground.randomness import with_mean
from mobsim.ground.units import format_duration, parse_duration
from mobsim.scenario.assumptions import LIKELY, Assumption
from mobsim.scenario.assumptions import register as assumed
from mobsim.scenario.declared import write_distribution, write_share
from mobsim.scenario.file.value_readers import read_distribution, read_share
from mobsim.scenario.file.yaml_reading import Plain
from mobsim.study.designs.assumed_factors import chosen_by_name, is_chosen
from mobsim.study.designs.factors import Factor, Kind, read_amount

KNOWN: Final = "--known"
UNKNOWN: Final = "--unknown"
"""The options that name known beliefs, and beliefs to draw although the scenario states them."""
_MIDDLE: Final = (0.1, 0.9)
"""The ends of the middle 80 % of a prior."""
_TINY: Final = 1e-9
_OF_SHIPPED: Final = "commitments"
"""The path of a belief about the shipped table of forces. A scenario with its own table of forces
does not have the belief.
"""


@dataclass(frozen=True)
class Belief(Factor):
    """A factor that is drawn from a prior. A place from 0 to 1 stands for each value."""

    name: str = ""
    """The description of the belief in words."""
    prior: Prior = field(default_factory=partial(not_drawn, ""))
    stated: Plain = None
    """The value of the belief in the scenario."""

    def value(self, u: float) -> float:
        """The value at place ``u``: the number below which the share ``u`` of the prior lies.

        For a belief whose values are names, the result is the index of the name.
        """
        if self.levels:
            return super().value(u)
        if u not in self._known:
            drawn = float(self._distribution.ppf(min(max(u, 0.0), 1.0)))
            whole = self.kind in ("whole", "duration")
            self._known[u] = float(round(drawn)) if whole else drawn
        return self._known[u]

    @cached_property
    def _known(self) -> dict[float, float]:
        """A cache of the values that were already computed, keyed by place."""
        return {}

    def at(self, u: float) -> str:
        """The value at a place, written as for ``--set``."""
        if self.levels:
            return super().at(u)
        value = self.value(u)
        if isinstance(self.stated, dict):
            shape = with_mean(read_distribution(self.stated), value)
            return json.dumps(write_distribution(shape))
        if not isinstance(self.stated, list):
            return self.written(value)
        if self.prior.of == "odds":
            return json.dumps([_odds(read_share(each), value) for each in self.stated])
        ends = (parse_duration(str(each)) for each in self.stated)
        return json.dumps([format_duration(value * each) for each in ends])

    def about(self, u: float) -> str:
        """The value at a place, rounded to two significant figures."""
        return super().at(u) if self.levels else self.written(self.value(u), 2)

    def middle_of(self, name: str) -> float:
        """The place in the middle of the part of the prior that belongs to a name."""
        weights = self.prior.weights
        before = sum(list(weights.values())[: list(weights).index(name)])
        return (before + weights[name] / 2) / sum(weights.values())

    def _part(self, u: float) -> int:
        """The index of the name at a place.

        The size of each name's part of the prior is in proportion to its weight.
        """
        whole = sum(self.prior.weights.values())
        below, last = 0.0, len(self.levels) - 1
        for part, weight in enumerate(self.prior.weights.values()):
            below += weight / whole
            if u < below - _TINY:
                return part
        return last

    @cached_property
    def _distribution(self) -> Any:
        from scipy.stats import loguniform, triang

        low, high = self.low, self.high
        if self.prior.shape == "log-uniform":
            return loguniform(low, high)
        _, mode = _amount(self.prior.mode)
        return triang((mode - low) / (high - low), loc=low, scale=high - low)

    @property
    def place(self) -> float | None:
        """The share of the prior that lies below the scenario's value; None for names and lists."""
        stated = self.stated
        if self.levels or isinstance(stated, list):
            return None
        if isinstance(stated, dict):
            return float(self._distribution.cdf(read_distribution(stated).mean))
        if self.kind == "share":
            return float(self._distribution.cdf(100 * read_share(stated)))
        found = read_amount(str(stated))
        return float(self._distribution.cdf(found[1])) if found else None

    @property
    def at_edge(self) -> bool:
        """Whether the scenario's value is outside the middle 80 % of its prior."""
        low, high = _MIDDLE
        return self.place is not None and not low - _TINY <= self.place <= high + _TINY


class Beliefs(NamedTuple):
    """The beliefs of a scenario."""

    drawn: list[Belief]
    stated: list[Belief]
    """The beliefs that are not drawn. For each belief in the list, the scenario states a value that
    is neither the default value nor the likely value.
    """


def beliefs_of(
    assumptions: Iterable[Assumption], known: Sequence[str] = (), unknown: Sequence[str] = ()
) -> Beliefs:
    """The beliefs of a scenario, except the beliefs in ``known``.

    The argument ``assumptions`` lists the assumptions of one scenario. A parameter of a named
    choice is included only if the scenario made that choice. A belief that the scenario states is
    drawn only if ``unknown`` names it. Raises `InputError` when a name in ``known`` or ``unknown``
    is not a belief.
    """
    register = list(assumptions)
    chosen = chosen_by_name(register)
    own_forces = any(
        each.path == "forces" and isinstance(each.value, str | list) for each in register
    )
    found = [
        _belief(each, each.path, each.prior)
        for each in register
        if each.path and each.prior and each.prior.shape != "not drawn"
        if is_chosen(each.path, chosen) and (each.path != _OF_SHIPPED or not own_forces)
    ]
    paths = [each.path for each in found]
    asked = ((KNOWN, known), (UNKNOWN, unknown))
    wrong = [(option, name) for option, names in asked for name in names if name not in paths]
    if wrong:
        raise InputError(
            Fault(option, 0, 0, name, f"expected a belief; {did_you_mean(name, paths)}")
            for option, name in wrong
        )
    usual = _usual_values()
    left = [each for each in found if each.path not in known]
    stated = [o for o in left if o.path not in unknown and not _is_usual(o.stated, usual, o.path)]
    return Beliefs([each for each in left if each not in stated], stated)


def _usual_values() -> dict[str, list[Plain]]:
    """The default value of each path, and its value with ``likely: on`` if one exists."""
    found: dict[str, list[Plain]] = {}
    for each in assumed():
        path = each.path or each.where.partition(LIKELY)[2]
        found.setdefault(path, []).append(each.value)
    return found


def _is_usual(stated: Plain, usual: Mapping[str, list[Plain]], path: str) -> bool:
    """Whether a value is a default or likely value. A value of a plug-in counts as a default."""
    return path not in usual or _comparable(stated) in map(_comparable, usual[path])


def _comparable(value: Plain) -> object:
    """Convert a value to a form that does not depend on its spelling, so that 60m equals 1h."""
    return value if isinstance(value, dict | list) else read_amount(_bare(value)) or value


def _bare(value: Plain) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _belief(each: Assumption, path: str, prior: Prior) -> Belief:
    """Make a belief from an assumption.

    Raises `InputError` when no value can be drawn from the prior of the belief. The prior may come
    from a plug-in.
    """
    if wrong := _wrong_with(prior):
        raise InputError.about("prior", f"{wrong}; correct it where it is declared", path)
    if prior.shape == "names":
        named = Belief(path, "level", tuple(prior.weights))
    else:
        (kind, low), (_, high) = _amount(prior.low), _amount(prior.high)
        counted = isinstance(each.value, int)
        named = Belief(path, "number" if kind == "whole" and not counted else kind, (), low, high)
    return replace(named, name=each.name, prior=prior, stated=each.value)


def _wrong_with(prior: Prior) -> str:
    """The reason why no value can be drawn from a prior; empty if a value can be drawn."""
    if prior.shape == "names":
        good = prior.weights and all(each > 0 for each in prior.weights.values())
        return "" if good else f"found {dict(prior.weights)}, expected names with weights above 0"
    ends = [prior.low, prior.mode or prior.low, prior.high]
    if odd := [text for text in ends if not read_amount(text)]:
        return f"found {odd[0]!r}, expected a number, a share or a duration"
    low, mode, high = (_amount(text)[1] for text in ends)
    if low < high and low <= mode <= high and (low > 0 or prior.shape == "triangular"):
        return ""
    return f"found '{prior}', expected a rising range around its mode, above 0 if drawn by ratio"


def _amount(text: str) -> tuple[Kind, float]:
    """Read the unit and the number from the text of an end or the mode of a prior."""
    found = read_amount(text)
    if found is None:
        raise ValueError(f"prior: found {text!r}, expected a number, a share or a duration")
    return found


def _odds(share: float, factor: float) -> str:
    """Multiply the odds of a share by a factor, and return the new share as text.

    >>> _odds(0.4, 1.5), _odds(1.0, 1.5)
    ('50%', '100%')
    """
    return write_share(share * factor / (1 - share + share * factor))
