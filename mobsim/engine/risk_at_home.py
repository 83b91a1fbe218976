"""How many crews does each force still lend, given the risk at home?"""

from collections import Counter

from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase


class RiskAtHome(NightPart):
    """Reduces lending while a force has a tension at home or incidents in its region."""

    def __init__(self, night: RunningNight) -> None:
        super().__init__(night)
        self._risk = night.scenario.risk
        self._tensions = night.scenario.tensions
        lent = [self._lent(each.lends) for each in self._tensions]
        self._lowers = min(lent, default=1.0) < 1 or self._risk.lends < 1

    def expect(self) -> None:
        """Schedule the beginnings and ends of tensions, each as the first step of its minute."""
        if not self._lowers:
            return
        self.look()
        for minute in sorted({m for each in self._tensions for m in (each.begins, each.ends)}):
            if minute > 0:
                self._schedule.at(minute, lambda _: self.look(), Phase.RETURN)

    def look(self) -> None:
        """Set each force's lending share, given the present incidents and tensions."""
        if not self._lowers:
            return
        running = Counter(each.region for each in self._incidents if each.running)
        for force, ledger in self._ledger.forces.items():
            share = self._share(force, running[ledger.region])
            for stock in ledger.kinds.values():
                stock.lend(stock.limit, share)

    def _share(self, force: str, running: int) -> float:
        now = self._schedule.now
        shares = [
            self._lent(each.lends)
            for each in self._tensions
            if force in each.forces and each.begins <= now < each.ends
        ]
        if running >= self._risk.incidents:
            shares.append(self._risk.lends)
        return min(shares, default=1.0)

    def _lent(self, own: float | None) -> float:
        """The share that a force lends under a tension: its own share, or the general share."""
        return self._risk.lends if own is None else own
