"""Does `mobsim check` read back everything that a scenario states?"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from mobsim.cli.main import main
from mobsim.scenario.file import Resolved, resolve, shipped_scenarios
from mobsim.telling.plan import Plan, operations_short, read_back

SHIPPED = [
    pytest.param(each.name, override, marks=[pytest.mark.slow] if override else [])
    for each in shipped_scenarios()
    for override in (None, *each.overrides)
]
HEAD = "schema: 1\ntitle: t\nquestion: q\nstart: 2026-08-08 10:00\nduration: 20h\n"


def plan_of(folder: Path, text: str, head: str = HEAD) -> Plan:
    path = folder / "night.yaml"
    path.write_text(head + text, encoding="utf-8")
    return read_back(resolve(path))


def lines_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {each.heading: each.lines for each in plan.paragraphs}


def everything(plan: Plan) -> str:
    lines = [line for each in plan.paragraphs for line in each.lines]
    return "\n".join([*plan.summary, *lines, *plan.remarks])


def stated(found: Resolved) -> Mapping[str, str]:
    """Origins of the values that a scenario or its base states, by path."""
    nobodys = ("default", "like: ", "static preset", "likely preset", "host_readiness: ")
    return {p: o for p, (_, o) in found.origins.items() if not o.startswith(nobodys)}


@pytest.mark.parametrize(("name", "override"), SHIPPED)
def test_every_member_and_every_setting_of_a_shipped_scenario_is_read_back(
    name: str, override: str | None
) -> None:
    found = resolve(name, override=override)
    plan, scenario = read_back(found), found.scenario
    told, lines = everything(plan), lines_of(plan)
    incidents = [*lines.get("Incidents", ()), *lines.get("Holding areas", ())]
    operations = [*lines.get("Planned operations", ()), *lines.get("Aid already out", ())]
    assert sorted(each.name for each in scenario.incidents) == sorted(
        line.partition(": ")[0] for line in incidents
    )
    assert len(scenario.operations) == len(operations)
    assert len(scenario.agreements) == len(lines.get("Agreements", ()))
    assert len(scenario.targets) == len(lines.get("Targets", ()))
    apart = ("name", "title", "question", "start", "duration", "mode", "trigger", "incidents")
    apart += ("operations", "aid_out", "agreements", "targets", "tensions")
    for path in stated(found):
        if re.split(r"[.\[]", path)[0] not in apart:
            assert f"{path}: " in told
    assert scenario.title == plan.summary[0]


def test_the_thirteenth_incident_is_read_back_and_both_counts_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"  - {{name: P{i}, force: kent, begins: +1h, need: {{psu: 1}}}}" for i in range(13)]
    path = tmp_path / "many.yaml"
    path.write_text(HEAD + "incidents:\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert 0 == main(["check", str(path)])
    printed = capsys.readouterr().out
    assert "13 incidents stated, 13 simulated" in printed
    assert 13 == printed.count("host kent")


def test_steps_of_need_are_read_back_with_their_times(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "incidents:\n  - {name: Hull, force: humberside, begins: 12:00, lasts: 6h, need: "
        "{psu: [{at: +0m, units: 6}, {at: +1h, units: 14}, {at: +4h, units: 3}], bdu: 2}}\n",
    )
    (line,) = lines_of(plan)["Incidents"]
    assert "2 BDUs; 6 PSUs, 14 from Sat 13:00, 3 from Sat 16:00; host humberside" in line


def test_a_priority_is_read_back(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "incidents:\n  - {name: Hull, force: humberside, begins: 12:00, lasts: 6h, need: {psu: 2}, "
        "priority: 3}\n",
    )
    (line,) = lines_of(plan)["Incidents"]
    assert "2 PSUs; priority 3 (1 is served first); host humberside" in line


def test_a_ramp_is_read_back_by_when_its_peak_begins_and_ends(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        "incidents:\n  - {name: Hull, force: humberside, begins: 12:00, need: "
        "{psu: {peak: 35, ramp: 2h, hold: 4h, decay: 2h}}}\n",
    )
    assert "35 PSUs from Sat 13:30 to Sat 18:30 (ramp 2h, hold 4h, decay 2h)" in everything(plan)


def test_holding_areas_aid_out_and_agreements_have_paragraphs_of_their_own(
    tmp_path: Path,
) -> None:
    plan = plan_of(
        tmp_path,
        "agreements: [{forces: [kent, essex], kinds: [psu]}]\n"
        "aid_out: [{from: kent, to: Police Scotland, units: {psu: 2}, until: +6h}]\n"
        "incidents:\n"
        "  - {name: Hull, force: humberside, begins: 12:00, need: {psu: 3}}\n"
        "  - {name: Usk, force: gwent, begins: +0m, holding: on, need: {psu: 4}}\n",
    )
    lines = lines_of(plan)
    assert "2 incidents stated, 2 simulated; 1 aid out stated, 1 simulated" in plan.summary
    assert (
        "Usk: Sat 10:00 to Sun 06:00; holds 4 PSUs, ready for incidents"
        in (lines["Holding areas"][0])
    )
    assert (
        "Kent: 2 PSUs; aid to Police Scotland; sets out for home at Sat 16:00"
        == (lines["Aid already out"][0])
    )
    assert "Essex and Kent share psu" in lines["Agreements"][0]


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ("reactive", "never: hosts ask for aid tier by tier"),
        ("{national_call: {at: '22:00'}}", "at Sat 22:00, set in advance"),
        ("{anticipatory: {in_use_share: 40%}}", "when 40 % of a national figure is in use"),
    ],
)
def test_when_the_national_call_is_made_is_read_back(
    tmp_path: Path, trigger: str, told: str
) -> None:
    need = "incidents:\n  - {name: Hull, force: humberside, begins: 12:00, need: {psu: 3}}\n"
    assert (told,) == lines_of(plan_of(tmp_path, f"trigger: {trigger}\n{need}"))["National call"]


def test_a_call_without_a_time_is_questioned_and_one_with_a_time_is_not(tmp_path: Path) -> None:
    need = "incidents:\n  - {name: Hull, force: humberside, begins: 12:00, need: {psu: 3}}\n"
    without = plan_of(tmp_path, f"trigger: national_call\n{need}")
    stated_at = plan_of(tmp_path, f"trigger: {{national_call: {{at: +0m}}}}\n{need}")
    assert ("at Sat 10:00, set in advance",) == lines_of(without)["National call"]
    assert "The national call is made as the scenario starts" in without.remarks[0]
    assert () == stated_at.remarks


def test_an_operation_that_takes_more_than_its_force_has_is_questioned(tmp_path: Path) -> None:
    text = "operations:\n"
    text += "  - {name: Match, force: cumbria, begins: 12:00, lasts: 8h, units: {psu: 20}}\n"
    text += "incidents:\n  - {name: Hull, force: humberside, begins: 15:00, need: {psu: 3}}\n"
    assert ("Cumbria has 5 of the 20 PSUs that Match takes; 15 will be missing.",) == (
        plan_of(tmp_path, text).remarks
    )


def test_an_operation_under_way_as_disorder_begins_there_is_questioned(tmp_path: Path) -> None:
    """The march is under way at 14:00; it may turn, or be over, or be another force's."""
    text = (
        "operations:\n"
        "  - {{name: March, force: {0}, begins: 11:00, lasts: {1}, units: {{psu: 2}}{2}}}\n"
        "incidents: [{{name: Luton, force: bedfordshire, begins: 14:00, need: {{psu: 4}}}}]\n"
    )
    asked = plan_of(tmp_path, text.format("bedfordshire", "4h", ""))
    [remark] = asked.remarks
    assert remark.startswith("March is under way as disorder begins in Luton; its units stay")
    assert remark.endswith("add may_turn_to: [luton] to the operation.")
    for said in (
        ("bedfordshire", "4h", ", may_turn_to: [luton]"),
        ("bedfordshire", "3h", ""),
        ("hertfordshire", "4h", ""),
    ):
        assert () == plan_of(tmp_path, text.format(*said)).remarks


def test_a_target_after_the_end_of_the_run_or_of_the_need_is_questioned(tmp_path: Path) -> None:
    """Disorder begins on Saturday at 14:00, so Saturday 13:00 is a week later."""
    text = (
        "incidents: [{{name: Luton, force: bedfordshire, begins: 14:00, need: {{psu: 4}}}}]\n"
        "targets: [{{place: luton, units: 2, by: {0}}}]\n"
    )
    [remark] = plan_of(tmp_path, text.format("Sat 13:00")).remarks
    assert remark.startswith("The target in Luton by Sat 15 August 13:00 comes after the end")
    assert () == plan_of(tmp_path, text.format("Sat 15:00")).remarks
    short = text.replace("need:", "lasts: 3h, need:")
    [remark] = plan_of(tmp_path, short.format("18:00")).remarks
    assert "18:00 comes after the end of the need, Sat 8 August 17:00" in remark
    assert () == plan_of(tmp_path, short.format("17:00")).remarks


def test_a_second_operation_has_what_the_first_left_until_that_is_home(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(
        HEAD + "operations:\n"
        "  - {name: Match, force: cumbria, begins: 12:00, lasts: 4h, units: {psu: 3}}\n"
        "  - {name: Fair, force: cumbria, begins: 13:00, lasts: 4h, units: {psu: 3}}\n"
        "  - {name: Show, force: cumbria, begins: 18:00, lasts: 4h, units: {psu: 5}}\n"
        "incidents:\n  - {name: Hull, force: humberside, begins: 15:00, need: {psu: 3}}\n",
        encoding="utf-8",
    )
    short = [(each.name, *rest) for each, *rest in operations_short(resolve(path).scenario)]
    assert [("Fair", "cumbria", "psu", 2, 3)] == short


def test_more_need_at_once_than_there_are_crews_is_questioned(tmp_path: Path) -> None:
    both = "incidents:\n"
    both += "  - {name: Hull, force: humberside, begins: 12:00, ends: 16:00, need: {aep: 15}}\n"
    both += "  - {name: York, force: north-yorkshire, begins: BEGINS, need: {aep: 15}}\n"
    together = plan_of(tmp_path, both.replace("BEGINS", "'14:00'"))
    apart = plan_of(tmp_path, both.replace("BEGINS", "'16:00'"))
    fit = int(together.remarks[0].rpartition(" have ")[2].split()[0])
    assert 15 <= fit < 30
    assert "At Sat 14:00 the incidents need 30 AEP teams at once; " in together.remarks[0]
    assert () == apart.remarks


def test_a_host_far_from_its_place_is_questioned(tmp_path: Path) -> None:
    by_place = plan_of(
        tmp_path,
        "incidents:\n  - {name: Hoe, force: west-yorkshire, place: {lat: 50.37, lon: -4.14}, "
        "begins: 12:00, need: {psu: 3}}\n",
    )
    by_name = plan_of(
        tmp_path,
        "incidents:\n  - {name: Plymouth, force: west-yorkshire, begins: 12:00, need: {psu: 3}}\n",
    )
    assert (
        "km from Leeds, the main city of its host west-yorkshire; Plymouth (devon-cornwall)"
        in (by_place.remarks[0])
    )
    (remark,) = by_name.remarks
    assert "Plymouth is placed in Leeds, the main city of its host west-yorkshire; " in remark
    assert "the main city of devon-cornwall has that name. Give 'force' or 'place'." in remark


def test_a_place_that_two_forces_could_serve_is_not_questioned(tmp_path: Path) -> None:
    plan = plan_of(  # Penzance: 110 km from Plymouth, and no other force's city is near
        tmp_path,
        "incidents:\n  - {name: Penzance, force: devon-cornwall, place: {lat: 50.12, lon: -5.54}, "
        "begins: 12:00, need: {psu: 3}}\n",
    )
    assert () == plan.remarks


def test_a_run_of_several_weeks_is_read_back_with_dates(tmp_path: Path) -> None:
    head = HEAD.replace("duration: 20h", "duration: 15d")
    plan = plan_of(
        tmp_path,
        "incidents:\n  - {name: Hull, force: humberside, begins: 2026-08-16 12:00, lasts: 2h, "
        "need: {psu: 3}}\n",
        head,
    )
    assert "2026: Sat 8 August 10:00 to Sun 23 August 10:00 (360h), surge" == plan.summary[2]
    assert "Hull: Sun 16 August 12:00 to Sun 16 August 14:00" in everything(plan)


def test_two_operations_of_one_name_are_told_apart_by_id(tmp_path: Path) -> None:
    text = "operations:\n  - {like: football-saturday, force: kent, begins: 12:00}\n"
    text += "  - {like: football-saturday, id: second, force: essex, begins: 12:00}\n"
    text += "incidents:\n  - {name: Hull, force: humberside, begins: 15:00, need: {psu: 3}}\n"
    lines = lines_of(plan_of(tmp_path, text))["Planned operations"]
    names = [line.partition(": ")[0] for line in lines]
    assert ["Football (football-saturday)", "Football (second)"] == names


RICH = (
    HEAD
    + """mode: sustained
drawdown: extensive
no_answer: 2%
durations: {answer: 10m}
trigger: {national_call: {at: '15:00'}}
agreements: [{forces: [kent, essex], kinds: [psu]}]
aid_out: [{from: kent, to: surrey, units: {psu: 2}, until: +6h}]
operations:
  - {name: Fair, force: kent, begins: 12:00, lasts: 8h, units: {psu: 2}, from: {essex: {psu: 1}}}
incidents:
  - name: Hull
    force: humberside
    begins: 12:00
    lasts: 6h
    need: {psu: [{at: +0m, units: 6}, {at: +1h, units: 14}, {at: +2h, units: 5},
                 {at: +3h, units: 9}, {at: +4h, units: 7}],
           bdu: [{at: +0m, units: 6}, {at: +1h, units: 0}]}
  - name: York
    force: north-yorkshire
    place: {lat: 53.96, lon: -1.08}
    begins: 13:00
    need: {psu: {peak: 35, ramp: 2h, hold: 4h, decay: 2h}}
  - {name: Derby, force: derbyshire, begins: 13:30, lasts: 4h, need: {psu: {responsive: {
      starts: 4, most: 9, growth: 50%, decay: 25%, step: 30m}}}}
  - {name: Usk, force: gwent, begins: 10:00, holding: on, need: {psu: 4, bdu: [{at: +0m, units: 2},
      {at: +2h, units: 4}]}}
"""
)
"""A scenario with one of everything."""
CHANGED = {
    "title": "u", "question": "r", "start": "2026-08-09 10:00", "duration": "21h",
    "mode": "surge", "drawdown": "minimal", "no_answer": "3%", "durations.answer": "11m",
    "trigger.national_call.at": "15:01", "agreements[0].kinds": "[bdu]",
    "agreements[0].forces": "[kent, sussex]", "aid_out[0].from": "sussex",
    "aid_out[0].to": "sussex", "aid_out[0].units.psu": "1", "aid_out[0].until": "+7h",
    "operations.fair.name": "Show", "operations.fair.force": "sussex",
    "operations.fair.begins": "12:01", "operations.fair.lasts": "9h",
    "operations.fair.units.psu": "3", "operations.fair.from.essex.psu": "2",
    "incidents.hull.name": "Hessle", "incidents.hull.force": "kent",
    "incidents.hull.begins": "12:01", "incidents.hull.lasts": "7h",
    "incidents.hull.need.psu[0].units": "7", "incidents.hull.need.psu[1].at": "+61m",
    "incidents.hull.need.psu[1].units": "15", "incidents.hull.need.psu[2].units": "4",
    "incidents.hull.need.psu[3].at": "+181m", "incidents.hull.need.psu[4].units": "8",
    "incidents.hull.need.bdu[1].at": "+61m", "incidents.york.place.lat": "53.95",
    "incidents.york.place.lon": "-1.09", "incidents.york.need.psu.peak": "36",
    "incidents.york.need.psu.ramp": "3h", "incidents.york.need.psu.hold": "5h",
    "incidents.york.need.psu.decay": "3h", "incidents.derby.need.psu.responsive.starts": "5",
    "incidents.derby.need.psu.responsive.most": "10",
    "incidents.derby.need.psu.responsive.growth": "60%",
    "incidents.derby.need.psu.responsive.decay": "20%",
    "incidents.derby.need.psu.responsive.step": "20m", "incidents.usk.need.psu": "5",
    "incidents.usk.need.bdu[1].units": "5", "incidents.usk.need.bdu[1].at": "+3h",
}  # fmt: skip
"""Each stated value, and another that may stand in its place."""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rich") / "rich.yaml"
    path.write_text(RICH, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", CHANGED)
def test_whatever_is_stated_otherwise_is_read_back_otherwise(rich: Path, path: str) -> None:
    setting = f"{path}={CHANGED[path]}"
    before, after = read_back(resolve(rich)), read_back(resolve(rich, settings=[setting]))
    assert without_origins(before) != without_origins(after)


def without_origins(plan: Plan) -> str:
    """What is read back, without where a setting stands."""
    return re.sub(r"  \([^)]*\)$", "", everything(plan), flags=re.MULTILINE)


def form(path: str) -> str:
    """A path without which incident, which kind and which step it is of."""
    return re.sub(r"\[\d\]", "[*]", re.sub(r"\b(psu|bdu)\b", "*", NAMED.sub("incidents.*", path)))


NAMED = re.compile(r"incidents\.\w+")


def test_every_form_of_value_that_the_rich_scenario_states_is_changed_once(rich: Path) -> None:
    changed = {form(path) for path in CHANGED}
    assert {"incidents.*.holding"} == {form(path) for path in stated(resolve(rich))} - changed


def test_need_that_stops_is_read_back_as_none(rich: Path) -> None:
    hull = next(line for line in lines_of(read_back(resolve(rich)))["Incidents"] if "Hull" in line)
    assert "6 BDUs, none from Sat 13:00; 6 PSUs, 14 from Sat 13:00, 5 from Sat 14:00" in hull


def test_a_call_after_all_incidents_and_an_area_for_none_are_questioned(tmp_path: Path) -> None:
    late = plan_of(
        tmp_path,
        "trigger: {national_call: {at: '20:00'}}\nincidents:\n"
        "  - {name: Hull, force: humberside, begins: 12:00, lasts: 6h, need: {psu: 3}}\n",
    )
    alone = plan_of(
        tmp_path,
        "incidents:\n  - {name: Usk, force: gwent, begins: +0m, holding: on, need: {psu: 4}}\n",
    )
    assert ("The national call comes at Sat 20:00, when all incidents are over.",) == late.remarks
    assert ("There is a holding area, but no incident can use it.",) == alone.remarks


def test_a_table_of_requirements_is_read_back_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(
        "line,name,plural,kind,where,required,per_region,source,date,note\n"
        "aep,AEP teams,AEP teams,aep,everywhere,18,2,assumed,,\n", encoding="utf-8"
    )  # fmt: skip
    plan = plan_of(
        tmp_path,
        "requirements: lines.csv\nincidents:\n"
        "  - {name: Hull, force: humberside, begins: 12:00, lasts: 6h, need: {psu: 3}}\n",
    )
    assert ("AEP teams: 18 required",) == lines_of(plan)["National lines"]
