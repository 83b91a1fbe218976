"""What do planned operations, aid that is out and bodies beyond the 43 do to a scenario?"""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from mobsim.country.forces import known_force_ids, load_kinds
from mobsim.country.lines import BEYOND_REGION
from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario
from mobsim.scenario.file.beyond_bodies import bodies
from mobsim.scenario.file.usual_operations import operation_rows, usual_operations
from mobsim.scenario.scenario import Operation, Scenario
from mobsim.scoring import events as ev
from mobsim.telling.night_facts import facts_of
from tests.worlds import rows, run, times

NIGHT = """\
schema: 1
question: What is out?
start: 2026-08-30 14:00
duration: 24h
incidents:
  - {name: Leeds, force: west-yorkshire, begins: "20:00", lasts: 6h, need: {psu: 5}}
"""

Load = Callable[..., Scenario]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """The night with further lines; its file is night.yaml."""
    monkeypatch.chdir(tmp_path)

    def load_text(more: str = "", *settings: str, override: str | None = None) -> Scenario:
        text = NIGHT + textwrap.dedent(more)
        Path("night.yaml").write_text(text, encoding="utf-8")
        return load_scenario("night.yaml", settings=settings, override=override)

    return load_text


def faults(load: Load, more: str, *settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(more, *settings)
    return [str(fault) for fault in caught.value.faults]


# Planned operations


def test_nothing_is_out_unless_a_file_says_so(load: Load) -> None:
    scenario = load()
    assert () == scenario.operations
    assert 43 == len(scenario.forces)
    assert BEYOND_REGION not in scenario.rules.ricc_desks
    assert ([], [], "none") == tuple(
        scenario.resolved[key] for key in ("operations", "aid_out", "beyond")
    )


def test_an_operation_takes_units_of_its_host_and_of_donors_who_drive_home(load: Load) -> None:
    scenario = load(
        """\
        convoy_factor: 1.5
        operations:
          - {name: Leeds Festival, force: west-yorkshire, begins: "16:00", lasts: 10h,
             units: {psu: 6, bdu: 0}, from: {south-yorkshire: {bdu: 1, aep: 1}}}
        """
    )
    [festival] = scenario.operations
    drive = scenario.incidents[0].drive_minutes["south-yorkshire"]
    assert (
        Operation(
            "leeds-festival",
            "Leeds Festival",
            "west-yorkshire",
            120.0,
            720.0,
            {"south-yorkshire": {"aep": 1, "bdu": 1}, "west-yorkshire": {"psu": 6}},
            {"south-yorkshire": 1.5 * drive, "west-yorkshire": 0.0},
        )
        == festival
    )


@pytest.mark.parametrize("begins", ["-3h", "2026-08-30 11:00"])
def test_an_operation_that_began_earlier_is_out_from_the_start(load: Load, begins: str) -> None:
    more = f"operations: [{{name: A, force: kent, begins: {begins}, lasts: 5h, units: {{psu: 1}}}}]"
    [operation] = load(more).operations
    assert (0.0, 120.0) == (operation.begins, operation.ends)


def test_operations_stand_in_the_order_of_their_begin_and_id(load: Load) -> None:
    scenario = load(
        """\
        operations:
          - {name: Late, force: kent, begins: +2h, lasts: 1h, units: {psu: 1}}
          - {name: Z, force: kent, begins: +1h, ends: +3h, units: {psu: 1}}
        aid_out: [{from: essex, to: kent, units: {psu: 1}, until: +1h}]
        """
    )
    assert ["aid-out-1", "z", "late"] == [each.operation_id for each in scenario.operations]
    assert 240.0 == scenario.operations[1].ends


def test_a_usual_operation_fills_in_what_is_not_said(load: Load) -> None:
    [carnival] = load("operations: [{like: carnival, begins: 2026-08-30 08:00}]").operations
    assert ("carnival", "Notting Hill Carnival", "metropolitan") == (
        carnival.operation_id,
        carnival.name,
        carnival.host,
    )
    assert {"metropolitan": {"bdu": 4, "psu": 60}} == carnival.units
    assert (0.0, 600.0) == (carnival.begins, carnival.ends)  # out since 08:00, for 16 h


def test_a_usual_operation_begins_at_its_usual_hour(load: Load) -> None:
    [football] = load(
        "operations: [{like: football-saturday, force: kent}]", "duration=7d"
    ).operations
    saturday = (5 * 24 + 21) * 60  # from Sunday 14:00 to Saturday 11:00
    assert (saturday, saturday + 9 * 60) == (football.begins, football.ends)


def test_any_key_wins_over_the_usual_one(load: Load) -> None:
    [own] = load(
        """\
        operations:
          - {like: carnival, name: Day two, begins: Mon 08:00, ends: Mon 12:00, units: {psu: 40}}
        """
    ).operations
    assert ("day-two", "Day two", 18 * 60.0, 22 * 60.0) == (
        own.operation_id,
        own.name,
        own.begins,
        own.ends,
    )
    assert {"metropolitan": {"bdu": 4, "psu": 40}} == own.units


def test_one_operation_is_changed_by_its_id(load: Load) -> None:
    more = """\
        operations:
          - {like: carnival, begins: -1h}
          - {name: A match, force: kent, begins: +1h, lasts: 4h, units: {psu: 2}}
        overrides:
          larger: {operations: {a-match: {units: {psu: 5}, ends: +2h}}}
        """
    changed = load(more, "operations.carnival.units.psu=40", override="larger").operations
    assert [("carnival", 40), ("a-match", 5)] == [
        (each.operation_id, each.units[each.host]["psu"]) for each in changed
    ]
    assert 180.0 == changed[1].ends
    assert ["operations.b: unknown operation 'b'; expected one of: a-match, carnival"] == [
        fault.removeprefix("--set: ") for fault in faults(load, more, "operations.b.units.psu=1")
    ]


@pytest.mark.parametrize(
    ("keys", "column", "said"),
    [
        ("like: carnivals", 11, "like: unknown operation 'carnivals'; did you mean"),
        ("force: leeds", 12, "force: unknown force 'leeds'; did you mean 'west-y"),
        ("force: btp", 12, "force: unknown force 'btp'"),
        ("begins: +24h", 13, "begins: '+24h' is at +24h00, after the scenario's"),
        ("begins: -5m5", 13, "begins: found '-5m5', expected a time such as"),
        ("ends: -1h", 11, "ends: found '-1h', expected a time such as"),
        ("ends: +0m", 11, "ends: '+0m' is not after the operation begins"),
        ("units: {}", 12, "units: found a mapping, expected units by kind"),
        ("units: {psu: 0}", 12, "units: found no unit, expected at least one"),
        ("units: {psus: 4}", 13, "units.psus: unknown kind 'psus'; did you mean"),
        ("units: {psu: -4}", 18, "units.psu: found -4, expected a whole number"),
        ("from: {kent: {psu: 1}}", 12, "from.kent: found the host; its own units"),
        ("from: {kant: {psu: 1}}", 12, "from.kant: unknown force 'kant'; did you"),
        ("from: {psni: {psu: 1}}", 12, "from.psni: 'psni' is beyond the 43 forces"),
        ("form: 1", 5, "form: unknown key 'form'; did you mean 'from'?"),
    ],
)
def test_a_fault_of_an_operation_is_told_at_its_place(
    load: Load, keys: str, column: int, said: str
) -> None:
    given = {"name": "A", "force": "kent", "begins": "+1h", "lasts": "2h", "units": "{psu: 1}"}
    key, _, value = keys.partition(": ")
    given = given | {key: value}
    if key == "ends":
        del given["lasts"]
    lines = "".join(f"    {name}: {text}\n" for name, text in given.items())
    line = 9 + list(given).index(key)
    [found] = faults(load, "operations:\n  -\n" + lines)
    assert found.startswith(f"night.yaml:{line}:{column}: operations[0].{said}")


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        (
            "[{like: football-saturday, begins: +1h}]",
            "7:14: operations[0]: missing 'force'; expected the host, such as 'west-yorkshire', or",
        ),
        (
            "[{like: carnival, begins: -1d}]",
            "7:14: operations[0].lasts: the operation is over at Sun 06:00, before the start at",
        ),
        (
            "[{like: carnival, begins: -1h}, {like: carnival, begins: +1h}]",
            "7:45: operations[1]: the id 'carnival' already belongs to operations[0]; give one",
        ),
        (
            "{carnival: {begins: +1h}}",
            "7:14: operations.carnival: found 'carnival', but no operation is listed that it could",
        ),
        ("carnival", "7:13: operations: found 'carnival', expected a list"),
    ],
)
def test_a_fault_behind_a_usual_operation_is_told_at_the_operation(
    load: Load, operations: str, said: str
) -> None:
    [told] = faults(load, f"operations: {operations}\n")
    assert told.startswith(f"night.yaml:{said}")


def test_everything_that_an_operation_lacks_is_told(load: Load) -> None:
    told = faults(load, "operations: [{}]\n")
    lacking = ["name", "force", "begins", "lasts", "units"]
    assert lacking == [key for key in lacking if any(f"missing {key!r}" in line for line in told)]
    assert len(lacking) == len(told)


def test_faults_of_operations_are_told_beside_those_of_incidents(load: Load) -> None:
    told = faults(load, "operations: [{like: x}]\n", "incidents.leeds.force=nowhere")
    assert any("incidents[0].force" in line for line in told)
    assert any("operations[0].like" in line for line in told)


# Aid that is out


def test_aid_that_is_out_comes_home_when_it_is_let_go(load: Load) -> None:
    scenario = load(
        """\
        beyond: [police-scotland]
        aid_out:
          - {from: kent, to: metropolitan, units: {psu: 4}, until: +6h}
          - {from: cumbria, to: psni, units: {psu: 1}, until: 20:00}
          - {from: police-scotland, to: cumbria, units: {psu: 2}, until: +6h}
          - {from: essex, to: Jersey, units: {bdu: 1}, until: Mon 02:00}
        """
    )
    told = [
        (each.name, each.host, each.begins, each.ends, dict(each.units))
        for each in scenario.operations
    ]
    assert [
        ("Aid to Metropolitan Police Service", "metropolitan", 0, 360, {"kent": {"psu": 4}}),
        (
            "Aid to Police Service of Northern Ireland",
            "Police Service of Northern Ireland",
            *(0, 360, {"cumbria": {"psu": 1}}),
        ),
        ("Aid to Cumbria Constabulary", "cumbria", 0, 360, {"police-scotland": {"psu": 2}}),
        ("Aid to Jersey", "Jersey", 0, 720, {"essex": {"bdu": 1}}),
    ] == told
    homes = [drive for each in scenario.operations for drive in each.drive_minutes.values()]
    # Medway–London is 60 min by road; Carlisle is the gateway of Belfast and of Glasgow.
    assert [66.0, 363.0, 104.5, 0.0] == [round(drive, 6) for drive in homes]


@pytest.mark.parametrize(
    ("aid", "said"),
    [
        ("{}", ["missing 'from'", "missing 'to'", "missing 'units'", "missing 'until'"]),
        ("{from: kant, to: essex, units: {psu: 1}, until: +1h}", ["7:18: aid_out[0].from: unkn"]),
        ("{from: kent, to: kent, units: {psu: 1}, until: +1h}", ["7:28: aid_out[0].to: found the"]),
        (
            "{from: kent, to: esex, units: {psu: 1}, until: +1h}",
            ["7:28: aid_out[0].to: unknown force"],
        ),
        (
            "{from: kent, to: Leeds, units: {psu: 1}, until: +1h}",
            ["mean 'west-yorkshire' (Leeds)?"],
        ),
        (
            "{from: kent, to: West Yorkshir, units: {psu: 1}, until: +1h}",
            ["mean 'west-yorkshire'?"],
        ),
        (
            "{from: kent, to: Yorkshire, units: {psu: 1}, until: +1h}",
            ["could be north-yorkshire, south-yorkshire or west-yorkshire"],
        ),
        ("{from: kent, to: essex, units: {psu: 0}, until: +1h}", ["aid_out[0].units: found no un"]),
        ("{from: kent, to: essex, units: {x: 1}, until: +1h}", ["aid_out[0].units.x: unknown kin"]),
        ("{from: kent, to: essex, units: {psu: 1}, until: 0m}", ["'0m' is not after the scenario"]),
        (
            "{from: kent, unto: essex, units: {psu: 1}, until: 1h}",
            ["did you mean 'until'", "missing 'to'"],
        ),
    ],
)
def test_a_fault_of_aid_that_is_out_is_told(load: Load, aid: str, said: list[str]) -> None:
    told = faults(load, f"aid_out: [{aid}]\n")
    assert len(said) == len(told)
    for each in said:
        assert any(each in line for line in told)


def test_a_resolved_night_with_all_of_it_is_the_same_night(load: Load, tmp_path: Path) -> None:
    scenario = load(
        """\
        beyond: [psni, police-scotland]
        ricc_desks: {beyond: 3, other: 2}
        operations:
          - {like: carnival, begins: -1h, units: {psu: 40}, from: {psni: {psu: 1}}}
          - {name: A match, force: kent, begins: +1h, ends: +4h, units: {psu: 2}}
        aid_out: [{from: kent, to: Jersey, units: {psu: 1}, until: +6h}]
        """
    )
    assert 3 == scenario.rules.ricc_desks[BEYOND_REGION]
    again = tmp_path / "again.yaml"
    with again.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(scenario.resolved, file)
    assert scenario == load_scenario(again)
    assert scenario.resolved == load_scenario(again).resolved


# Beyond the 43


def test_bodies_beyond_the_43_are_a_region_of_their_own(load: Load) -> None:
    scenario = load("beyond: [psni, police-scotland]\n")
    beyond = [force for force in scenario.forces if force.region == BEYOND_REGION]
    assert ["police-scotland", "psni"] == [force.force_id for force in beyond]
    assert [f.force_id for f in scenario.forces] == sorted(f.force_id for f in scenario.forces)
    assert 1 == scenario.rules.ricc_desks[BEYOND_REGION]
    assert "beyond" == scenario.regions[0].region_id
    drives = scenario.incidents[0].drive_minutes
    assert (95, 330) == (
        drives["police-scotland"] - drives["cumbria"],
        drives["psni"] - drives["cumbria"],
    )


@pytest.mark.parametrize("drawdown", ["moderate", "extensive"])
def test_a_body_beyond_the_43_lends_no_more_than_it_does_at_most(load: Load, drawdown: str) -> None:
    settings = (
        f"drawdown={drawdown}",
        "duration=60h",
        "incidents.leeds.need.psu=1500",
        "incidents.leeds.lasts=50h",
    )
    log = run(load("beyond: [police-scotland]\n", *settings))
    sent = {row.unit for row in rows(log, ev.UNIT_ORDERED, force="police-scotland")}
    assert bodies()["police-scotland"].lent("psu") == len(sent)
    assert {3} == {row.tier for row in rows(log, ev.UNIT_ORDERED, force="police-scotland")}


@pytest.mark.parametrize("readiness", ["timeline", "roster"])
def test_all_but_what_a_body_lends_stays_at_home_by_promise_and_by_roster(
    load: Load, readiness: str
) -> None:
    named = list(bodies())
    scenario = load(f"beyond: [{', '.join(named)}]\nreadiness: {readiness}\n")
    for body in named:
        for kind, owned in scenario.stock[body].items():
            lent = bodies()[body].lent(kind)
            assert min(owned.fit, lent) == owned.fit - owned.floor, (body, kind)


def test_a_national_call_under_roster_brings_no_more_than_a_body_lends(load: Load) -> None:
    """By roster 60 PSUs of Police Scotland are fit; it lends ten of them, and two BDUs."""
    settings = (
        *("readiness=roster", "trigger.national_call.at=+6h", "incidents.leeds.lasts=18h"),
        *("incidents.leeds.need.psu=600", "incidents.leeds.need.bdu=400"),
    )
    log = run(load("beyond: [police-scotland]\n", *settings))
    sent = rows(log, ev.UNIT_ORDERED, force="police-scotland")
    by_kind = {kind: len({row.unit for row in sent if row.kind == kind}) for kind in ("psu", "bdu")}
    assert by_kind["psu"]
    assert all(count <= bodies()["police-scotland"].lent(kind) for kind, count in by_kind.items())


def test_police_scotland_is_asked_at_tier_3_and_only_if_beyond_says_so(load: Load) -> None:
    settings = ("incidents.leeds.need.psu=400", "incidents.leeds.lasts=18h")
    without = run(load("", *settings))
    assert not rows(without, ev.AID_ASKED, counterpart="police-scotland")
    assert not [row for row in without if row.force == "police-scotland"]
    log = run(load("beyond: [police-scotland]\n", *settings))
    asked = rows(log, ev.AID_ASKED, force="police-scotland") + rows(
        log, ev.AID_ASKED, counterpart="police-scotland"
    )
    assert asked
    assert {3} == {row.tier for row in asked}
    desk = rows(log, ev.AID_BROKERED, counterpart=BEYOND_REGION)
    assert desk
    assert {"donor RICC"} == {row.cause for row in desk}


def test_no_national_figure_counts_units_from_beyond(load: Load) -> None:
    """Its units are in use on no line, and what it lends is declared on none."""
    scenario = load("beyond: [police-scotland, psni]\n")
    facts, plain = facts_of(scenario), facts_of(load())
    assert plain.lines == facts.lines
    for line in facts.lines:
        assert not line.counts(BEYOND_REGION, "north-east", "held_by")
        assert not line.counts(BEYOND_REGION, "london", "available_to")
    assert plain.stock == facts.stock
    assert "Police Scotland" == facts.forces["police-scotland"].name


def test_crews_of_bodies_beyond_are_left_too_if_they_may_come(load: Load) -> None:
    settings = ("incidents.leeds.need.psu=300", "incidents.leeds.lasts=6h")

    def left(more: str) -> list[tuple[str | None, int | None]]:
        unmet = rows(run(load(more, *settings)), ev.NEED_UNMET, counterpart="psu")
        return [(row.cause, row.known_stock) for row in unmet]

    assert left("")
    more = left("beyond: [police-scotland, psni]\n")
    assert [(None, True)] * len(more) == [
        (cause, (known or 0) > (least or 0))
        for (cause, known), (_, least) in zip(more, left(""), strict=True)
    ]


def test_units_from_beyond_do_not_make_a_coordinator_call_on_the_country(load: Load) -> None:
    """A tenth of 297 and 75 PSUs are 37; 41 are in use, of which ten are from wherever it says."""
    needs = ("incidents.leeds.need.psu=1", "incidents.leeds.lasts=18h", "drawdown=moderate")
    threshold = "trigger.anticipatory.in_use_share=10%"
    for sender, called in (("police-scotland", False), ("essex", True)):
        fair = "name: Fair, force: metropolitan, begins: -1h, ends: +20h, units: {psu: 30}"
        out = f"operations: [{{{fair}, from: {{{sender}: {{psu: 10}}}}}}]"
        log = run(load(f"beyond: [police-scotland]\n{out}\n", threshold, *needs))
        assert called == bool(rows(log, ev.NATIONAL_CALL_MADE)), sender


def test_what_is_out_is_not_sent_to_disorder(load: Load) -> None:
    """The carnival's units leave at 14:00 with fewer at home for London's disorder at 20:00."""
    disorder = (
        "incidents.leeds.force=metropolitan",
        "incidents.leeds.need.psu=100",
        "incidents.leeds.lasts=12h",
    )
    quiet = run(load("", *disorder))
    log = run(load("operations: [{like: carnival, begins: -6h}]\n", *disorder))
    committed = [row.unit for row in rows(log, ev.UNIT_COMMITTED, cause="carnival", kind="psu")]
    assert 60 == len(committed)
    assert {0.0} == set(times(log, ev.UNIT_COMMITTED))
    ordered = {row.unit for row in rows(log, ev.UNIT_ORDERED)}
    assert not ordered & set(committed)
    assert {row.unit for row in rows(quiet, ev.UNIT_ORDERED)} & set(committed)


def test_aid_that_is_out_is_back_after_it_was_let_go_and_driven_home(load: Load) -> None:
    log = run(load("aid_out: [{from: kent, to: metropolitan, units: {psu: 4}, until: +6h}]\n"))
    assert 4 == len(rows(log, ev.UNIT_COMMITTED, force="kent", counterpart="metropolitan"))
    assert [360 + 66] * 4 == [round(at) for at in times(log, ev.UNIT_RETURNED, cause="aid-out-1")]


@pytest.mark.parametrize(
    ("beyond", "said"),
    [
        ("[police-scottland]", "7:10: beyond[0]: unknown body 'police-scottland'; did you mean"),
        ("[psni, psni]", "7:16: beyond[1]: found 'psni' twice, expected it once"),
        ("[{}]", "7:10: beyond[0]: found a mapping, expected a body such as 'police-scotland'"),
        ("all", "7:9: beyond: found 'all', expected none or a list such as [police-scotland, b"),
    ],
)
def test_a_fault_of_beyond_is_told(load: Load, beyond: str, said: str) -> None:
    [told] = faults(load, f"beyond: {beyond}\n")
    assert told.startswith(f"night.yaml:{said}")


def test_a_body_beyond_the_43_hosts_nothing_and_is_in_no_agreement(load: Load) -> None:
    more = "beyond: [psni]\nagreements: [{forces: [psni, cumbria]}]\n"
    told = faults(load, more, "incidents.leeds.force=psni")
    assert any("incidents[0].force: unknown force 'psni'" in line for line in told)
    assert any("agreements[0].forces[0]: unknown force 'psni'" in line for line in told)
    more = "beyond: [psni]\noperations: [{like: party-conference, begins: +1h, force: psni}]\n"
    assert any("operations[0].force: unknown force 'psni'" in line for line in faults(load, more))


# The tables behind them


def test_the_rows_of_a_usual_operation_agree() -> None:
    for row in operation_rows():
        usual = usual_operations()[row.operation_id]
        assert (row.name, row.force, row.begins, row.lasts) == (
            usual.name,
            usual.force,
            usual.begins,
            usual.lasts,
        )


def test_usual_operations_and_bodies_are_of_forces_and_kinds_that_exist() -> None:
    kinds = {kind.kind_id for kind in load_kinds()}
    for row in operation_rows():
        assert row.kind in kinds
        assert row.force is None or row.force in known_force_ids()
    for body in bodies().values():
        assert body.gateway in known_force_ids()
        assert body.body_id not in known_force_ids()
        assert "assumed" == body.basis
