"""Which choices does a user's own package add, and what does it say of them?

A package exports a description under an entry point (`describing`); it is looked for, and loaded,
only when a scenario names something that mobsim does not ship (`finding`). What a plug-in must
keep to is checked by `mobsim.study.contract`.
"""

from mobsim.scenario.plugins.describing import (
    CountParameter,
    Country,
    DemandPlugin,
    DurationParameter,
    NameParameter,
    NumberParameter,
    Parameter,
    Plugin,
    RankingPlugin,
    RecallPlugin,
    RetaskingPlugin,
    ShareParameter,
    TriggerPlugin,
)
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
    "Found",
    "Kind",
    "NameParameter",
    "NumberParameter",
    "Parameter",
    "Plugin",
    "PluginError",
    "RankingPlugin",
    "RecallPlugin",
    "RetaskingPlugin",
    "ShareParameter",
    "TriggerPlugin",
    "claimed",
    "found_in",
    "named",
    "names_of",
    "used_by",
]
