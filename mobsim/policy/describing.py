"""What does a policy declare about itself?

A description names the function that makes the policy, and the parameters that a scenario may give
it. The policies that mobsim ships and those of users' packages are described with the same classes.
Parameters are read in the same way as a scenario's own values: ``60m``, ``15%``; `make` receives
each by its name, with minutes for a duration and 0 to 1 for a share.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mobsim.ground.declarations import Parameter
from mobsim.policy.levers import JointRanking, Ranking, Recall, Retasking, Trigger, TriggerRule


@dataclass(frozen=True, slots=True)
class Plugin:
    """What a package exports under an entry point, and what a shipped policy exports as ``POLICY``.

    Levers without a class below do not accept plug-ins.
    """

    make: Callable[..., Any]
    """Makes the policy or source from the parameters, each given by its name."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """The parameters by name."""
    summary: str = ""
    """A description in one sentence."""


@dataclass(frozen=True, slots=True)
class RankingPlugin(Plugin):
    """A ranking: `make` gives a function from crews to the order in which to ask for them.

    >>> from mobsim.ground.declarations import DurationParameter
    >>> from mobsim.policy.rankings.fast_and_plentiful import FastAndPlentiful
    >>> banded = RankingPlugin(FastAndPlentiful, {"band_minutes": DurationParameter("60m")})
    >>> banded.make(band_minutes=30.0)
    FastAndPlentiful(band_minutes=30.0)
    """

    make: Callable[..., Ranking | JointRanking]


@dataclass(frozen=True, slots=True)
class TriggerPlugin(Plugin):
    """A trigger: `make` gives a function from the national picture to yes or no.

    It may give a `Trigger` instead, for a call at a set minute.
    """

    make: Callable[..., TriggerRule | Trigger]


@dataclass(frozen=True, slots=True)
class RetaskingPlugin(Plugin):
    """A re-tasking rule: `make` gives a function from claims to one of them, or None."""

    make: Callable[..., Retasking]


@dataclass(frozen=True, slots=True)
class RecallPlugin(Plugin):
    """A recall rule: `make` gives a function from (short, elsewhere) to units called back."""

    make: Callable[..., Recall]
