"""With popm's needs, does static allocation come to the times that popm published?"""

from mobsim.scenario.file import load_scenario
from tests.popm_published import HOURS, SCENARIO


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
