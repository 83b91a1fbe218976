"""Which policies does mobsim ship?

Each policy is one module in the package of its lever, and exports its description as ``POLICY``. A
scenario refers to a policy by the name of its module. There is no separate list, because every
module in the package is a policy.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from mobsim.policy.describing import (
    Plugin,
    RankingPlugin,
    RecallPlugin,
    RetaskingPlugin,
    TriggerPlugin,
)


class PolicyLever(NamedTuple):
    """A scenario key that chooses a policy."""

    package: str
    """The package that contains the lever's policies, under `mobsim.policy`."""
    description: type[Plugin]


LEVERS: Mapping[str, PolicyLever] = {
    "ranking": PolicyLever("rankings", RankingPlugin),
    "escalation": PolicyLever("escalations", Plugin),
    "trigger": PolicyLever("triggers", TriggerPlugin),
    "release": PolicyLever("releases", Plugin),
    "retasking": PolicyLever("retaskings", RetaskingPlugin),
    "recall": PolicyLever("recalls", RecallPlugin),
    "priority": PolicyLever("priorities", Plugin),
    "london_release": PolicyLever("london_releases", Plugin),
}
"""The levers, by scenario key."""


@cache
def shipped(key: str) -> Mapping[str, Plugin]:
    """The policies of a lever, sorted by name.

    >>> list(shipped("release"))
    ['at_once', 'hold']
    """
    lever = LEVERS[key]
    package = import_module(f"mobsim.policy.{lever.package}")
    found: dict[str, Plugin] = {}
    for name in sorted(each.name for each in iter_modules(package.__path__)):
        policy = getattr(import_module(f"{package.__name__}.{name}"), "POLICY", None)
        if not isinstance(policy, lever.description):
            expected = f"a {lever.description.__name__} called POLICY"
            raise TypeError(f"{package.__name__}.{name} exports {policy!r}, expected {expected}")
        found[name] = policy
    return found
