"""How is a policy described?

A description names the function that makes the policy, and the parameters that a scenario can set.
The same classes describe the policies that mobsim ships and the policies of users' packages. The
values of parameters are written like other values in a scenario, such as ``60m`` or ``15%``. `make`
receives each parameter by name. It receives a duration in minutes, and a share as a number from 0
to 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mobsim.ground.declarations import Parameter
from mobsim.policy.levers import JointRanking, Ranking, Recall, Retasking, Trigger, TriggerRule


@dataclass(frozen=True, slots=True)
class Plugin:
    """The description of a policy.

    A package exports its description under an entry point. The module of a shipped policy exports
    its description as ``POLICY``. A lever that has no class in this module does not accept
    plug-ins.
    """

    make: Callable[..., Any]
    """A function that makes the policy or source; it receives the parameters by name."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """The parameters, by name."""
    summary: str = ""
    """A description in one sentence."""


@dataclass(frozen=True, slots=True)
class RankingPlugin(Plugin):
    """A ranking: `make` returns a function that puts crews in the order in which to ask for them.

    >>> from mobsim.ground.declarations import DurationParameter
    >>> from mobsim.policy.rankings.fast_and_plentiful import FastAndPlentiful
    >>> banded = RankingPlugin(FastAndPlentiful, {"band_minutes": DurationParameter("60m")})
    >>> banded.make(band_minutes=30.0)
    FastAndPlentiful(band_minutes=30.0)
    """

    make: Callable[..., Ranking | JointRanking]


@dataclass(frozen=True, slots=True)
class TriggerPlugin(Plugin):
    """A trigger: `make` returns a function that decides whether to make the national call.

    For a call at a set minute, `make` can return a `Trigger` instead.
    """

    make: Callable[..., TriggerRule | Trigger]


@dataclass(frozen=True, slots=True)
class RetaskingPlugin(Plugin):
    """A re-tasking rule: `make` returns a function that chooses one of the claims, or None."""

    make: Callable[..., Retasking]


@dataclass(frozen=True, slots=True)
class RecallPlugin(Plugin):
    """A recall rule: `make` returns a function that gives the number of units to call back."""

    make: Callable[..., Recall]
