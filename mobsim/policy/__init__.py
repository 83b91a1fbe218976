"""Which levers can a scenario set?

Each lever is a plain function of the information that its decision-maker has at the time.
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
