"""How many crews does each force still lend, given the risk at home?"""

from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.scenario.scenario import Tension


class RiskAtHome(NightPart):
    """Reduces lending while a force has a tension at home or incidents in its region."""

    def __init__(self, night: RunningNight) -> None:
        super().__init__(night)
        self._risk = night.scenario.risk
        self._tensions = night.scenario.tensions
        lent = [self._lent(each.lends) for each in self._tensions]
        self._shares = dict.fromkeys(night.scenario.force_region, 1.0)
        """The share of its limit that each force lends."""
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
        now = self._schedule.now
        running = self._night.running.items()
        risky = {region for region, count in running if count >= self._risk.incidents}
        tensions = [each for each in self._tensions if each.begins <= now < each.ends]
        for force, ledger in self._ledger.forces.items():
            near = ledger.region in risky
            share = self._share(force, tensions, near=near) if near or tensions else 1.0
            if share != self._shares[force]:
                self._shares[force] = share
                self._ledger.lend(force, share)

    def _share(self, force: str, tensions: list[Tension], *, near: bool) -> float:
        """The share that a force lends under present tensions and, if so, incidents ``near``."""
        shares = [self._lent(each.lends) for each in tensions if force in each.forces]
        if near:
            shares.append(self._risk.lends)
        return min(shares, default=1.0)

    def _lent(self, own: float | None) -> float:
        """The share that a force lends under a tension: its own share, or the general share."""
        return self._risk.lends if own is None else own
