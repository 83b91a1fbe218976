"""Who sends the aid that NPoCC brokers before a planned event, and when does it set out?"""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.forces import load_forces
from mobsim.ground.errors import InputError
from mobsim.policy.drawdown import Drawdown, lending_limit
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.file.placing import Roads
from mobsim.scenario.file.planned_aid import NEAREST, PlannedLending, with_planned_aid
from mobsim.scenario.scenario import Operation, Scenario, Stock
from mobsim.scoring import events as ev
from mobsim.telling.plan import read_back
from tests.strategies import law
from tests.worlds import rows, run

REST = 660.0
OWED = {"gwent": 4, "dyfed-powys": 3, "avon-somerset": 9}
"""PSUs owed by those near Cardiff, by drive: 25, 66 and 57 minutes."""


def festival(*said: str, extra: str = "") -> Scenario:
    """A festival in Cardiff on the small night of four units, of crews owed and no floor."""
    first = f"{{name: Festival, force: south-wales, begins: 16:00, lasts: 4h, {said[0]}}}"
    settings = [f"operations=[{first}{extra}]", "stock=commitment", "floor_share=0", *said[1:]]
    return load_scenario("quickstart", settings=settings)


def lent(scenario: Scenario, place: int = 0) -> dict[str, int]:
    """PSUs of an operation by donor."""
    return {donor: kinds["psu"] for donor, kinds in scenario.operations[place].units.items()}


def test_the_nearest_give_all_that_drawdown_leaves_and_the_next_give_the_rest() -> None:
    assert {"gwent": 4, "avon-somerset": 6} == lent(festival("from: {nearest: {psu: 10}}"))
    assert {"gwent": 1, "avon-somerset": 3, "dyfed-powys": 1} == lent(
        festival("from: {nearest: {psu: 5}}", "drawdown=minimal")
    )


def test_a_region_is_asked_alone_and_before_the_whole_country() -> None:
    assert {"gwent": 4, "dyfed-powys": 1} == lent(festival("from: {nearest-in-wales: {psu: 5}}"))
    both = "from: {nearest: {psu: 3}, nearest-in-wales: {psu: 3}}"
    assert {"gwent": 4, "avon-somerset": 2} == lent(festival(both))


def test_a_donor_gives_no_crew_twice_until_it_has_rested() -> None:
    """The festival ends at 20:00; Gwent is home at 20:25, and rested eleven hours later."""
    said, second = "from: {nearest: {psu: 4}}", "name: Fair, force: south-wales, lasts: 1h, "
    fair = ", {{" + second + "begins: {0}, from: {{nearest: {{psu: 4}}}}}}"
    assert {"avon-somerset": 4} == lent(festival(said, extra=fair.format("Thu 07:49")), 1)
    assert {"gwent": 4} == lent(festival(said, extra=fair.format("Thu 07:50")), 1)


def test_what_a_donor_gives_by_name_is_not_brokered_again() -> None:
    said = "from: {gwent: {psu: 3}, nearest: {psu: 2}}"
    assert {"gwent": 4, "avon-somerset": 1} == lent(festival(said))


def test_a_host_never_brokers_its_own() -> None:
    assert "south-wales" not in lent(festival("from: {nearest: {psu: 200}}"))


def test_london_lends_nothing_to_planned_events_when_it_may_lend_only_at_a_call() -> None:
    said = "from: {nearest-in-london: {psu: 1}}"
    assert {"metropolitan": 1} == lent(festival(said))
    assert {} == lent(festival(said, "london_release=at_call"))


def test_planned_aid_sets_out_in_time_to_be_there_as_the_operation_begins() -> None:
    scenario = festival("from: {nearest: {psu: 10}}")
    begins, [operation] = 120.0, scenario.operations
    assert begins == operation.begins
    out = {row.force: row.minute for row in rows(run(scenario), ev.UNIT_COMMITTED)}
    assert {"gwent": 120 - 25, "avon-somerset": 120 - 57} == out


def test_what_nobody_can_lend_is_missing_and_the_check_says_so() -> None:
    said = "force: south-wales, begins: 16:00, lasts: 4h, from: {nearest-in-wales: {psu: 30}}"
    found = resolve("quickstart", settings=[f"operations=[{{name: Fair, {said}}}]"])
    wales = sum(lent(found.scenario).values())
    remark = f"NPoCC can broker {wales} of the 30 PSUs that Fair asks other forces for; "
    assert f"{remark}{30 - wales} will be missing." in read_back(found).remarks
    [short] = rows(run(found.scenario), ev.OPERATION_SHORT)
    assert ("south-wales", 30 - wales, 120.0) == (short.force, short.count, short.minute)


def test_an_unknown_region_is_a_fault() -> None:
    with pytest.raises(InputError, match="unknown region 'wails'; did you mean 'wales'"):
        festival("from: {nearest-in-wails: {psu: 1}}")


@cache
def roads() -> Roads:
    return Roads(load_forces(), None)


FORCES = ("south-wales", "gwent", "avon-somerset", "dyfed-powys", "kent", "metropolitan")
POOLS = st.sampled_from((NEAREST, "nearest-in-wales", "nearest-in-london", "nearest-in-south-east"))
SOUGHT = st.dictionaries(POOLS, st.fixed_dictionaries({"psu": st.integers(0, 40)}), max_size=2)
SPANS = st.tuples(st.integers(0, 40), st.integers(1, 20))


@law(60)
@given(
    st.lists(st.tuples(st.sampled_from(FORCES), SPANS, SOUGHT), min_size=1, max_size=4),
    st.integers(0, 12),
    st.integers(0, 3),
    st.sampled_from(("none", "minimal", "moderate", "extensive")),
)
def test_all_that_is_sought_is_given_or_missing_and_nobody_gives_more_than_it_may(
    events: list[tuple[str, tuple[int, int], dict[str, dict[str, int]]]],
    fit: int,
    floor: int,
    drawdown: Drawdown,
) -> None:
    operations = [
        Operation(
            f"event-{i}", "Event", host, 60.0 * begins, 60.0 * (begins + hours), {}, {host: 0.0},
            sought=sought,
        )
        for i, (host, (begins, hours), sought) in enumerate(events)
    ]  # fmt: skip
    owned = {"psu": Stock(fit, fit, fit, fit, min(floor, fit))}
    stock = dict.fromkeys(roads().forces, owned)
    lending = PlannedLending(stock, frozenset(), drawdown, REST, roads(), 1.0)
    served = with_planned_aid(operations, lending)
    for each in served:
        sought = sum(units["psu"] for units in each.sought.values())
        given = sum(units["psu"] for units in each.units.values())
        assert sought == given + each.not_found.get("psu", 0)
    limit = lending_limit(drawdown, fit, fit, min(floor, fit))
    moments = {each.out_from(donor) for each in served for donor in each.units}
    for donor in {donor for each in served for donor in each.units}:
        for moment in moments:
            away = (
                each.units.get(donor, {}).get("psu", 0)
                for each in served
                if donor in each.units
                and each.out_from(donor) <= moment
                and moment < each.ends + each.drive_minutes[donor] + REST
            )
            assert sum(away) <= limit
