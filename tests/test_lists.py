"""Does a week from a list or by repetition come out as the week written out?"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mobsim.api import load
from mobsim.cli.main import main
from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.file.planned_aid import fair_shares
from mobsim.scenario.scenario import Scenario
from mobsim.telling.forces_tonight import most_lent
from mobsim.telling.plan import read_back
from mobsim.telling.planned_year import planned_year
from tests.strategies import law
from tests.worlds import run

START = "2026-08-10 12:00"
"""A Monday."""
HULL = "name: Hull, force: humberside, begins: 20:00, lasts: 6h, need: {psu: 4}"
HEAD = "name,force,date,begins,lasts,psu\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def scenario_file(more: str, *, start: str = START, duration: str = "6d") -> str:
    """The name of a file of a week with further lines."""
    text = f"schema: 1\nquestion: Is help there?\nstart: {start}\nduration: {duration}\n{more}\n"
    Path("week.yaml").write_text(text, encoding="utf-8")
    return "week.yaml"


def week(more: str, *settings: str, **said: str) -> Scenario:
    return load_scenario(scenario_file(more, **said), settings=settings)


def repeated(repeat: str, **said: str) -> Scenario:
    return week(f"incidents: [{{{HULL}, repeat: {repeat}}}]", **said)


def listed(scenario: Scenario, key: str) -> list[object]:
    """The members of a list of the resolved scenario."""
    found = scenario.resolved[key]
    assert isinstance(found, list)
    return found


def began(scenario: Scenario) -> list[str]:
    return [f"{scenario.clock.at(each.begins):%a %H:%M}" for each in scenario.incidents]


def faults(more: str, **said: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        week(more, **said)
    return [str(fault) for fault in caught.value.faults]


# --- repeat ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repeat", "days"),
    [
        ("daily", "Mon Tue Wed Thu Fri Sat"),
        ("{daily: true, until: Wed}", "Mon Tue Wed"),
        ("{daily: true, until: 2026-08-11}", "Mon Tue"),
        ("{on: [Wed, Mon, Saturday]}", "Mon Wed Sat"),
        ("{on: [Tue, Thu], until: Thu}", "Tue Thu"),
    ],
)
def test_it_comes_again_on_the_days_that_are_said(repeat: str, days: str) -> None:
    assert [f"{day} 20:00" for day in days.split()] == began(repeated(repeat))


def test_each_day_has_an_id_and_a_name_with_its_date() -> None:
    _, tuesday, *_ = repeated("daily").incidents
    assert ("hull-2026-08-11", "Hull Tue 11 Aug") == (tuesday.incident_id, tuesday.name)


def test_a_later_last_day_changes_nothing_before_it() -> None:
    short, long = (run(repeated(f"{{daily: true, until: {day}}}")) for day in ("Tue", "Thu"))
    wednesday = 2 * 24 * 60 + 8 * 60.0
    assert [row for row in long if row.minute < wednesday] == [
        row for row in short if row.minute < wednesday
    ]


def test_the_clock_says_the_same_each_evening_when_the_clocks_change() -> None:
    autumn = repeated("daily", start="2026-10-24 12:00", duration="3d")
    assert ["Sat 20:00", "Sun 20:00", "Mon 20:00"] == began(autumn)
    first, second, third = (each.begins for each in autumn.incidents)
    assert (25 * 60, 24 * 60) == (second - first, third - second)


@law(48)
@given(st.integers(2, 6), st.integers(0, 23), st.sampled_from(["daily", "{on: [Tue, Fri]}"]))
def test_days_by_repeat_are_the_days_written_out(days: int, hour: int, repeat: str) -> None:
    body = "force: kent, lasts: 3h, need: {psu: 2, aep: {peak: 1, hold: 1h}}"
    end = START.replace("12:00", "00:00")
    said = {"start": end, "duration": f"{days}d"}
    again = f"{{name: Hull, begins: '{hour:02}:00', {body}, repeat: {repeat}}}"
    one = f"{{name: Other, begins: +0m, {body}}}"
    by_repeat = week(f"incidents: [{one}, {again}]", **said)
    written = [one]
    for day in (date(2026, 8, 10) + timedelta(days=n) for n in range(days)):
        if repeat == "daily" or day.weekday() in (1, 4):
            told = f"{day:%a} {day.day} Aug"
            at = f"name: Hull {told}, id: hull-{day}, begins: {day} {hour:02}:00"
            written.append(f"{{{at}, {body}}}")
    assert week(f"incidents: [{', '.join(written)}]", **said).incidents == by_repeat.incidents


@pytest.mark.parametrize(
    ("repeat", "said"),
    [
        ("weekly", "found 'weekly', expected daily, {on: [Mon, Wed], until: 2026-08-21} or"),
        ("{until: Fri}", "found neither 'daily' nor 'on'"),
        ("{daily: true, on: [Mon]}", "found 'daily' and 'on', expected one of them"),
        ("{daily: off}", "found 'off', expected 'true', or no 'repeat'"),
        ("{on: []}", "found a list, expected a list of days such as [Mon, Wed]"),
        ("{on: [Mon, Monday]}", "found 'Monday' twice"),
        ("{on: [Man]}", "found 'Man', expected a day of the week"),
        ("{daily: true, until: soon}", "expected the last day, such as 2026-08-21 or Fri"),
        ("{daily: true, until: 2026-08-09}", "which is before it first begins, on 2026-08-10"),
        ("{daily: true, until: 2028-08-09}", "which is more than a year later"),
        ("{daily: true, until: 2026-08-16}", "it would begin on Sun 16 August 20:00, at or after"),
        ("{on: [Sun]}", "found no such day before the scenario's end; name other days, or"),
        ("{dayly: true}", "unknown key 'dayly'; did you mean 'daily'?"),
    ],
)
def test_a_repeat_that_cannot_be_is_told_at_its_place(repeat: str, said: str) -> None:
    found = faults(f"incidents: [{{{HULL}, repeat: {repeat}}}]")
    assert any(said in fault and "week.yaml:5:" in fault for fault in found)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("begins: 20:00, lasts: 30h", "it begins again on Tue 11 August 20:00 before it is over"),
        ("begins: 20:00", "it begins again on Tue 11 August 20:00 before it is over on Sun 16"),
        ("begins: Tue 20:00, lasts: 2h", ""),
    ],
)
def test_what_overlaps_itself_is_told_once(more: str, said: str) -> None:
    line = f"incidents: [{{name: A, force: kent, need: {{psu: 1}}, {more}, repeat: daily}}]"
    if said:
        [fault] = faults(line)
        assert said in fault
        assert "give it a shorter 'lasts', or repeat it on fewer days" in fault
    else:
        assert 5 == len(week(line).incidents)


def test_a_day_that_the_repeat_leaves_out_cannot_be_the_first() -> None:
    [fault] = faults(
        f"incidents: [{{{HULL.replace('20:00', 'Tue 20:00')}, repeat: {{on: [Mon]}}}}]"
    )
    assert "'Tue 20:00' is on a Tuesday, expected one of the days of 'repeat'" in fault


@pytest.mark.parametrize(
    ("start", "at", "said"),
    [
        ("2026-03-27 12:00", "01:30", "2026-03-29 01:30 does not exist: the clocks go forward"),
        ("2026-10-23 12:00", "01:30", "2026-10-25 01:30 exists twice: the clocks go back"),
    ],
)
def test_a_time_of_a_night_when_the_clocks_change_is_told(start: str, at: str, said: str) -> None:
    hull = HULL.replace("20:00", at).replace("6h", "1h")
    [fault] = faults(f"incidents: [{{{hull}, repeat: daily}}]", start=start, duration="4d")
    assert said in fault
    assert "choose another time of day" in fault
    camp = (
        f"name: A, force: kent, begins: +0m, need: {{psu: {{daily: [{{at: '{at}', units: 1}}]}}}}"
    )
    [fault] = faults(f"incidents: [{{{camp}}}]", start=start, duration="4d")
    assert said in fault
    assert "name another time of day" in fault


def test_a_target_and_an_operation_mean_each_day_of_what_comes_again() -> None:
    more = (
        f"incidents: [{{{HULL}, repeat: {{daily: true, until: Tue}}}}]\n"
        "targets: [{place: hull, units: 2, by: +3h}]\n"
        "operations: [{name: Fair, force: humberside, begins: 18:00, lasts: 5h, "
        "units: {psu: 1}, repeat: {daily: true, until: Tue}, may_turn_to: [hull]}]"
    )
    found = week(more)
    days = ["hull-2026-08-10", "hull-2026-08-11"]
    assert days == [each.incident for each in found.targets]
    assert [set(days)] * 2 == [set(each.turns_to) for each in found.operations]
    assert ["fair-2026-08-10", "fair-2026-08-11"] == [o.operation_id for o in found.operations]


def test_a_repeat_can_be_changed_by_a_setting_and_is_counted() -> None:
    file = scenario_file(f"incidents: [{{{HULL}, repeat: daily}}]")
    found = resolve(file, settings=["incidents.hull.repeat={on: [Tue]}", "incidents.hull.lasts=1h"])
    assert ["hull-2026-08-11"] == [each.incident_id for each in found.scenario.incidents]
    assert "1 incident stated, 6 simulated" in "\n".join(read_back(resolve(file)).summary)


# --- need that is the same each day ---------------------------------------------------------------


def test_a_need_by_time_of_day_is_the_steps_written_out() -> None:
    """From Monday 14:00 to Wednesday 09:00: at first what holds since 08:00."""
    camp = "name: Camp, force: kent, begins: 14:00, lasts: 43h, need: {psu: "
    daily = "{daily: [{at: 20:00, units: 6}, {at: 08:00, units: 2}]}"
    at = ("+0m", "Mon 20:00", "Tue 08:00", "Tue 20:00", "Wed 08:00")
    steps = ", ".join(
        f"{{at: {time}, units: {units}}}" for time, units in zip(at, (2, 6, 2, 6, 2), strict=True)
    )
    by_day, written = (week(f"incidents: [{{{camp}{n}}}}}]") for n in (daily, f"[{steps}]"))
    assert written.incidents == by_day.incidents
    told = read_back(resolve("week.yaml", settings=[f"incidents.camp.need.psu={daily}"]))
    assert "2 PSUs at first; each day 2 from 08:00, 6 from 20:00" in told.paragraphs[0].lines[0]


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("{daily: []}", "found a list, expected steps of a day"),
        ("{daily: [{at: Mon 20:00, units: 1}]}", "expected a time of day such as '20:00'"),
        ("{daily: [{at: 8:00, units: 1}, {at: 08:00, units: 2}]}", "the same time of day again"),
        ("{daily: [{at: 8:00, units: 1}], peak: 3}", "found 'peak' and 'daily'"),
    ],
)
def test_a_need_by_time_of_day_that_cannot_be_is_told(need: str, said: str) -> None:
    found = faults(f"incidents: [{{name: A, force: kent, begins: +0m, need: {{psu: {need}}}}}]")
    assert any(said in fault for fault in found)


# --- tables ---------------------------------------------------------------------------------------


def test_a_week_from_a_planners_table_is_the_week_by_repeat() -> None:
    by_table, by_repeat = (load_scenario("five-evenings", override=n) for n in (None, "repeated"))
    assert 15 == len(by_table.incidents)
    assert by_table.incidents == by_repeat.incidents
    written = [sorted(map(str, listed(n, "incidents"))) for n in (by_table, by_repeat)]
    assert written[0] == written[1]


@pytest.mark.slow
def test_a_week_from_a_table_has_the_log_of_the_repeat_and_so_has_its_saved_result() -> None:
    log = run(load_scenario("five-evenings"))
    assert log == run(load_scenario("five-evenings", override="repeated"))
    load("five-evenings").run().save("saved")
    assert log == run(load_scenario("saved/scenario.yaml"))


@law(48)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(13, 23), st.integers(1, 9), st.integers(1, 3)),
        min_size=1,
        max_size=4,
    )
)
def test_a_table_is_the_same_entries_written_out(rows: list[tuple[int, int, int, int]]) -> None:
    entries, lines = [], ["name,force,begins,lasts,psu,aep,priority"]
    for i, (day, hour, psu, threat) in enumerate(rows):
        begins = f"2026-08-{10 + day} {hour}:00"
        lines.append(f"P{i},Kent Police,{begins},4h,{psu},1,{threat}")
        at = f"name: P{i}, force: kent, begins: '{begins}', lasts: 4h"
        entries.append(f"{{{at}, need: {{psu: {psu}, aep: 1}}, priority: {threat}}}")
    Path("rows.csv").write_text("\n".join(lines), encoding="utf-8")
    written = week(f"incidents: [{', '.join(entries)}]")
    assert written.incidents == week("incidents: rows.csv").incidents


def test_a_workbook_with_excels_dates_and_times_is_the_table_of_text() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.strip().split(","))
    sheet.append(["Hull", "humberside", date(2026, 8, 10), time(20), time(6), 12])
    sheet.append(["Leeds", "west-yorkshire", None, datetime(2026, 8, 11, 21, 30), "90m", 3])
    book.save("rows.xlsx")
    text = "Hull,humberside,2026-08-10,20:00,6h,12\nLeeds,west-yorkshire,,Tue 21:30,90m,3\n"
    Path("rows.csv").write_text(HEAD + text, encoding="utf-8")
    by_text, by_workbook = (week(f"incidents: rows.{end}") for end in ("csv", "xlsx"))
    assert ["Hull Mon 10 Aug", "Leeds"] == [each.name for each in by_text.incidents]
    assert by_text.incidents == by_workbook.incidents


def test_a_list_may_hold_entries_and_tables() -> None:
    Path("rows.csv").write_text(HEAD + "Bath,avon-somerset,,21:00,2h,3\n", encoding="utf-8")
    found = week(f"incidents:\n  - {{{HULL}}}\n  - rows.csv", "incidents.bath.need.psu=7")
    assert {"hull": 4, "bath": 7} == {i.incident_id: i.need["psu"].peak for i in found.incidents}


def test_a_target_at_a_place_means_each_evening_there_whether_repeated_or_in_rows() -> None:
    """Hull has two rows, the march lies in Luton, and one evening is called by its own id."""
    Path("rows.csv").write_text(
        "name,place,date,begins,lasts,psu\n"
        "Hull,Hull,2026-08-10,20:00,6h,4\nHull,Hull,2026-08-11,20:00,6h,4\n"
        "March,Luton,,Wed 14:00,5h,3\n",
        encoding="utf-8",
    )
    places = ("hull", "Luton", "hull-2026-08-11")
    targets = ", ".join(f"{{place: {each}, units: 3, by: +2h}}" for each in places)
    found = week(f"incidents: rows.csv\ntargets: [{targets}]")
    hull = ["hull-2026-08-10", "hull-2026-08-11"]
    assert [*hull, "march", hull[1]] == [each.incident for each in found.targets]
    assert ["hull-2026-08-10", "hull-2026-08-11", "march", "hull-2026-08-11"] == [
        each["place"] for each in listed(found, "targets") if isinstance(each, dict)
    ]


def test_a_time_without_its_day_and_a_target_without_its_incident_are_no_further_faults() -> None:
    """Nobody can say whether 'hull' is wrong before the row can be read."""
    Path("rows.csv").write_text(HEAD + "Hull,kent,05/01/2027,8pm,6h,4\n", encoding="utf-8")
    [told] = faults("incidents: rows.csv\ntargets: [{place: hull, units: 3, by: +2h}]")
    assert "expected the year first" in told


def test_operations_and_warnings_stand_in_tables_too() -> None:
    Path("ops.csv").write_text(
        "name,force,begins,lasts,psu,from,from_bdu,repeat,until,may_turn_to\n"
        "Fair,kent,14:00,4h,1,Essex Police,2,Mon Wed,Wed,hull\n",
        encoding="utf-8",
    )
    Path("told.csv").write_text(
        "region,force,date,from,until,lends\nwales,,2026-08-11,18:00,+6h,50%\n,kent,,,,\n",
        encoding="utf-8",
    )
    found = week(
        f"incidents: [{{{HULL.replace('humberside', 'kent')}}}]\n"
        "operations: ops.csv\ntensions: [told.csv]"
    )
    assert [{"essex": {"bdu": 2}, "kent": {"psu": 1}}] * 2 == [o.units for o in found.operations]
    assert {"hull"} == found.operations[0].turns_to
    wales, kent = found.tensions
    assert (1800.0, 2160.0, 0.5) == (wales.begins, wales.ends, wales.lends)
    assert (0.0, found.duration, None) == (kent.begins, kent.ends, kent.lends)


CELLS = [
    ("Hull,humbersyde,2026-08-10,20:00,6h,12", "rows.csv:2:6: force of Hull 2026-08-10: unknown"),
    (
        "Hull,kent,05/01/2027,20:00,6h,12",
        "date: found '05/01/2027', expected the year first; write",
    ),
    ("Hull,kent,,20:00,6h,twelve", "rows.csv:2:21: psu of Hull: found 'twelve', expected a whole"),
    ("Hull,kent,2026-08-10,Sat 20:00,6h,1", "begins of Hull 2026-08-10: found 'Sat 20:00' with"),
    ("Hull,kent,2026-08-10,,6h,1", "begins of Hull 2026-08-10: found a date without a time"),
    ("Hull,kent,,,6h,1", "rows.csv:2:1: row of Hull: missing 'begins'; expected when it begins"),
    ("Hull,kent,2026-08-10,20:00,6,1", "lasts of Hull 2026-08-10: found '6', expected a duration"),
    ("Hull,kent,2026-08-10,20:00,6h,", "rows.csv:2:1: row of Hull 2026-08-10: missing 'need'"),
    ("Hull,kent,2026-08-30,20:00,6h,1", "is at +488h00, after the scenario's end"),
    (",kent,2026-08-10,20:00,6h,1", "rows.csv:2:1: row of 2026-08-10: missing 'name'"),
    ("Hull,kent,,20:00,6h,1\nHull,kent,,21:00,6h,1", "rows.csv:3:1: row of Hull: the id 'hull' al"),
    (
        "Hull,kent,2026-08-10,20:00,6h,1\n" * 2,
        "the id 'hull-2026-08-10' already belongs to rows.csv:2",
    ),
    ("Total,,,,,6", "looks like a total"),
    ("Hull,kent,2026-08-10,20:00,6h", "found 5 cells, expected 6"),
]


@pytest.mark.parametrize(("row", "said"), CELLS)
def test_a_cell_that_cannot_be_used_is_told_with_its_line_and_column(row: str, said: str) -> None:
    Path("rows.csv").write_text(f"{HEAD}{row}\n", encoding="utf-8")
    assert any(said in fault for fault in faults("incidents: rows.csv"))


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            "name,force,beginz,psu",
            "rows.csv:1:12: beginz: unknown column 'beginz'; did you mean",
        ),
        ("name,force,psu", "rows.csv:1: begins: the column is missing"),
        ("name,force,begins,psu,psu", "the column appears twice; keep one psu"),
    ],
)
def test_a_heading_that_is_wrong_is_told_and_its_rows_are_not(head: str, said: str) -> None:
    cells = ",".join("1" for _ in head.split(","))
    Path("rows.csv").write_text(f"{head}\n{cells}\n", encoding="utf-8")
    found = faults("incidents: rows.csv")
    assert any(said in fault for fault in found)
    assert all(fault.startswith("rows.csv:1:") for fault in found)


@pytest.mark.parametrize(
    ("extra", "cell", "said"),
    [
        ("until", "Fri", "until of Hull: found it without 'repeat', expected both"),
        ("repeat", "Man", "repeat of Hull: found 'Man', expected a day of the week"),
        ("need", "{psu: 3}", "psu of Hull: found units and 'need', expected one of them"),
        ("need", "{psu", "need of Hull: not YAML"),
        ("lat", "north", "lat of Hull: found 'north', expected a number"),
        ("from_psu", "3", "from_psu: unknown column 'from_psu'"),
    ],
)
def test_a_further_column_is_read_as_a_scenario_reads_its_key(
    extra: str, cell: str, said: str
) -> None:
    head = f"name,force,begins,lasts,psu,{extra}"
    row = f'Hull,humberside,20:00,6h,1,"{cell}"'
    Path("rows.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert any(said in fault for fault in faults("incidents: rows.csv"))


def test_units_of_others_need_to_say_whose() -> None:
    head = "name,force,begins,lasts,psu,from,from_psu\n"
    Path("ops.csv").write_text(
        f"{head}Fair,kent,14:00,4h,1,,3\nF2,kent,14:00,4h,1,fair,\n", "utf-8"
    )
    found = faults(f"incidents: [{{{HULL}}}]\noperations: ops.csv")
    assert "ops.csv:2:23: from_psu of Fair: found '3', but nothing under 'from'" in found[0]
    assert "ops.csv:3:20: from of F2: found 'fair', but nothing under 'from_psu'" in found[1]


def test_a_table_that_is_not_there_or_lies_elsewhere_is_told_where_it_is_named() -> None:
    [gone] = faults("incidents: gone.csv")
    assert gone.startswith("week.yaml:5:12: incidents: found 'gone.csv', but there is no file")
    Path("below").mkdir()
    Path("rows.csv").write_text(HEAD + "Bath,avon-somerset,,21:00,2h,3\n", encoding="utf-8")
    Path("below/week.yaml").write_text(
        Path("week.yaml").read_text("utf-8").replace("gone.csv", "../rows.csv"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="lies outside the folder of the scenario"):
        load_scenario("below/week.yaml")
    assert 1 == len(load_scenario("below/week.yaml", allow_outside=True).incidents)


def test_a_formula_and_a_hidden_sheet_are_refused_by_cell() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.strip().split(","))
    sheet.append(["Hull", "humberside", "2026-08-10", "20:00", "6h", "=6+6"])
    book.save("rows.xlsx")
    [fault] = faults("incidents: rows.xlsx")
    assert "rows.xlsx:2:6: psu of Hull 2026-08-10 (F2): found a formula; paste its value" == fault
    sheet.title = "incidents"
    sheet.sheet_state = "hidden"
    book.create_sheet("notes").append(["name"])
    book.save("rows.xlsx")
    [fault] = faults("incidents: rows.xlsx")
    assert "the sheet 'incidents' is hidden" in fault


# --- templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ["--incidents", "a.csv", "--operations", "b.xlsx", "--calendar", "c.csv"],
        ["--incidents", "a.xlsx", "--tensions", "b.xlsx"],
        ["my.yaml", "--calendar", "c.xlsx"],
    ],
)
def test_a_template_runs_as_it_is_written(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["new", *options])
    file = next(each for each in ("my.yaml", "a.yaml") if Path(each).exists())
    assert 0 == main(["check", file])
    assert f"{file}: no fault" in capsys.readouterr().out
    assert 1 == main(["new", *options])


# --- the calendar ---------------------------------------------------------------------------------

EVENTS = """\
name,force,date,begins,lasts,psu,from,from_psu
Old fair,kent,2026-03-02,10:00,6h,3,,
March,kent,2026-08-09,14:00,2d,2,nearest,5
Match,essex,2026-08-12,15:00,4h,4,,
Fair,kent,2026-08-20,10:00,10h,1,fair,9
"""


def calendar_week(*settings: str, **said: str) -> Scenario:
    Path("events.csv").write_text(EVENTS, encoding="utf-8")
    return week(f"incidents: [{{{HULL}}}]\ncalendar: events.csv", *settings, **said)


def test_a_night_takes_the_events_that_overlap_it() -> None:
    found = calendar_week()
    assert ["march-2026-08-09", "match-2026-08-12"] == [o.operation_id for o in found.operations]
    assert (0.0, 26 * 60.0) == (found.operations[0].begins, found.operations[0].ends)
    said = "\n".join(read_back(resolve("week.yaml")).summary)
    assert "4 calendar events stated, 2 simulated" in said
    assert () == calendar_week(start="2026-08-12 19:30", duration="3h").operations


def test_an_event_has_the_same_donors_whichever_night_takes_it_and_so_has_a_result() -> None:
    whole, later = calendar_week(), calendar_week(start="2026-08-11 02:00")
    assert whole.operations[0].units == later.operations[0].units
    Path("again.yaml").write_text(
        str(dict(whole.resolved)).replace("True", "true").replace("False", "false"),
        encoding="utf-8",
    )
    assert whole.operations == load_scenario("again.yaml").operations


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("begins: 20:00, lasts: 4h", "found '20:00', expected a date and time such as"),
        ("begins: +2h, lasts: 4h", "found '+2h', expected a date and time such as"),
        (
            "begins: 2026-03-02 10:00, lasts: 4h, repeat: daily",
            "missing 'until'; expected the last",
        ),
        ("begins: 2026-03-02 10:00, lasts: 4h, may_turn_to: [hull]", "found it in a calendar"),
    ],
)
def test_an_event_of_a_calendar_that_cannot_be_is_told(event: str, said: str) -> None:
    line = f"calendar: [{{name: Fair, force: kent, units: {{psu: 1}}, {event}}}]"
    assert any(said in fault for fault in faults(f"incidents: [{{{HULL}}}]\n{line}"))


def test_the_year_is_added_up_by_month_force_and_day() -> None:
    """March: 3 PSUs for 6 hours. August: 7 for 48, 4 for 4 and 10 for 10 hours."""
    Path("events.csv").write_text(EVENTS, encoding="utf-8")
    year = planned_year(Path("events.csv"))
    assert ("2026-03-01", "2026-08-31", 4, 0) == (year.first, year.last, year.events, year.without)
    months = {each.month: (each.events, each.units, each.hours) for each in year.months}
    assert (1, {"psu": 3}, {"psu": 18.0}) == months["2026-03"]
    assert (0, {}, {}) == months["2026-05"]
    assert (3, {"psu": 21}, {"psu": 452.0}) == months["2026-08"]
    worst = year.days[0]
    assert ("2026-08-20", 10, 9) == (worst.day, worst.out, worst.lent)
    less = planned_year(Path("events.csv"), settings=["forces_now.essex.lends=none"])
    usual = calendar_week()
    essex = most_lent(usual, usual.stock["essex"]["psu"])
    assert essex == worst.lendable - less.days[0].lendable > 0
    kent = next(each for each in year.forces if each.force == "kent")
    assert (3, {"psu": 6}) == (kent.hosts, kent.own)
    assert 14 == sum(each.lent.get("psu", 0) for each in year.forces)
    part = planned_year(Path("events.csv"), date(2026, 8, 10), date(2026, 8, 13))
    assert (2, 2) == (part.events, part.without)


def test_the_command_says_the_year_and_refuses_what_is_no_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("events.csv").write_text(EVENTS.replace(",5\n", ",500\n"), encoding="utf-8")
    assert 0 == main(["calendar", "events.csv"])
    said = capsys.readouterr().out
    assert "events.csv: 4 events from Sun 1 March 2026 to Mon 31 August 2026" in said
    assert "March Sun 9 Aug asks other forces for" in said
    assert 2 == main(["calendar", "events.txt"])
    assert 3 == main(["calendar", "gone.csv"])


# --- aid that is brokered fairly ------------------------------------------------------------------


@law(300)
@given(st.integers(0, 40), st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=6))
def test_nobody_gives_a_unit_that_another_should_have_given(
    units: int, donors: list[tuple[int, int, int]]
) -> None:
    spare = {f"d{i}": most for i, (most, _, _) in enumerate(donors)}
    before = {f"d{i}": lent for i, (_, lent, _) in enumerate(donors)}
    owed = {f"d{i}": 1 + owes for i, (_, _, owes) in enumerate(donors)}
    given_ = fair_shares(units, spare, before, owed)
    assert min(units, sum(spare.values())) == sum(given_.values())
    for one in given_:
        share = (before[one] + given_[one]) / owed[one]
        for other, most in spare.items():
            if given_.get(other, 0) < most:
                assert share <= (before[other] + given_.get(other, 0) + 1) / owed[other]


def test_a_week_of_brokered_marches_takes_in_turn_from_those_who_owe_as_much() -> None:
    """North Wales owes 5 PSUs, Gwent 4 and Dyfed-Powys 3: after three days 3/5, 2/4 and 1/3."""
    march = (
        "operations: [{name: March, force: south-wales, begins: 14:00, lasts: 4h, "
        "from: {fair-in-wales: {psu: 2}}, repeat: {daily: true, until: Wed}}]"
    )
    found = week(f"incidents: [{{{HULL}}}]\n{march}", "stock=commitment", "floor_share=0")
    taken = [{d: kinds["psu"] for d, kinds in o.units.items()} for o in found.operations]
    assert [
        {"gwent": 1, "north-wales": 1},
        {"dyfed-powys": 1, "north-wales": 1},
        {"gwent": 1, "north-wales": 1},
    ] == taken


def test_the_first_minute_of_an_event_is_a_wall_clock_minute() -> None:
    found = calendar_week()
    begins = found.clock.at(found.operations[1].begins)
    assert datetime(2026, 8, 12, 14, tzinfo=UTC) == begins


def test_a_row_may_name_a_town_in_place_of_a_name_and_a_force() -> None:
    Path("rows.csv").write_text(
        "place,date,begins,lasts,psu,repeat\nSouthport,2026-08-10,20:00,2h,3,\nLuton,,20:00,2h,3,Tue\n",
        encoding="utf-8",
    )
    found = week("incidents: rows.csv")
    named = [(each.incident_id, each.name, each.force) for each in found.incidents]
    southport = ("southport-2026-08-10", "Southport Mon 10 Aug", "merseyside")
    assert [southport, ("luton-2026-08-11", "Luton Tue 11 Aug", "bedfordshire")] == named
    told = "\n".join(read_back(resolve("week.yaml")).paragraphs[0].lines)
    assert "in Luton, Bedfordshire" in told
