"""What night does a scenario file describe?

A file is found (`scenario_finding`), read with the place of every value (`yaml_reading`), laid on
its base and under what the command line says (`layers`), checked key by key (`scenario_keys`,
`key_checking`) and made a frozen `mobsim.scenario.scenario.Scenario` (`resolving`). Every fault
found on the way is reported at once.
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
