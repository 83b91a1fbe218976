"""Which levers does mobsim have?

Each is a plain function of what its decision-maker may know at that minute.
"""

from mobsim.policy.drawdown import lending_limit
from mobsim.policy.levers import (
    Escalation,
    JointRanking,
    LondonRelease,
    Priority,
    Ranking,
    Recall,
    Release,
    Retasking,
    Trigger,
)
from mobsim.policy.policies import Policies
from mobsim.policy.shipped import LEVERS, shipped

__all__ = [
    "LEVERS",
    "Escalation",
    "JointRanking",
    "LondonRelease",
    "Policies",
    "Priority",
    "Ranking",
    "Recall",
    "Release",
    "Retasking",
    "Trigger",
    "lending_limit",
    "shipped",
]
