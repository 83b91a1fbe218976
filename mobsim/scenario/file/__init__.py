"""What night does a scenario file describe?

mobsim finds a file (`scenario_finding`), reads it with the place of every value (`yaml_reading`),
lays it on its base and under the command line's settings (`layers`), checks it key by key
(`scenario_keys`, `key_checking`) and makes it a frozen `mobsim.scenario.scenario.Scenario`
(`resolving`). It reports every fault on the way at once.
"""

from mobsim.scenario.file.editors import json_schema
from mobsim.scenario.file.resolving import (
    Resolved,
    load_scenario,
    resolve,
    resolve_calendar,
    resolve_text,
)
from mobsim.scenario.file.scenario_finding import Shipped, shipped_scenarios

__all__ = [
    "Resolved",
    "Shipped",
    "json_schema",
    "load_scenario",
    "resolve",
    "resolve_calendar",
    "resolve_text",
    "shipped_scenarios",
]
