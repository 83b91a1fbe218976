"""Which choices does a user's own package add, and how does it describe them?

A package exports a description under an entry point. If a scenario uses a name that mobsim does not
ship, mobsim loads the description (`plugin_finding`). Shipped policies are described in the same
form. `mobsim.study.contract` checks the rules that a plug-in must follow.
"""

from mobsim.ground.declarations import (
    CountParameter,
    DurationParameter,
    DurationsParameter,
    NameParameter,
    NumberParameter,
    Parameter,
    ShareParameter,
    SharesParameter,
    SwitchParameter,
    TimeParameter,
)
from mobsim.ground.priors import Prior, even, log_uniform
from mobsim.policy.describing import (
    Plugin,
    RankingPlugin,
    RecallPlugin,
    RetaskingPlugin,
    TriggerPlugin,
)
from mobsim.scenario.plugins.demand_describing import Country, DemandPlugin
from mobsim.scenario.plugins.plugin_finding import (
    KINDS,
    Found,
    Kind,
    PluginError,
    claimed,
    found_in,
    named,
    names_of,
    used_by,
)

__all__ = [
    "KINDS",
    "CountParameter",
    "Country",
    "DemandPlugin",
    "DurationParameter",
    "DurationsParameter",
    "Found",
    "Kind",
    "NameParameter",
    "NumberParameter",
    "Parameter",
    "Plugin",
    "PluginError",
    "Prior",
    "RankingPlugin",
    "RecallPlugin",
    "RetaskingPlugin",
    "ShareParameter",
    "SharesParameter",
    "SwitchParameter",
    "TimeParameter",
    "TriggerPlugin",
    "claimed",
    "even",
    "found_in",
    "log_uniform",
    "named",
    "names_of",
    "used_by",
]
