"""What does a source of incidents declare about itself?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mobsim.country.demand import Source
from mobsim.policy.describing import Plugin


@dataclass(frozen=True, slots=True)
class Country:
    """The facts about the country that a source of incidents gets."""

    residents: Mapping[str, int]
    """The number of residents by force, in order of id."""
    km: Mapping[str, Mapping[str, float]]
    """The straight-line distances between the main cities of forces, in kilometres."""


@dataclass(frozen=True, slots=True)
class DemandPlugin(Plugin):
    """A source of incidents: `make` gets a `Country`, then the parameters."""

    make: Callable[..., Source]
