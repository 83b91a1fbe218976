"""Where is a town, which force does it lie in, and what is said of a name that is no town?"""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from making.places import AREAS, Area, entries
from making.places import towns as made_of
from mobsim.cli.main import main
from mobsim.country import gazetteer
from mobsim.country.forces import load_forces
from mobsim.country.gazetteer import NoTownError, Town, find_town, towns
from mobsim.ground.errors import InputError
from mobsim.scenario.file import Resolved, load_scenario, resolve
from mobsim.telling.plan import read_back

HEAD = "schema: 1\nquestion: Where?\nstart: 2026-06-06 10:00\nduration: 24h\nincidents:\n"
REST = "begins: 14:00, lasts: 4h, need: {psu: 9}"

Ask = Callable[..., Resolved]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The scenario of some incidents, each without its time and need, and of what follows them."""
    monkeypatch.chdir(tmp_path)

    def asked(*incidents: str, after: str = "", **how: object) -> Resolved:
        listed = "".join(f"  - {{{each}, {REST}}}\n" for each in incidents)
        Path("night.yaml").write_text(HEAD + listed + after, encoding="utf-8")
        return resolve("night.yaml", **how)  # type: ignore[arg-type]

    return asked


def faults(ask: Ask, *incidents: str, after: str = "") -> list[str]:
    with pytest.raises(InputError) as caught:
        ask(*incidents, after=after)
    return [str(each) for each in caught.value.faults]


# --- the gazetteer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("town", "force"),
    [
        ("Southport", "merseyside"),
        ("Slough", "thames-valley"),
        ("Croydon", "metropolitan"),
        ("Crawley", "sussex"),
        ("Kingston upon Hull", "humberside"),
        ("Scunthorpe", "humberside"),
        ("Redcar", "cleveland"),
        ("Hartlepool", "cleveland"),
        ("Sunderland", "northumbria"),
        ("Rhyl", "north-wales"),
        ("Rotherham", "south-yorkshire"),
        ("Tamworth", "staffordshire"),
        ("Solihull", "west-midlands"),
        ("Barbican", "city-of-london"),
        ("Oakham", "leicestershire"),
        ("Barrowden", "leicestershire"),
        ("Houghton-le-Spring", "northumbria"),
        ("Bath", "avon-somerset"),
        ("Weston-super-Mare", "avon-somerset"),
        ("Grimsby", "humberside"),
        ("Bournemouth", "dorset"),
        ("Cowes", "hampshire"),
        ("Brecon", "dyfed-powys"),
        ("Caerphilly", "gwent"),
        ("Stockton-on-Tees", "cleveland"),
        ("Todmorden", "west-yorkshire"),
        ("Milton Keynes", "thames-valley"),
        ("Wisbech", "cambridgeshire"),
    ],
)
def test_a_town_lies_in_the_force_of_its_county_or_council(town: str, force: str) -> None:
    assert force == find_town(town).town.force


def test_each_main_city_stands_where_the_table_of_forces_has_it() -> None:
    here = {force.force_id: (force.latitude, force.longitude) for force in load_forces()}
    assert here == {town.force: town.where for town in towns() if town.basis == "main city"}
    assert here == {f.force_id: find_town(f.city).town.where for f in load_forces()}


def test_every_town_of_england_and_wales_has_a_known_force_and_degrees() -> None:
    known = {force.force_id for force in load_forces()}
    for town in towns():
        inside = town.basis != "outside"
        assert inside == (town.force in known) == (town.latitude is not None)
        assert town.border in {"", *known} - {town.force or "-"}


@pytest.mark.parametrize(
    ("written", "county", "called"),
    [
        ("st. leonards on sea", "East Sussex", "Saint Leonards-on-Sea"),
        ("NEWCASTLE-UNDER-LYME", "Staffordshire", "Newcastle under Lyme"),
        ("Kings Lynn", "Norfolk", "King's Lynn"),
        ("Abertawe", "Swansea", "Abertawe"),
        ("y fenni", "Monmouthshire", "Y Fenni"),
        ("Tunbridge Wells", "Kent", "Tunbridge Wells"),
        ("Newport, shropshire", "Shropshire", "Newport"),
        ("Newport (West Mercia Police)", "Shropshire", "Newport"),
        ("Newport", "Newport", "Newport"),
        ("London", "Greater London", "London"),
    ],
)
def test_case_hyphens_apostrophes_and_saint_make_no_difference(
    written: str, county: str, called: str
) -> None:
    found = find_town(written)
    assert (county, called) == (found.town.county, found.called)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Ashford", "2 towns are called 'Ashford'; write 'Ashford, Kent' (kent) or 'Ashford, Surr"),
        (
            "Ashford, Devon",
            "there is no Ashford in 'Devon'; write 'Ashford, Kent' (kent) or 'Ashford, Surr",
        ),
        ("Sothport", "unknown town 'Sothport'; did you mean Southport (merseyside)?"),
        ("Leonards", "unknown town 'Leonards'; did you mean Saint Leonards-on-Sea (sussex), St L"),
        ("Glasgow", "Glasgow is in Scotland, outside the areas of the 43 forces; to send units"),
        ("Douglas", "Douglas is in Ireland or the Isle of Man, outside the areas of the 43"),
        ("Qqqq", "unknown town 'Qqqq'; write a larger town near it, or 'force' and"),
        ("53.6, -3.0", "found '53.6, -3.0', expected a town such as Southport, or {lat: 53.80"),
        ("a" * 200, "found 'aaaa"),
    ],
)
def test_a_name_of_no_town_or_several_is_told_with_what_to_write(written: str, said: str) -> None:
    with pytest.raises(NoTownError) as caught:
        find_town(written)
    assert str(caught.value).startswith(said)


def test_of_every_town_the_way_to_write_it_means_that_town() -> None:
    named = [town for town in towns() if town.force and gazetteer.way_to_write(town)[0] != "{"]
    assert len(named) > 4900
    for town in named[:: len(named) // 400]:
        assert town is find_town(gazetteer.way_to_write(town).strip("'")).town


def test_a_town_is_in_doubt_where_its_nearest_neighbour_lies_in_another_force() -> None:
    cells = "1\t{}\t\t{}\t{}\t{}\tP\tPPL\tGB\t\tENG\t{}\t{}\t\t{}\t\t9\tEurope/London\t2020-01-01"
    rows = [
        ("Ayton", "", 53.0, -1.0, "A1", "", 900),
        ("Beeton, Ayton", "Эйтон,Beeton Green,Beeton", 53.01, -1.0, "B1", "", 0),
        ("Ceeton", "", 53.015, -1.0, "B1", "", 700),
    ]
    areas = [Area("A1", "Ay", "Ayshire", "kent"), Area("B1", "Bee", "Beeshire", "essex")]
    found = made_of(list(entries(cells.format(*row) for row in rows)), areas, [])
    expected = [
        ("Ayton", "kent", "essex"),
        ("Beeton", "essex", "kent"),
        ("Ceeton", "essex", "kent"),
    ]
    assert expected == [(town.name, town.force, town.border) for town in found]
    assert [None, 700] == [town.population for town in found[1:]]


def test_the_areas_of_the_rule_name_known_forces_once() -> None:
    with AREAS.open(encoding="utf-8", newline="") as file:
        areas = [Area(**row) for row in csv.DictReader(file)]
    assert len(areas) == len({area.code for area in areas})
    known = {force.force_id for force in load_forces()} - {"city-of-london"}
    assert known == {area.force for area in areas}


# --- in a scenario --------------------------------------------------------------------------------


def test_a_town_gives_an_incident_its_name_degrees_and_force(ask: Ask) -> None:
    found = ask("place: burnley")
    (incident,) = found.scenario.incidents
    assert ("burnley", "Burnley", "lancashire") == (
        incident.incident_id,
        incident.name,
        incident.force,
    )
    assert (53.8, f"gazetteer (GeoNames, {gazetteer.GEONAMES_DATE})") == (
        found.origins["incidents.burnley.place.lat"]
    )
    by_degrees = ask("name: Burnley, force: lancashire, place: {lat: 53.8, lon: -2.233}")
    assert by_degrees.scenario.incidents == found.scenario.incidents
    assert () == found.remarks
    [line] = read_back(found).paragraphs[0].lines
    assert "in Burnley, Lancashire (53.8, -2.233); host lancashire" in line


def test_a_main_city_by_name_is_the_force_by_id(ask: Ask) -> None:
    named = ask("place: Leeds", "place: Hull", "place: Medway").scenario
    by_force = ask(
        "name: Leeds, force: west-yorkshire", "name: Hull, force: humberside",
        "name: Medway, force: kent",
    ).scenario  # fmt: skip
    assert by_force.incidents == named.incidents


def test_a_resolved_scenario_needs_no_gazetteer(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = ask("place: Burnley", after="tensions: [{place: Whitby}]\n")
    path = tmp_path / "again.yaml"
    path.write_text(json.dumps(found.scenario.resolved), encoding="utf-8")
    monkeypatch.setattr(gazetteer, "towns", lambda: pytest.fail("the gazetteer was read"))
    again = load_scenario(path)
    assert found.scenario.incidents == again.incidents
    assert found.scenario.tensions == again.tensions


def test_what_the_scenario_says_beside_a_town_wins_and_is_questioned(ask: Ask) -> None:
    found = ask(
        "name: A, place: Burnley, force: cumbria",
        "name: B, place: {name: Burnley, lat: 53.9, lon: -2.2}",
        "name: C, place: Newport, force: west-mercia",
        "name: D, place: Southport",
        "name: E, place: Newport",
        "name: F, place: {name: Hayes, lat: 51.378, lon: 0.017}",
    )
    hosts = {each.name: each.force for each in found.scenario.incidents}
    expected = {"A": "cumbria", "B": "lancashire", "C": "west-mercia", "D": "merseyside"}
    assert expected | {"E": "gwent", "F": "metropolitan"} == hosts
    assert 53.9 == found.origins["incidents.b.place.lat"][0]
    force, far, border, city = found.remarks
    assert "Burnley lies in lancashire; the scenario states cumbria, which mobsim uses." in force
    assert far.startswith("Burnley in the gazetteer is 11 km from the stated degrees, which")
    assert border.startswith("Southport lies near the border of merseyside and lancashire. mobs")
    assert "For another town of that name, write 'Newport, Isle of Wight' (hampshire)" in city


def test_planned_aid_drives_to_the_town_of_its_operation(ask: Ask) -> None:
    fair = "{{name: Fair, {}, begins: 12:00, lasts: 2h, from: {{nearest: {{psu: 1}}}}}}"
    planned = f"operations: [{fair}]\n"
    home = ask("place: York", after=planned.format("force: north-yorkshire")).scenario
    away = ask("place: York", after=planned.format("place: Whitby")).scenario
    (at_york,), (at_whitby,) = home.operations, away.operations
    assert ("north-yorkshire", (54.488, -0.615)) == (at_whitby.host, at_whitby.place)
    assert {"west-yorkshire": {"psu": 1}} == at_york.units
    assert {"cleveland": {"psu": 1}} == at_whitby.units
    degrees = ask("place: York", after=planned.format("place: {lat: 54.488, lon: -0.615}"))
    assert "cleveland" == degrees.scenario.operations[0].host  # its main city is nearest


def test_a_usual_operation_is_held_in_the_town_that_is_named(ask: Ask) -> None:
    planned = "operations: [{like: carnival, place: Leeds, begins: 12:00}]\n"
    (carnival,) = ask("place: York", after=planned).scenario.operations
    assert ("carnival", "west-yorkshire") == (carnival.operation_id, carnival.host)


def test_tensions_and_postures_name_a_force_by_a_town(ask: Ask) -> None:
    after = "tensions: [{place: Burnley}]\nposture: [{place: Whitby, units: {psu: 1}}]\n"
    scenario = ask("place: Leeds", after=f"{after}targets: [{{place: Leeds, units: 1, by: +1h}}]\n")
    assert {"lancashire"} == scenario.scenario.tensions[0].forces
    assert {"north-yorkshire"} == scenario.scenario.posture[0].units.keys()
    assert "leeds" == scenario.scenario.targets[0].incident


def test_each_town_that_cannot_be_found_is_a_fault_at_its_place(ask: Ask) -> None:
    after = "tensions:\n  - {place: Keighly}\n  - {place: York, region: wales}\n"
    units = "units: {psu: 1}"
    told = faults(
        ask,
        "name: A, place: Sothport",
        "name: B, place: {name: Sothport}",
        "name: C, place: Newport, Shropshire",
        "name: D, force: Whitby",
        "name: E, place: 5",
        "place: Ashford",
        after=f"{after}operations: [{{name: F, place: Dublin, begins: +1h, lasts: 1h, {units}}}]\n",
    )
    expected = [
        "night.yaml:6:22: incidents[0].place: unknown town 'Sothport'; did you mean Southport (",
        "night.yaml:7:22: incidents[1].place: unknown town 'Sothport'; did you mean Southport (",
        "night.yaml:8:31: incidents[2].Shropshire: unknown key 'Shropshire'; put a town with a c",
        "night.yaml:9:22: incidents[3].force: unknown force 'Whitby'; Whitby lies in 'north-york",
        "night.yaml:10:22: incidents[4].place: found '5', expected a town such as Southport, or",
        "night.yaml:11:13: incidents[5].place: 2 towns are called 'Ashford'; write 'Ashford, Ken",
        "night.yaml:13:13: tensions[0].place: unknown town 'Keighly'; did you mean Keighley (wes",
        "night.yaml:14:19: tensions[1].region: found 'region' and 'place'; expected one of the",
        "night.yaml:15:31: operations[0].place: Dublin is in Ireland, outside the areas of the 4",
    ]
    told = [each for each in told if "missing" not in each and "Shropshire: f" not in each]
    assert expected == [each[: len(begin)] for each, begin in zip(told, expected, strict=True)]


def test_an_override_that_is_not_chosen_has_its_towns_looked_up(ask: Ask) -> None:
    after = "overrides: {there: {incidents: {york: {place: Sothport}}}}\n"
    [told] = faults(ask, "place: York", after=after)
    assert "overrides.there.incidents[0].place: unknown town 'Sothport'" in told
    moved = ask("place: York", settings=["incidents.york.place=Whitby"])
    assert (54.488, "north-yorkshire") == (
        moved.origins["incidents.whitby.place.lat"][0],
        moved.scenario.incidents[0].force,
    )


def test_aid_to_a_town_in_words_is_questioned(ask: Ask) -> None:
    aid = "aid_out: [{{from: kent, to: {}, units: {{psu: 1}}, until: +6h}}]\n"
    [told] = ask("place: York", after=aid.format("Whitby")).remarks
    assert "Aid to 'Whitby' goes to a body outside the 43 forces, but Whitby lies in" in told
    assert () == ask("place: York", after=aid.format("Jersey")).remarks


def test_a_town_of_a_force_that_is_not_in_play_is_a_fault_where_it_is_named(ask: Ask) -> None:
    [told] = faults(ask, "place: Southport", after="forces_in_play: [kent]\n")
    assert told.startswith("night.yaml:6:13: incidents[0].force: 'merseyside' is not in play")


# --- the command ----------------------------------------------------------------------------------


def test_the_command_lists_towns_by_a_part_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["places", "southp"])
    head, row, after = capsys.readouterr().out.splitlines()
    assert ["PLACE", "county", "force", "lat", "lon", "residents", "border"] == head.split()
    assert ["Southport", "Merseyside", "merseyside", "53.646", "-3.01", "91703", "lancashire"] == (
        row.split()
    )
    assert after.startswith("Next: mobsim new")
    assert 0 == main(["places", "newport, essex", "--json"])
    [town] = json.loads(capsys.readouterr().out)["towns"]
    assert ("'Newport, Essex'", "essex", "area") == (town["write"], town["force"], town["basis"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "sothport",
            ["Unknown town 'sothport'; did you mean Southport (m", "or", "PLACE"],
        ),
        ("glasgow", ["Glasgow is in Scotland, outside the areas of the 43", "with {to"]),
        ("ham", ["PLACE"]),
    ],
)
def test_the_command_says_what_is_near_a_name_of_no_town(
    asked: str, said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["places", asked])
    told = capsys.readouterr().out.splitlines()
    for line, begin in zip(told, said, strict=False):
        assert line.startswith(begin)
    assert ("write more of the name" in told[-2]) == (asked == "ham")


def test_a_row_of_the_gazetteer_keeps_its_other_names_apart() -> None:
    row = Town.model_validate({
        "name": "A", "other_names": "B;C", "county": "D", "basis": "outside"
    })  # fmt: skip
    assert ("A", "B", "C") == row.all_names
