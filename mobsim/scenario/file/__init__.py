"""Which night does a scenario file describe?

First, mobsim finds a file (`scenario_finding`), and reads it, keeping the place of every value
(`yaml_reading`). Next, mobsim combines the file with its base and with the settings of the command
line (`layers`). Then, mobsim checks the file key by key (`scenario_keys`, `key_checking`), and
makes a frozen `mobsim.scenario.scenario.Scenario` (`resolving`). Finally, mobsim reports all faults
at once.
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
