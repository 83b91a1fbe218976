"""What does popm's static allocation cost, if it is built again from what is published of it?

`docs/validation.md` says what that is: an incident's units come from its own force, then from its
region, then from the country; donors with many units come first and are taken whole; hosts are
served in an order drawn by chance; a unit is there when its bracket has passed and it has driven.
There is no clock and no event: one table of units, one of drives, in pandas. It is ours, written
plainly, on mobsim's own synthetic units and drives; nothing of popm's code or numbers is in it.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from benchmarks.goals import Found
from benchmarks.timing import in_turn, log_of
from mobsim import engine
from mobsim.country.doctrine import TIMELINE
from mobsim.ground.randomness import Chance
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Tally
from mobsim.scoring import events as ev
from mobsim.telling.night_facts import facts_of

LAST_BRACKET = 960.0
SHARES = (0.1, 0.4, 0.6, 1.0)


def tables_of(night: Scenario) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Units with their bracket, hosts with their need, and minutes by force and host."""
    region = {force.force_id: force.region for force in night.forces}
    units = pd.DataFrame(
        [
            (force, region[force], _bracket(number, kinds["psu"].commitment), "")
            for force, kinds in night.stock.items()
            for number in range(kinds["psu"].commitment)
        ],
        columns=["force", "region", "bracket", "incident"],
    )
    hosts = pd.DataFrame(
        [(i.incident_id, i.force, region[i.force], i.need["psu"].peak) for i in night.incidents],
        columns=["incident", "force", "region", "need"],
    )
    drives = pd.DataFrame({i.incident_id: i.drive_minutes for i in night.incidents})
    return units, hosts, drives


def _bracket(number: int, commitment: int) -> float:
    """When the unit of that number, from 0, is ready: shares are rounded up per force."""
    for share, minutes in TIMELINE:
        if number < math.ceil(share * commitment):
            return minutes
    return LAST_BRACKET


def allocate(units: pd.DataFrame, hosts: pd.DataFrame, drives: pd.DataFrame) -> pd.DataFrame:
    """Each unit with where it goes and when it is there."""
    units = units.copy()
    for host in hosts.sample(frac=1, random_state=random.Random(1).randrange(2**32)).itertuples():
        missing = host.need
        own, regional = units["force"] == host.force, units["region"] == host.region
        for tier in (own, regional & ~own, ~regional):
            free = units[tier & (units["incident"] == "")]
            donors = free.groupby("force").size().rename("free").to_frame()
            donors["drive"] = drives.loc[donors.index, host.incident]
            for force in donors.sort_values(["free", "drive"], ascending=[False, True]).index:
                if missing <= 0:
                    break
                taken = free[free["force"] == force].nsmallest(missing, "bracket").index
                units.loc[taken, "incident"] = host.incident
                units.loc[taken, "arrival"] = (
                    units.loc[taken, "bracket"] + drives.loc[force, host.incident]
                )
                missing -= len(taken)
    return units[units["incident"] != ""]


def scores(sent: pd.DataFrame, hosts: pd.DataFrame) -> pd.DataFrame:
    """Minutes until shares of each host's need are there."""
    need = hosts.set_index("incident")["need"]
    arrivals = sent.sort_values("arrival").groupby("incident")["arrival"]
    return pd.DataFrame(
        {
            share: arrivals.apply(
                lambda at, share=share: (
                    at.iloc[math.ceil(share * need[at.name]) - 1]
                    if len(at) >= share * need[at.name]
                    else math.nan
                )
            )
            for share in SHARES
        }
    )


def popm() -> Iterator[Found]:
    """Nineteen small incidents, static: theirs against ours, both with scores."""
    night = load_scenario("nineteen-small", override="static")
    units, hosts, drives = tables_of(night)
    facts = facts_of(night)

    def theirs() -> None:
        scores(allocate(units, hosts, drives), hosts)

    def ours() -> None:
        tally = Tally(facts)
        engine.simulate(night, Chance(1), tally.add)
        tally.measures()

    log = log_of(night)
    sent = Counter(row.incident for row in log if row.event == ev.UNIT_DEPLOYED)
    same = sent == Counter(allocate(units, hosts, drives)["incident"])
    note = f"{sent.total()} units, {'the same' if same else 'OTHER NUMBERS'} at each place"
    yield in_turn(theirs, ours).found("popm", rows=[len(log)], note=note)
