"""Do forces turn out as they did when they were tested without notice?

Three findings of September 2013, with shipped data, on a Wednesday at 14:00 under roster readiness:
100 replications of seed 1, and a probability of at least 0.8 where the defaults carry the finding.
"""

import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from mobsim.country import doctrine
from mobsim.engine import simulate
from mobsim.ground.randomness import Chance
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event

REPLICATIONS = 100
BOUND = 0.8

NIGHT = """
schema: 1
title: A test without notice
question: Who is there within the hour?
start: 2026-06-03 14:00
duration: 2h
readiness: roster
serials: {serials}
incidents:
  - {{name: {force}, force: {force}, begins: +0m, need: {need}}}
"""


@pytest.fixture
def tested(tmp_path: Path) -> Callable[..., Scenario]:
    """The night of a force that is told of disorder without notice."""

    def write(force: str, need: str, serials: int = 1) -> Scenario:
        path = tmp_path / f"{force}.yaml"
        night = NIGHT.format(force=force, need=need, serials=serials)
        path.write_text(night, encoding="utf-8")
        return load_scenario(path)

    return write


def logs(night: Scenario, replications: int = REPLICATIONS) -> list[list[Event]]:
    found: list[list[Event]] = []
    for replication in range(replications):
        log: list[Event] = []
        simulate(night, Chance(1, replication), log.append)
        found.append(log)
    return found


def mustered(log: list[Event], by: float) -> int:
    return sum(
        row.event == ev.UNIT_MUSTERED and row.kind == "psu" and row.tier == 1 and row.minute <= by
        for row in log
    )


def at_rvp(log: list[Event], by: float) -> int:
    """Officers of the force's own PSUs and BDUs at the rendezvous point, in serials too."""
    officers = {"psu": doctrine.PSU.officers, "bdu": doctrine.BDU.officers}
    there: dict[str | None, int] = defaultdict(int)
    for row in log:
        if row.tier == 1 and row.minute <= by:
            if row.event == ev.UNIT_REACHED_RVP:
                there[row.unit] = officers[str(row.kind)]
            elif row.event == ev.SERIAL_REACHED_RVP:
                there[row.unit] += row.count or 0
    return sum(there.values())


def test_kent_has_its_first_equipped_crew_mustered_within_the_hour(
    tested: Callable[[str, str], Scenario],
) -> None:
    night = tested("kent", "{psu: 1}")
    in_time = [mustered(log, 60) >= doctrine.KENT_WITHIN_AN_HOUR for log in logs(night)]
    assert sum(in_time) >= BOUND * REPLICATIONS


def test_west_midlands_has_three_psus_mustered_within_twenty_minutes(
    tested: Callable[[str, str], Scenario],
) -> None:
    night = tested("west-midlands", "{psu: 3}")
    in_time = [mustered(log, 20) >= doctrine.WEST_MIDLANDS_AT_ONCE for log in logs(night)]
    assert sum(in_time) >= BOUND * REPLICATIONS


def test_the_register_says_why_seven_hundred_officers_are_not_there_within_the_hour(
    tested: Callable[[str, str], Scenario],
) -> None:
    """Not carried: were it carried one day, the register would have to say something else."""
    there = [at_rvp(log, 60) for log in logs(tested("west-midlands", "{psu: 40, bdu: 40}"))]
    assert max(there) < doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR
    assert 190 <= min(there)
    assert sum(there) / REPLICATIONS == pytest.approx(215, abs=10)
    (entry,) = [e for e in register() if e.where == "doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR"]
    assert "About 200 officers" in entry.affects
    assert "a check on readiness that the defaults fail" in entry.affects


def test_in_serials_seven_hundred_are_not_there_either_as_the_register_says(
    tested: Callable[[str, str, int], Scenario],
) -> None:
    """Nearly all on duty are there: eleven PSUs and four BDUs are 363 officers."""
    night = tested("west-midlands", "{psu: 40, bdu: 40}", 3)
    there = [at_rvp(log, 60) for log in logs(night, 25)]
    assert 363 >= max(there)
    assert sum(there) / 25 == pytest.approx(290, abs=15)
    (entry,) = [e for e in register() if e.where == "doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR"]
    assert "about 290 with serials: 3" in entry.affects


def test_the_first_two_findings_depend_on_the_hour_as_the_register_says(
    tested: Callable[[str, str], Scenario],
) -> None:
    """Of Kent's 216 fit constables 17 are on duty at 04:00, one short of a crew."""
    night = tested("kent", "{psu: 1}")
    kent, west_midlands = (night.rosters[f]["psu"].by_hour for f in ("kent", "west-midlands"))
    wednesday = range(48, 72)
    assert [4] == [hour % 24 for hour in wednesday if kent[hour] < doctrine.KENT_WITHIN_AN_HOUR]
    formed = [math.ceil(night.local.formed_share * west_midlands[hour]) for hour in wednesday]
    assert [3, 4, 5] == [h for h, n in enumerate(formed) if n < doctrine.WEST_MIDLANDS_AT_ONCE]


def test_at_no_hour_are_seven_hundred_sergeants_and_constables_on_duty_in_whole_crews(
    tested: Callable[[str, str], Scenario],
) -> None:
    """At 14:00 eleven PSUs and four BDUs, of 21 each."""
    roster = tested("west-midlands", "{psu: 1}").rosters["west-midlands"]
    hours = zip(roster["psu"].by_hour, roster["bdu"].by_hour, strict=True)
    a_crew = doctrine.PSU.sergeants + doctrine.PSU.constables
    assert (11 + 4) * a_crew == max(psu + bdu for psu, bdu in hours) * a_crew
    assert (11 + 4) * a_crew < doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR
