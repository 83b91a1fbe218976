"""Levers: each a plain function of what its decision-maker may know at that minute."""

from mobsim.policy.drawdown import lending_limit
from mobsim.policy.levers import Policies
from mobsim.policy.ranking import RANKINGS, Ranking
from mobsim.policy.trigger import TRIGGERS, Trigger

__all__ = ["RANKINGS", "TRIGGERS", "Policies", "Ranking", "Trigger", "lending_limit"]
