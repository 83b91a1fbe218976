"""Which values of a number are thought possible before any run, and how probable is each?

A prior is declared with its number. It holds texts, as a scenario writes them. The code that draws
from it reads them (`mobsim.study.designs.beliefs`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Shape = Literal["triangular", "log-uniform", "names", "not drawn"]
Of = Literal["value", "mean", "factor", "odds"]
"""What the prior describes: the value; the mean of a duration that chance draws; a factor on each
duration of a list; or one on the odds of each share of a list.
"""

_OF: Mapping[Of, str] = {
    "value": "",
    "mean": "mean ",
    "factor": "all times ",
    "odds": "odds of each times ",
}


@dataclass(frozen=True, slots=True)
class Prior:
    """A range and a shape, or names with weights, and the reason."""

    shape: Shape
    low: str = ""
    mode: str = ""
    """The most likely value, for a triangle."""
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
    """A prior between two ends in which each doubling is as likely as the next."""
    return Prior("log-uniform", low, "", high, why)


def even(why: str, *names: str) -> Prior:
    """A prior of names that are equally likely."""
    return Prior("names", why=why, weights=dict.fromkeys(names, 1.0))


def not_drawn(why: str) -> Prior:
    """The prior of a belief that must not be drawn."""
    return Prior("not drawn", why=why)
