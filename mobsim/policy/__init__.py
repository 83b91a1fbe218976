"""Levers: each a plain function of what its decision-maker may know at that minute."""

from mobsim.policy.drawdown import lending_limit
from mobsim.policy.levers import Policies
from mobsim.policy.london import LONDON_RELEASES, LondonRelease
from mobsim.policy.priority import PRIORITIES, Priority
from mobsim.policy.ranking import RANKINGS, Assignment, Ranking
from mobsim.policy.recall import RECALLS, Recall
from mobsim.policy.release import RELEASES, Release
from mobsim.policy.retasking import RETASKINGS, Retasking
from mobsim.policy.trigger import TRIGGERS, Trigger

__all__ = [
    "LONDON_RELEASES",
    "PRIORITIES",
    "RANKINGS",
    "RECALLS",
    "RELEASES",
    "RETASKINGS",
    "TRIGGERS",
    "Assignment",
    "LondonRelease",
    "Policies",
    "Priority",
    "Ranking",
    "Recall",
    "Release",
    "Retasking",
    "Trigger",
    "lending_limit",
]
