"""With popm's needs, does static allocation come to the times that popm published?"""

from collections import Counter

import mobsim
from mobsim.scenario.file import load_scenario
from mobsim.scoring import events as ev
from tests.popm_published import HOURS, SCENARIO, times


def test_the_scenario_has_popms_needs_and_mobsims_own_units() -> None:
    scenario = load_scenario(SCENARIO)
    assert dict.fromkeys(HOURS, 99) == {
        each.force: each.need["psu"].peak for each in scenario.incidents
    }
    stock = {force: kinds["psu"] for force, kinds in scenario.stock.items()}
    shipped = load_scenario("three-large").stock
    assert {force: kinds["psu"].commitment for force, kinds in shipped.items()} == {
        force: each.fit for force, each in stock.items()
    }
    london = stock.pop("metropolitan").fit + stock.pop("city-of-london").fit
    assert (297, 75) == (sum(each.fit for each in stock.values()), london)
    assert not any(each.floor for each in stock.values())


def test_all_units_are_sent_99_to_each_place() -> None:
    log = mobsim.load(SCENARIO).run().log
    sent = Counter(row.incident for row in log if row.event == ev.UNIT_DEPLOYED)
    assert {"medway": 99, "newcastle": 99, "plymouth": 99} == sent


# What was found is held here, so that a change of it is seen; the bounds themselves came before.
def test_all_published_times_but_two_of_newcastle_are_within_a_quarter() -> None:
    assert 12 == len(times())
    assert [("newcastle", "40"), ("newcastle", "60")] == [
        (each.place, each.share) for each in times() if not each.within
    ]
    assert all(0.6 <= each.found / each.published <= 1.4 for each in times())
