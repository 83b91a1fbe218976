"""What does a plug-in say of itself?

A description names what makes the policy or the source of incidents, and the parameters that a
scenario may give it. Parameters are read as a scenario's own values are: ``60m``, ``15%``; `make`
gets each of them by its name, with minutes for a duration and 0 to 1 for a share.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mobsim.country.demand import Source
from mobsim.policy import Ranking, Recall, Retasking
from mobsim.policy.picture import NationalPicture


@dataclass(frozen=True, slots=True)
class DurationParameter:
    """A duration above 0, such as ``60m``; in minutes for `make`."""

    default: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ShareParameter:
    """A share, such as ``15%``; from 0 to 1 for `make`."""

    default: str | float
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class NumberParameter:
    """A number between two, both included."""

    default: float
    low: float = 0.0
    high: float = 1e9
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class CountParameter:
    """A whole number between two, both included."""

    default: int
    low: int = 0
    high: int = 1_000_000
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class NameParameter:
    """One of some names."""

    default: str
    names: tuple[str, ...]
    meaning: str = ""


Parameter = DurationParameter | ShareParameter | NumberParameter | CountParameter | NameParameter


@dataclass(frozen=True, slots=True)
class Country:
    """What a source of incidents may know of the country."""

    residents: Mapping[str, int]
    """By force, in order of id."""
    km: Mapping[str, Mapping[str, float]]
    """In a straight line between the main cities of forces."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a package exports under an entry point."""

    make: Callable[..., Any]
    """Makes the policy or source of the parameters, each given by its name."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """By name."""
    summary: str = ""
    """One sentence."""


@dataclass(frozen=True, slots=True)
class RankingPlugin(Plugin):
    """A ranking: `make` gives a function from crews to the order in which to ask for them.

    >>> from mobsim.policy.ranking import FastAndPlentiful
    >>> banded = RankingPlugin(FastAndPlentiful, {"band_minutes": DurationParameter("60m")})
    >>> banded.make(band_minutes=30.0)
    FastAndPlentiful(band_minutes=30.0)
    """

    make: Callable[..., Ranking]


@dataclass(frozen=True, slots=True)
class TriggerPlugin(Plugin):
    """A trigger: `make` gives a function from the national picture to yes or no."""

    make: Callable[..., Callable[[NationalPicture], bool]]


@dataclass(frozen=True, slots=True)
class RetaskingPlugin(Plugin):
    """A re-tasking rule: `make` gives a function from claims to one of them, or None."""

    make: Callable[..., Retasking]


@dataclass(frozen=True, slots=True)
class RecallPlugin(Plugin):
    """A recall rule: `make` gives a function from (short, elsewhere) to units called back."""

    make: Callable[..., Recall]


@dataclass(frozen=True, slots=True)
class DemandPlugin(Plugin):
    """A source of incidents: `make` gets a `Country`, then the parameters."""

    make: Callable[..., Source]
