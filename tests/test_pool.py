"""How many crews do people and vehicles make, and who is on duty at an hour?"""

from dataclasses import astuple, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.forces import Force, OwnedStock, load_forces
from mobsim.country.pool import NEEDS, Pool, pool_of
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path
from mobsim.scenario.file import load_scenario
from mobsim.scenario.file.readiness_keys import OnDuty
from mobsim.scenario.file.supply import Rostering, Supply, rostered_stock, rosters_of
from mobsim.scenario.scenario import Scenario, Stock
from tests.strategies import fixed_examples

WEDNESDAY_AT_2, WEDNESDAY_AT_4 = 2 * 24 + 14, 2 * 24 + 4
SUPPLY = Supply("fit", 0.25, 0, 0.1)
PLAIN = Rostering(SUPPLY, OnDuty(((14, 0.25), (22, 0.18), (4, 0.08)), 0.18), 0.8, 0.25)


def pools() -> st.SearchStrategy[Pool]:
    return st.builds(Pool, *[st.integers(0, 400)] * 5)


@fixed_examples(200)
@given(pools(), st.sampled_from(sorted(NEEDS)), st.integers(0, 4), st.integers(0, 50))
def test_one_more_of_anybody_never_makes_fewer_crews(
    pool: Pool, kind: str, rank: int, more: int
) -> None:
    numbers = list(astuple(pool))
    numbers[rank] += more
    assert pool.crews(NEEDS[kind]) <= Pool(*numbers).crews(NEEDS[kind])


@fixed_examples(200)
@given(pools(), st.sampled_from(sorted(NEEDS)))
def test_crews_need_no_more_of_anybody_than_there_is_and_one_more_would(
    pool: Pool, kind: str
) -> None:
    crews = pool.crews(NEEDS[kind])
    pairs = list(zip(astuple(pool), astuple(NEEDS[kind]), strict=True))
    assert all(crews * need <= have for have, need in pairs)
    assert any((crews + 1) * need > have for have, need in pairs)


def test_whoever_is_short_is_what_counts() -> None:
    """Ten PSUs need 10 inspectors, 30 sergeants, 180 constables, 30 drivers and 30 carriers."""
    plenty = Pool(10, 30, 180, 30, 30)
    assert 10 == plenty.crews(NEEDS["psu"])
    assert 9 == replace(plenty, carriers=29).crews(NEEDS["psu"])
    assert 4 == replace(plenty, inspectors=4).crews(NEEDS["psu"])


def test_by_default_constables_are_short_first() -> None:
    pool = pool_of("psu", 20)
    assert 20 == pool.crews(NEEDS["psu"])
    assert 19 == replace(pool, constables=359).crews(NEEDS["psu"])


def ash(**known: int) -> Force:
    owned = {"psu": OwnedStock(20, 10, 10), "bdu": OwnedStock(10, 5, 5)}
    return Force("ash", "Ash", "forest", "Ash Town", 52, -1, 900, owned, {"psu": known, "bdu": {}})


def stock_of(force: Force, how: Rostering = PLAIN) -> dict[str, Stock]:
    owned = {"psu": Stock(20, 10, 10, 15, 2), "bdu": Stock(10, 5, 5, 8, 1)}
    return rostered_stock([force], {"ash": owned}, how)["ash"]


def test_a_quarter_away_leaves_fifteen_of_twenty_and_two_of_those_stay_at_home() -> None:
    psu = stock_of(ash())["psu"]
    assert (15, 2) == (psu.fit, psu.floor)


def test_a_return_that_counts_few_carriers_has_few_psus() -> None:
    """Of 30 carriers 27 are on the road: nine crews."""
    assert 9 == stock_of(ash(carriers=30))["psu"].fit


def test_a_quarter_of_fit_psus_may_be_made_up_into_bdus() -> None:
    """Of 15 PSUs three; of 10 BDUs trained 180 constables, 135 fit: seven."""
    bdu = stock_of(ash())["bdu"]
    assert (7 + 3, 3, "psu") == (bdu.fit, bdu.filled, bdu.filled_by)


def test_who_is_on_duty_follows_the_hour_and_the_holiday() -> None:
    """270 constables fit: 67.5 at 14:00 are three crews, 21.6 at 04:00 one, 0.8 × 68 three."""
    roster = rosters_of([ash()], {"ash": stock_of(ash())}, PLAIN)["ash"]["psu"]
    assert 3 == roster.by_hour[WEDNESDAY_AT_2]
    assert 1 == roster.by_hour[WEDNESDAY_AT_4]
    assert 3 == roster.holiday[14]
    assert 0 == roster.holiday[4]  # 17.28 constables


def test_people_of_a_return_make_up_no_more_crews_than_are_trained() -> None:
    """They are of one training; more officers than the crews need stand by for those away."""
    many = dict.fromkeys(("inspectors", "sergeants", "constables", "drivers", "carriers"), 1000)
    force = replace(ash(), pools={"psu": many})
    assert 20 == stock_of(force)["psu"].fit == stock_of(force)["psu"].trained


def test_a_force_may_have_a_pattern_of_its_own() -> None:
    night = replace(ash(), on_duty={"04:00": 0.5})
    roster = rosters_of([night], {"ash": stock_of(night)}, PLAIN)["ash"]["psu"]
    assert 7 == roster.by_hour[WEDNESDAY_AT_4]  # 135 constables
    assert 3 == roster.by_hour[WEDNESDAY_AT_2]


@fixed_examples(100)
@given(st.integers(0, 80), st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1))
def test_nobody_is_on_duty_who_is_not_fit(
    trained: int, away: float, share: float, fill: float
) -> None:
    supply = replace(SUPPLY, away=away)
    on_duty = OnDuty(((0, share),), share)
    how = replace(PLAIN, supply=supply, level_2_fill=fill, on_duty=on_duty)
    owned = {
        "psu": Stock(trained, 0, 0, trained, 0),
        "bdu": Stock(trained, 0, 0, trained, 0),
    }
    force = replace(ash(), stock=dict.fromkeys(("psu", "bdu"), OwnedStock(trained, 0, 0)))
    stock = rostered_stock([force], {"ash": owned}, how)
    for kind, roster in rosters_of([force], stock, how)["ash"].items():
        assert max(*roster.by_hour, *roster.holiday) <= stock["ash"][kind].fit
    assert stock["ash"]["bdu"].filled <= stock["ash"]["psu"].fit


def rostered(*settings: str) -> Scenario:
    return load_scenario("six-cities-saturday", settings=["readiness=roster", *settings])


def test_the_same_night_by_promise_and_by_roster_differs_in_who_is_there() -> None:
    promised = load_scenario("six-cities-saturday")
    assert promised.rosters == {}
    assert promised.stock["kent"]["bdu"].filled == 0
    assert rostered().stock["kent"]["bdu"].filled > 0


def test_the_late_summer_bank_holiday_of_2026_is_known() -> None:
    night = rostered("start=2026-08-31 02:00")
    assert night.clock.is_holiday(0.0)
    assert not night.clock.is_holiday(23 * 60.0)
    assert not rostered("start=2026-08-24 02:00").clock.holidays


def test_at_four_in_the_morning_most_forces_have_no_whole_crew_on_duty() -> None:
    """The register of assumptions says so."""
    on_duty = [roster["psu"].by_hour[WEDNESDAY_AT_4] for roster in rostered().rosters.values()]
    assert (43, 33) == (len(on_duty), on_duty.count(0))


def test_command_is_called_in_on_a_bank_holiday_whatever_the_readiness() -> None:
    for settings in ([], ["readiness=roster"]):
        monday = ["start=2026-08-31 10:00", *settings]
        assert load_scenario("six-cities-saturday", settings=monday).clock.needs_on_call(0.0)


@pytest.mark.parametrize("night", ["2026-03-28 20:00", "2026-10-24 20:00"])
def test_wall_hours_go_on_when_the_clocks_change(night: str) -> None:
    clock = rostered(f"start={night}", "duration=1d").clock
    hours = [clock.hour_of_week(60.0 * hour) % 24 for hour in range(12)]
    spring = night.startswith("2026-03")
    after_one = [2, 3, 4] if spring else [1, 2, 3]
    assert ([20, 21, 22, 23, 0] + ([] if spring else [1]) + after_one)[:8] == hours[:8]


def test_a_return_gives_its_own_people_and_shares(tmp_path: Path) -> None:
    table = _table_with(tmp_path, "psu_carriers,on_duty_04", "9,0.3")
    kent = next(force for force in load_forces(table) if force.force_id == "kent")
    assert {"carriers": 9} == kent.pools["psu"]
    assert {"04:00": 0.3} == kent.on_duty


def test_a_return_says_what_is_kept_at_home(tmp_path: Path) -> None:
    table = _table_with(tmp_path, "psu_floor,aep_floor", "5,1")
    kept = load_scenario("nineteen-small", settings=[f"forces={table}"]).stock["kent"]
    assert (5, 1) == (kept["psu"].floor, kept["aep"].floor)
    nothing = load_scenario("nineteen-small", settings=[f"forces={table}", "floor_share=0%"])
    assert 0 == nothing.stock["kent"]["psu"].floor
    by_roster = load_scenario("nineteen-small", settings=[f"forces={table}", "likely=on"])
    assert 5 == by_roster.stock["kent"]["psu"].floor


def test_a_share_above_one_in_a_return_is_a_fault_at_its_cell(tmp_path: Path) -> None:
    table = _table_with(tmp_path, "psu_carriers,on_duty_04", "9,30")
    with pytest.raises(InputError, match=r"on_duty_04"):
        load_forces(table)


def _table_with(folder: Path, columns: str, cells: str) -> Path:
    lines = data_path("forces.csv").read_text(encoding="utf-8").splitlines()
    empty = "," * columns.count(",")
    told = [
        f"{line},{columns if not i else cells if line.startswith('kent,') else empty}"
        for i, line in enumerate(lines)
    ]
    path = folder / "forces.csv"
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return path
