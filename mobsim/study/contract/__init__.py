"""Does a plug-in keep the promises of every policy and every source of incidents?

`check_ranking` and its siblings ask a policy about made-up pictures and run a night with it. They
return the faults in words; an empty list means that there are none. `check_plugin` does so for an
installed
plug-in. The questions, and the number of pictures, are the same at every call.
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
