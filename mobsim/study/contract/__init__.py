"""Does a plug-in follow the rules for policies and sources of incidents?

`check_ranking` and similar functions test a policy in made-up situations, and simulate nights with
it. Each function returns the faults as a list of sentences. If the plug-in has no faults, the list
is empty. `check_plugin` checks an installed plug-in. All calls use the same situations.
"""

from mobsim.study.contract.imports import forbidden_imports
from mobsim.study.contract.installed import check_plugin
from mobsim.study.contract.laws import (
    check_demand,
    check_ranking,
    check_recall,
    check_retasking,
    check_trigger,
)

__all__ = [
    "check_demand",
    "check_plugin",
    "check_ranking",
    "check_recall",
    "check_retasking",
    "check_trigger",
    "forbidden_imports",
]
