"""Are drives the quickest, the same both ways, and near what is published?"""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.forces import known_force_ids, load_forces, shipped_force_rows
from mobsim.country.geography import (
    Road,
    drive_minutes_between_cities,
    drive_to_place,
    great_circle_km,
    load_roads,
    nearest_force,
)
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path, read_table
from mobsim.ground.units import TICKS_PER_MINUTE

CITIES = ["a", "b", "c", "d"]
HEADER = "from,to,km,minutes\n"


def road(start: str, end: str, minutes: float) -> Road:
    return Road.model_validate({"from": start, "to": end, "km": minutes, "minutes": minutes})


@pytest.fixture(scope="module")
def drives() -> dict[tuple[str, str], float]:
    ids = known_force_ids()
    matrix = drive_minutes_between_cities(load_roads(), ids)
    return {(a, b): matrix[i][j] for i, a in enumerate(ids) for j, b in enumerate(ids)}


def test_shipped_drives_are_those_of_the_shipped_roads_between_the_forces_in_their_order() -> None:
    """Roads of which one is quicker, or another order of forces, are worked out anew."""
    ids, roads = known_force_ids(), load_roads()
    shipped = drive_minutes_between_cities(roads, ids)
    turned = drive_minutes_between_cities(roads, ids[::-1])
    assert [row[::-1] for row in shipped[::-1]] == turned
    quicker = [roads[0].model_copy(update={"minutes": 1.0}), *roads[1:]]
    [start, end] = (ids.index(each) for each in (roads[0].start, roads[0].end))
    assert 15.0 == drive_minutes_between_cities(quicker, ids)[start][end] < shipped[start][end]


def test_a_single_road_takes_its_own_minutes() -> None:
    assert [[0, 50], [50, 0]] == drive_minutes_between_cities([road("a", "b", 50)], ["a", "b"])


def test_each_city_passed_saves_13_minutes() -> None:
    roads = [road("a", "b", 50), road("b", "c", 50), road("c", "d", 50)]
    assert [0, 50, 87, 124] == drive_minutes_between_cities(roads, CITIES)[0]


def test_a_short_road_still_costs_2_minutes_to_pass() -> None:
    roads = [road("a", "b", 50), road("b", "c", 5)]
    assert 52 == drive_minutes_between_cities(roads, ["a", "b", "c"])[0][2]


def test_the_quicker_way_round_is_taken() -> None:
    roads = [road("a", "b", 40), road("b", "c", 40), road("a", "c", 90)]
    assert 67 == drive_minutes_between_cities(roads, ["a", "b", "c"])[0][2]


def test_of_two_roads_between_two_cities_the_quicker_is_taken() -> None:
    roads = [road("a", "b", 40), road("b", "a", 60)]
    assert 40 == drive_minutes_between_cities(roads, ["a", "b"])[0][1]


def test_rows_and_columns_stand_in_the_order_asked_for() -> None:
    roads = [road("a", "b", 40), road("b", "c", 60)]
    assert [0, 60, 40] == drive_minutes_between_cities(roads, ["b", "c", "a"])[0]


@given(st.lists(st.floats(1, 300), min_size=4, max_size=4), st.permutations(CITIES))
def test_the_order_of_roads_and_cities_changes_no_drive(
    minutes: list[float], order: list[str]
) -> None:
    ring = [road(a, b, m) for a, b, m in zip(CITIES, [*CITIES[1:], "a"], minutes, strict=True)]
    plain = drive_minutes_between_cities(ring, CITIES)
    mixed = drive_minutes_between_cities(ring[::-1], order)
    for i, start in enumerate(order):
        for j, end in enumerate(order):
            assert plain[CITIES.index(start)][CITIES.index(end)] == mixed[i][j]
            assert mixed[i][j] == mixed[j][i]


def test_roads_in_two_pieces_are_refused_and_both_pieces_named() -> None:
    roads = [road("a", "b", 50), road("c", "d", 50)]
    with pytest.raises(
        InputError, match=r"not connected: no road joins c and d to a and b; add a road between"
    ):
        drive_minutes_between_cities(roads, CITIES)


def test_a_force_without_a_road_is_named() -> None:
    with pytest.raises(InputError, match=r"roads.csv: no road leads to 'c'; add one"):
        drive_minutes_between_cities([road("a", "b", 50)], ["a", "b", "c"])


def test_a_road_to_an_unknown_force_is_refused() -> None:
    roads = [road("kent", "susex", 50)]
    with pytest.raises(InputError, match="unknown force 'susex'; did you mean 'sussex'"):
        drive_minutes_between_cities(roads, ["kent", "sussex"])


def test_every_fault_of_a_table_of_roads_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "roads.csv"
    rows = "kent,susex,114,87\nkent,kent,1,1\nkent,essex,69,59\nessex,kent,70,60\n"
    path.write_text(HEADER + rows)
    with pytest.raises(InputError) as caught:
        load_roads(path)
    assert [
        (2, 6, "unknown force 'susex'; did you mean 'sussex'?"),
        (3, 6, "found a road from 'kent' to itself, expected two forces"),
        (5, 1, "line 4 already has a road between 'essex' and 'kent'; keep the quicker one"),
    ] == [(fault.line, fault.column, fault.message) for fault in caught.value.faults]


def test_a_road_of_no_minutes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.csv"
    path.write_text(HEADER + "kent,sussex,114,0\n")
    with pytest.raises(InputError, match=r":2:17: minutes: found '0', expected more than 0"):
        load_roads(path)


def test_all_903_pairs_are_joined_and_nobody_is_far_from_home(
    drives: dict[tuple[str, str], float],
) -> None:
    assert 43 * 43 == len(drives)
    assert all(drives[a, a] == 0 for a in known_force_ids())
    assert all(drives[a, b] == drives[b, a] for a, b in drives)
    assert all(15 <= minutes <= 8 * 60 for (a, b), minutes in drives.items() if a != b)


def test_drives_are_whole_ticks(drives: dict[tuple[str, str], float]) -> None:
    assert all((minutes * TICKS_PER_MINUTE).is_integer() for minutes in drives.values())


@pytest.mark.parametrize(
    ("start", "end", "published"),
    [
        ("metropolitan", "west-midlands", 138),
        ("metropolitan", "northumbria", 297),
        ("greater-manchester", "west-yorkshire", 62),
        ("avon-somerset", "devon-cornwall", 133),
        ("humberside", "west-yorkshire", 75),
    ],
)
def test_drives_lie_within_5_per_cent_of_published_ones(
    drives: dict[tuple[str, str], float], start: str, end: str, published: float
) -> None:
    assert published == pytest.approx(drives[start, end], rel=0.05)


def test_100_of_the_183_roads_are_cross_checked() -> None:
    rows = read_table(data_path("roads.csv"), Road)
    assert (183, 100) == (len(rows), sum(row.basis == "cross-checked" for row in rows))


def test_every_road_is_longer_than_the_straight_line() -> None:
    cities = {f.force_id: (f.latitude, f.longitude) for f in load_forces()}
    for r in load_roads():
        assert great_circle_km(*cities[r.start], *cities[r.end]) < r.km


def test_adjacent_roads_join_forces_that_share_a_border_and_long_ones_do_not() -> None:
    neighbours = {row.force_id: row.neighbours for row in shipped_force_rows()}
    for row in read_table(data_path("roads.csv"), Road):
        assert (row.kind == "adjacent") == (row.end in neighbours[row.start])


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert 111.2 == pytest.approx(great_circle_km(51, -1, 52, -1), abs=0.1)


def test_a_place_is_reached_through_its_nearest_city() -> None:
    cities = [(52.0, 0.0), (53.0, 0.0)]
    across = great_circle_km(52.1, 0.0, 52.0, 0.0) * 1.26
    found = drive_to_place(52.1, 0.0, cities, [[0, 90], [90, 0]])
    assert [across, 90 + across] == pytest.approx(found, abs=1e-5)


def test_the_nearest_force_to_the_dome_of_brighton_is_sussex() -> None:
    assert "sussex" == nearest_force(50.823, -0.138, load_forces()).force_id


def test_importing_geography_does_not_import_networkx() -> None:
    code = "import sys, mobsim.country.geography; sys.exit('networkx' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
