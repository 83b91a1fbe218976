"""What does a scenario file draw its incidents from, and what is said if it cannot?"""

import csv
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from mobsim.cli.main import main
from mobsim.country.demand import Course, Spreading, Stochastic, Window
from mobsim.ground.errors import InputError
from mobsim.ground.randomness import Chance, Fixed, Triangular
from mobsim.ground.tables import data_path
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Scenario

HEAD = """\
schema: 1
question: What comes?
start: 2026-08-15 16:00
duration: 30h
"""

Load = Callable[..., Scenario]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """A scenario of the lines given."""
    monkeypatch.chdir(tmp_path)

    def load_text(lines: str, *settings: str, override: str | None = None) -> Scenario:
        Path("night.yaml").write_text(HEAD + textwrap.dedent(lines), encoding="utf-8")
        return load_scenario("night.yaml", override=override, settings=settings)

    return load_text


def faults_of(load: Load, lines: str, *settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(lines, *settings)
    return [str(fault) for fault in caught.value.faults]


def stochastic(scenario: Scenario) -> Stochastic:
    assert scenario.disorder
    assert isinstance(scenario.disorder.source, Stochastic)
    return scenario.disorder.source


def spreading(scenario: Scenario) -> Spreading:
    assert scenario.disorder
    assert isinstance(scenario.disorder.source, Spreading)
    return scenario.disorder.source


# --- what it means --------------------------------------------------------------------------------


def test_a_name_alone_takes_every_default(load: Load) -> None:
    scenario = load("disorder: stochastic")
    source = stochastic(scenario)
    assert () == scenario.incidents
    assert (6, Window(0.0, 1800.0), 43) == (source.mean, source.window, len(source.weights))
    course = Course(((6, 0.75), (15, 0.25)), 60.0, Triangular(120.0, 240.0, 480.0), 120.0, 30.0)
    assert course == source.course
    assert 1.0 == pytest.approx(sum(source.weights.values()))
    assert source.by_hour[1:4] == (1.0, 1.0, 0.1)
    assert source.by_hour[20:] == (3.0, 3.0, 3.0, 2.0)
    assert scenario.disorder
    stated = load_scenario("three-large").incidents[0]
    assert stated.drive_minutes == scenario.disorder.drive_minutes[stated.force]


def test_parameters_are_those_that_are_written(load: Load) -> None:
    source = stochastic(
        load("""\
        disorder:
          stochastic:
            mean: 3
            from: 18:00
            until: Sun 02:00
            places: {kent: 2, essex: 1}
            activity: {"20:00": 1, "22:00": 0}
            severity: {medium: 100%}
            hold: 3h
        """)
    )
    assert (3, Window(120.0, 600.0)) == (source.mean, source.window)
    assert {"essex": 1 / 3, "kent": 2 / 3} == pytest.approx(source.weights)
    assert (0.0,) * 20 + (1.0, 1.0, 0.0, 0.0) == source.by_hour
    assert (((35, 1.0),), Fixed(180.0)) == (source.course.sizes, source.course.hold)


def test_pools_are_by_residents_and_at_least_one(load: Load) -> None:
    source = spreading(load("disorder: spreading"))
    assert (22, 1) == (source.pools["metropolitan"], source.pools["city-of-london"])
    endless = spreading(load("disorder: {spreading: {pool_per_million: none, branching: 0.5}}"))
    assert {None} == set(endless.pools.values())


def test_stated_and_drawn_incidents_stand_beside_each_other(load: Load) -> None:
    lines = """\
    disorder: {stochastic: {places: [kent], mean: 4}}
    incidents:
      - {name: Leeds, force: west-yorkshire, begins: 20:00, severity: small}
    """
    night = night_of(load(lines), Chance(1))
    assert {"west-yorkshire", "kent"} == {each.force for each in night.incidents}
    assert [each.incident_id for each in night.incidents if not each.seen] == ["leeds"]


def test_an_empty_list_of_incidents_is_enough_where_they_are_drawn(load: Load) -> None:
    assert load("incidents: []\ndisorder: stochastic").disorder
    assert ["night.yaml:5:12: incidents: found none, expected at least one incident"] == faults_of(
        load, "incidents: []\n"
    )


def test_a_parameter_is_replaced_whole_and_one_source_drives_out_the_other(load: Load) -> None:
    lines = """\
    disorder: {stochastic: {mean: 9, severity: {local: 50%, large: 50%}}}
    overrides:
      large: {disorder: {stochastic: {severity: {large: 100%}, hold: {fixed: 2h}}}}
      spread: {disorder: {spreading: {delay: 6h}}}
    """
    large = stochastic(load(lines, override="large"))
    assert (9, ((99, 1.0),)) == (large.mean, large.course.sizes)
    assert Fixed(120.0) == large.course.hold
    assert 360.0 == spreading(load(lines, override="spread")).delay
    assert 9 == stochastic(load(lines, "disorder.stochastic.hold=1h")).mean
    assert load(lines + "incidents: []\n", "disorder.stochastic.mean=2").disorder


def test_the_resolved_scenario_gives_the_same_night(load: Load, tmp_path: Path) -> None:
    from ruamel.yaml import YAML

    scenario = load_scenario("spreading-week")
    with (tmp_path / "again.yaml").open("w", encoding="utf-8") as out:
        YAML(typ="safe", pure=True).dump(dict(scenario.resolved), out)
    again = load_scenario(tmp_path / "again.yaml")
    assert night_of(scenario, Chance(2)) == night_of(again, Chance(2))


def test_each_parameter_is_told_with_its_origin(load: Load) -> None:
    load("disorder: {spreading: {severity: {small: 100%}}}")
    origins = resolve("night.yaml").origins
    assert ({"small": "100%"}, "night.yaml:5:34") == origins["disorder.spreading.severity"]
    assert ({"triangular": ["2h", "4h", "8h"]}, "default") == origins["disorder.spreading.hold"]


def test_check_tells_what_one_seed_draws(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    load("disorder: {stochastic: {places: [kent], mean: 3}}")
    drawn = len(night_of(load_scenario("night.yaml"), Chance(1)).incidents)
    assert drawn > 1
    assert 0 == main(["check", "night.yaml"])
    told = capsys.readouterr().out
    assert f"Each night draws its own; with seed 1: {drawn} incidents; their" in told


# --- what is wrong with it ------------------------------------------------------------------------


FAULTS = {
    "{spreadng: {}}": ("disorder: unknown disorder 'spreadng'; did you mean 'spreading'?"),
    "{stochastic: {men: 2}}": ("disorder.stochastic.men: unknown key 'men'; did you mean 'mean'?"),
    "{stochastic: {mean: 0}}": (
        "disorder.stochastic.mean: found 0, expected a number above 0, at most 500"
    ),
    "{stochastic: {from: Fri 20:00}}": (
        "disorder.stochastic.from: 'Fri 20:00' is at +148h00, expected a time before the "
        "scenario's end at Sun 22:00 (+30h00)"
    ),
    "{stochastic: {until: Mon 02:00}}": (
        "disorder.stochastic.until: 'Mon 02:00' is at +34h00, after the scenario's end at "
        "Sun 22:00 (+30h00); expected a time before it, or 'end'"
    ),
    "{stochastic: {from: 2026-08-15 15:00}}": (
        "disorder.stochastic.from: '2026-08-15 15:00' is before the start at Sat 16:00"
    ),
    "{stochastic: {from: +2h, until: 2026-08-15 17:00}}": (
        "disorder.stochastic.until: '2026-08-15 17:00' is not after 'from'"
    ),
    "{stochastic: {places: [kent, Leeds]}}": (
        "disorder.stochastic.places[1]: unknown force 'Leeds'; did you mean "
        "'west-yorkshire' (Leeds)?"
    ),
    "{stochastic: {places: {knt: 1}}}": (
        "disorder.stochastic.places.knt: unknown force 'knt'; did you mean 'kent'?"
    ),
    "{stochastic: {places: all}}": (
        "disorder.stochastic.places: found 'all', expected population, a list such as "
        "[kent, essex], or weights such as {kent: 2, essex: 1}"
    ),
    "{stochastic: {places: {kent: 0}}}": (
        "disorder.stochastic.places: expected a weight above 0 for at least one force"
    ),
    "{stochastic: {severity: {small: 60%, large: 30%}}}": (
        "disorder.stochastic.severity: the shares add up to 90%, expected 100%, such as "
        "{local: 75%, small: 25%}"
    ),
    "{stochastic: {severity: {smale: 100%}}}": (
        "disorder.stochastic.severity.smale: unknown severity 'smale'; expected one of: local, "
        "small, medium, large"
    ),
    "{stochastic: {activity: {'08:30': 1}}}": (
        "disorder.stochastic.activity.08:30: found '08:30', expected a whole hour of day "
        "such as '18:00'"
    ),
    "{stochastic: {activity: {'08:00': 0}}}": (
        "disorder.stochastic.activity: expected a figure above 0 for at least one hour, such "
        "as {'18:00': 3, '02:00': 0.5}"
    ),
    "{stochastic: {until: 18:00, activity: {'18:00': 1, '20:00': 0}}}": (
        "disorder.stochastic.activity: found no activity between 'from' and 'until'; expected some"
    ),
    "{spreading: {pool_per_million: none}}": (
        "disorder.spreading.pool_per_million: found 'none' with a branching of 1.2, which "
        "never ends; expected incidents per million residents, or a branching below 1"
    ),
    "{spreading: {delay: 12}}": (
        "disorder.spreading.delay: found 12, a bare number; a duration needs its unit: '12m' "
        "or '12h'"
    ),
}


@pytest.mark.parametrize("parameters", FAULTS)
def test_a_fault_says_what_was_found_and_what_was_expected(load: Load, parameters: str) -> None:
    (found,) = faults_of(load, f"disorder: {parameters}\n")
    place, _, said = found.partition(": ")
    assert FAULTS[parameters] == said
    assert place.startswith("night.yaml:5:")


def test_a_fault_stands_where_its_value_or_key_stands(load: Load) -> None:
    lines = """\
    disorder:
      spreading:
        branchng: 2
        delay: 12
        severity: {local: 50%, smale: 50%}
    """
    places = [fault.split(": ")[0] for fault in faults_of(load, lines)]
    assert ["night.yaml:7:5", "night.yaml:8:12", "night.yaml:9:28"] == places


def test_an_id_of_a_drawn_incident_is_kept_for_it(load: Load) -> None:
    lines = """\
    disorder: stochastic
    incidents:
      - {name: Leeds 1, force: west-yorkshire, begins: 20:00, severity: small}
      - {name: Kent 1, force: kent, begins: 20:00, severity: small}
    """
    (fault,) = faults_of(load, lines)
    assert fault == (
        "night.yaml:8:5: incidents[1]: the id 'kent-1' is reserved for a drawn incident; "
        "give it another 'id'"
    )


def without_population(*emptied: str) -> None:
    """A return of one's own, with nobody in some areas and no word of the others' residents."""
    with data_path("forces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["population"] = "0" if row["force_id"] in emptied else ""
    with Path("mine.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_return_without_population_has_the_residents_of_the_shipped_table(load: Load) -> None:
    shipped = stochastic(load("disorder: stochastic"))
    without_population()
    assert shipped == stochastic(load("forces: mine.csv\ndisorder: stochastic\n"))


def test_places_where_nobody_lives_need_weights(load: Load) -> None:
    lines = "forces: mine.csv\ndisorder: {stochastic: {places: [kent, essex]}}\n"
    load("disorder: stochastic")
    without_population("kent", "essex")
    (fault,) = faults_of(load, lines)
    assert fault == (
        "night.yaml:6:33: disorder.stochastic.places: found no residents there, expected weights "
        "such as {kent: 1}"
    )
    without_population("kent")
    assert {"essex": 1.0, "kent": 0.0} == stochastic(load(lines)).weights
