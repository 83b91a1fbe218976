"""Does a plug-in follow the rules for policies and sources of incidents?

`check_ranking` and the similar functions give a policy made-up situations, and run a night with it.
They return the faults as a list of sentences. An empty list means that there are none.
`check_plugin` checks an installed plug-in. Every call uses the same situations.
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
