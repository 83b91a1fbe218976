"""Which values of a number are possible before any run, and how probable is each value?

A prior is declared together with its number, and contains values as texts, in the form that
scenarios use. `mobsim.study.designs.beliefs` converts them when it draws from the prior.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Shape = Literal["triangular", "log-uniform", "names", "not drawn"]
Of = Literal["value", "mean", "factor", "odds"]
"""The subject of the prior: the value itself, the mean of a random duration, a factor for every
duration of a list, or a factor for the odds of every share of a list.
"""

_OF: Mapping[Of, str] = {
    "value": "",
    "mean": "mean ",
    "factor": "all times ",
    "odds": "odds of each times ",
}


@dataclass(frozen=True, slots=True)
class Prior:
    """A range of values with a shape, or names with weights, and the reason for the choice."""

    shape: Shape
    low: str = ""
    mode: str = ""
    """The most likely value, for a triangular prior."""
    high: str = ""
    why: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    """The relative likelihood of each name, for a prior of names."""
    of: Of = "value"

    def __str__(self) -> str:
        """The prior in words.

        >>> str(Prior("triangular", "5%", "15%", "30%")), str(even("as likely", "wales", "east"))
        ('5% to 30%, most likely 15%', 'wales 50%, east 50%')
        """
        if self.shape == "names":
            whole = sum(self.weights.values())
            return ", ".join(f"{name} {100 * w / whole:.0f}%" for name, w in self.weights.items())
        if self.shape == "not drawn":
            return "not drawn"
        told = f"most likely {self.mode}" if self.shape == "triangular" else "evenly by ratio"
        return f"{_OF[self.of]}{self.low} to {self.high}, {told}"


def log_uniform(low: str, high: str, why: str) -> Prior:
    """A prior between two values, in which equal ratios are equally likely."""
    return Prior("log-uniform", low, "", high, why)


def even(why: str, *names: str) -> Prior:
    """A prior for names that are equally likely."""
    return Prior("names", why=why, weights=dict.fromkeys(names, 1.0))


def not_drawn(why: str) -> Prior:
    """The prior of a belief whose value must not be drawn at random."""
    return Prior("not drawn", why=why)
