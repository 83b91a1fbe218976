"""Does an inspection find what the return says, and nothing that it does not say?"""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mobsim.cli.main import main
from mobsim.country.doctrine import BDU, PSU
from mobsim.country.returns import CapabilityRow
from mobsim.engine import simulate
from mobsim.ground.errors import InputError
from mobsim.ground.randomness import Chance
from mobsim.inspection.aid_answered import answers_in
from mobsim.inspection.capability_rules import capability, make_up
from mobsim.inspection.capacity_rules import capacity
from mobsim.inspection.inspected_returns import PUBLISHED, InspectedReturns, before, inspected
from mobsim.inspection.inspecting import inspect_force, subject_of
from mobsim.inspection.inspection_evidence import HowInspected, InspectionEvidence
from mobsim.inspection.inspection_folder import keep_inspection
from mobsim.inspection.inspection_parts import TO_COMPLETE, Inspection
from mobsim.inspection.inspection_text import in_short, text_of_inspection, text_of_statement
from mobsim.inspection.no_notice_week import week_of
from mobsim.inspection.published_findings import is_found, published_finding_rows
from mobsim.inspection.rule_words import Findings
from mobsim.scenario.file import load_scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event

SIGNED = {"date": "2013-09-30", "signed_by": "Head of Operations"}
CHEAP = HowInspected(tests=5, nights=0)
OFFICERS = {"psu": PSU.officers, "bdu": BDU.officers}


@pytest.fixture(scope="module")
def of_2013() -> dict[str, Inspection]:
    """Kent and West Midlands on what their inspections published."""
    published = inspected(paths=[PUBLISHED])
    return {f: inspect_force(f, published, None, CHEAP) for f in ("kent", "west-midlands")}


@pytest.fixture
def a_return(tmp_path: Path) -> Callable[..., InspectedReturns]:
    """The return of one force, as a file with some cells."""

    def write(**cells: str) -> InspectedReturns:
        row = {"force_id": "kent", "kind": "psu", "trained": "16", "commitment": "11"}
        row |= {"declared": "11", "date": "2027-02-01", "signed_by": "Head of Operations"} | cells
        path = tmp_path / "return.csv"
        path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
        return inspected(paths=[path])

    return write


def found(made: Inspection, rule: str) -> tuple[str, str]:
    finding = made.of_rule(rule)
    assert finding is not None
    return finding.word, finding.says


# --- the inspections of 2014 ----------------------------------------------------------------------


def test_each_published_finding_comes_out_or_cannot_be_found_for_a_reason(
    of_2013: dict[str, Inspection],
) -> None:
    """What is typed in of the two inspections is held against what the rules find."""
    assert 32 == len(published_finding_rows())
    for row in published_finding_rows():
        assert is_found(row, of_2013[row.force_id].findings), row.finding
        if row.comes_out == "no":
            assert row.why
            assert row.word == "gap" or "No hour of the simulated test" in row.says


def test_the_page_says_how_many_published_findings_come_out(
    of_2013: dict[str, Inspection],
) -> None:
    for made in of_2013.values():
        assert (12, 16) == (sum(p.comes_out for p in made.published), len(made.published))
        assert "12 of 16 match" in text_of_inspection(made)
    repeated = {f: sum(p.as_returned for p in of_2013[f].published) for f in of_2013}
    assert {"kent": 10, "west-midlands": 9} == repeated


def test_kents_one_crew_within_the_hour_is_reached_at_all_hours_but_seven(
    of_2013: dict[str, Inspection],
) -> None:
    """At 04:00 each day no whole crew is on duty."""
    kent, west_midlands = of_2013["kent"].test, of_2013["west-midlands"].test
    assert 161 == round(168 * kent.reached["kent-within"])
    assert ["04:00"] * 7 == [hour.name[-5:] for hour in kent.hours if not hour.within]
    assert 0 == kent.reached["west-midlands-at-once"]
    assert 1 == west_midlands.reached["kent-within"]
    assert 0.9 < west_midlands.reached["west-midlands-at-once"] < 1
    assert 0 == west_midlands.reached["west-midlands-hour"]


# --- the test without notice ----------------------------------------------------------------------


def test_the_test_musters_the_crews_that_a_run_musters_at_that_hour(tmp_path: Path) -> None:
    """A Wednesday at 14:00, hour 62 of a week that starts on Monday."""
    path = tmp_path / "test.yaml"
    path.write_text(
        "schema: 1\ntitle: Test\nquestion: Who comes?\nstart: 2026-06-08 00:00\nduration: 65h\n"
        "readiness: roster\nserials: 3\nincidents:\n"
        "  - {name: Kent, force: kent, begins: +62h, need: {psu: 40, bdu: 40}}\n",
        encoding="utf-8",
    )
    night = load_scenario(path)
    week = week_of(night, "kent", ["psu", "bdu"], 2, 1)
    for test in range(2):
        log: list[Event] = []
        simulate(night, Chance(1, test), log.append)
        own = [e for e in log if e.force == "kent" and e.tier == 1 and e.minute <= 63 * 60]
        mustered = [e.minute for e in own if e.event == ev.UNIT_MUSTERED and e.kind == "psu"]
        there = [e for e in own if e.event == ev.UNIT_REACHED_RVP]
        parts = [e for e in own if e.event == ev.SERIAL_REACHED_RVP]
        parts = [e for e in parts if e.unit not in {whole.unit for whole in there}]
        whole = sum(OFFICERS[str(e.kind)] for e in there)
        assert len(mustered) == week.within[62, test] > 0
        assert sum(m <= 62 * 60 + 20 for m in mustered) == week.at_once[62, test] > 0
        assert whole == week.officers[62, test]
        assert whole + sum(e.count or 0 for e in parts) == week.in_serials[62, test] > whole


def test_people_that_a_return_counts_bind_the_crews(tmp_path: Path) -> None:
    """Six sergeants, five of them fit, lead one crew, whatever is trained."""
    path = tmp_path / "capability.csv"
    path.write_text(
        "force_id,sergeants_level_2,date,signed_by\nkent,6,2026-12-01,Head of Operations\n",
        encoding="utf-8",
    )
    said = inspected("2026-Q4", [path]).returns.capability
    quarter = inspected("2026-Q4")
    returns = replace(quarter.returns, capability=said)
    evidence = InspectionEvidence(replace(quarter, returns=returns), CHEAP)
    made = Findings("capability", evidence.inspected, "kent")
    make_up(made, evidence)
    (each,) = made.found
    assert "not met" == each.word
    assert "make up 1 PSU; it declares 11. Scarcest: sergeants." in each.says


# --- rules ----------------------------------------------------------------------------------------


def test_what_is_not_returned_is_a_gap_and_never_a_number(
    a_return: Callable[..., InspectedReturns],
) -> None:
    made = inspect_force("kent", a_return(), None, CHEAP)
    columns = {"local": "local_need", "aid": "given", "currency": "in_date_level_2", "kit": "kit"}
    columns |= {"shifts": "available_early", "commanders": "gold_current", "tests": "tests"}
    for rule, column in columns.items():
        word, says = found(made, rule)
        assert "gap" == word
        assert column in says
    assert "2027-Q1" == made.quarter
    assert [None] * 8 == [each.declared for each in made.beside if each.force != "kent"]


def test_a_line_is_met_at_exactly_what_is_needed(
    a_return: Callable[..., InspectedReturns],
) -> None:
    """Eleven declared, of which three stay at home, are eight to lend in August."""

    def judged(**cells: str) -> dict[str, tuple[str, str]]:
        evidence = InspectionEvidence(a_return(given="3", commitment="8", **cells), CHEAP)
        return {each.rule: (each.word, each.says) for each in capacity(evidence, "kent")}

    just = judged(local_need="11", received="3", floor="3")
    assert ("met", "met") == (just["local"][0], just["bad-week"][0])
    assert "it would have 0 left; it owes 8" in just["both"][1]
    assert "could lend 8 PSUs" in just["bad-week"][1]
    assert "neither a net provider nor a net recipient" in just["aid"][1]
    short = judged(local_need="12", received="2", floor="4")
    assert ("not met", "not met") == (short["local"][0], short["bad-week"][0])
    assert "a net provider" in short["aid"][1]


def test_a_region_with_rows_missing_is_counted_and_not_judged() -> None:
    """Of the five forces of the South East only Kent has figures published, of PSUs alone."""
    made = inspect_force("South East region", inspected(paths=[PUBLISHED]), None, CHEAP)
    assert ("gap", True) == (found(made, "required")[0], "Surrey" in found(made, "required")[1])
    assert found(made, "returned")[1].startswith("1 of 5 forces returned their PSUs")
    assert ("met", "1 of 1 forces") == (found(made, "absence")[0], found(made, "absence")[1][:13])
    assert 0 == made.count("not met")
    assert () == made.statement


def test_last_quarters_rows_are_not_told_as_returned_and_a_change_is_counted() -> None:
    """In 2026-Q4 Kent alone of the South East returned otherwise than before: a floor of 3."""
    quarter = inspected("2026-Q4")
    returns = replace(quarter.returns, carried=(("sussex", "psu"),))
    now = replace(quarter, returns=returns)
    made = inspect_force("south-east", now, before(quarter, None), CHEAP)
    told = "4 of 5 forces returned their PSUs. Numbers from an earlier quarter are used for Sussex."
    assert ("gap", told) == found(made, "returned")
    assert "1 value of 1 force changed" in text_of_inspection(made)
    on_call = made.of_rule("on-call")
    assert on_call is not None
    assert "rows of 5 forces (not: hampshire, kent)" == on_call.rests_on
    assert "Rules met by all 5 forces with rows: 10 of 19." in in_short(made)
    assert "West Midlands: three PSUs" not in text_of_inspection(made)


def test_a_force_whose_row_is_an_earlier_one_is_told_so_in_a_whole_sentence() -> None:
    quarter = inspected("2026-Q4")
    carried = replace(quarter.returns, synthetic=False, carried=(("sussex", "psu"),))
    made = inspect_force("sussex", replace(quarter, returns=carried), None, CHEAP)
    assert made.basis.endswith("so numbers from an earlier quarter are used.")


def test_a_number_of_a_shift_is_held_against_the_simulated_test(
    of_2013: dict[str, Inspection],
) -> None:
    """Kent's best hour musters three PSUs within 60 minutes."""
    published, test = inspected(paths=[PUBLISHED]), of_2013["kent"].test
    told = []
    for crews in (3, 4):
        row = CapabilityRow(force_id="kent", crews_60_early=crews, **SIGNED)
        returns = replace(published, returns=replace(published.returns, capability=(row,)))
        made = capability(InspectionEvidence(returns, CHEAP), "kent", test)
        told += [each.says for each in made if each.rule == "tested"]
    assert "PSUs within 60 minutes: early 3. The simulated test reaches each" in told[0]
    assert "No hour of the simulated test has 4 PSUs within 60 minutes (early)" in told[1]


def test_answers_are_counted_by_what_was_offered() -> None:
    def asked(minute: float, request: int) -> Event:
        return Event(
            minute, ev.AID_ASKED, "leeds", request, 3, "kent", "west-yorkshire", None, "psu", 4
        )

    def offered(minute: float, request: int, count: int, cause: str) -> Event:
        of = ("leeds", request, 3, "kent", "west-yorkshire", None, "psu", count, cause)
        return Event(minute, ev.AID_OFFERED, *of)

    log = [asked(0, 1), asked(0, 2), asked(0, 3), asked(0, 4), offered(10, 1, 4, "full"),
           offered(20, 2, 1, "risk at home"), offered(40, 3, 0, "none")]  # fmt: skip
    kent = answers_in([log])["kent"]
    assert (4, 1, 1, 1, 1) == (
        kent.asked,
        kent.in_full,
        kent.in_part,
        kent.with_nothing,
        kent.silent,
    )
    assert (16, 5, 20) == (kent.units_asked, kent.units_offered, kent.median_minutes)


# --- what is written ------------------------------------------------------------------------------


def test_each_paragraph_of_the_statement_rests_on_a_finding(
    of_2013: dict[str, Inspection],
) -> None:
    made = of_2013["west-midlands"]
    rules = {each.rule: each for each in made.findings}
    of_findings = [line for line in made.statement if line.rule]
    assert set(rules) == {line.rule for line in of_findings}
    gaps = [line for line in of_findings if rules[line.rule].word == "gap"]
    assert gaps
    assert all(TO_COMPLETE in line.text for line in gaps)
    assert "The force needs 75 PSUs at home and declares 75: enough" in text_of_statement(made)


def test_an_inspection_is_kept_as_a_folder_that_verifies(
    of_2013: dict[str, Inspection], tmp_path: Path
) -> None:
    made = of_2013["kent"]
    keep_inspection(made, tmp_path / "kent")
    assert 0 == main(["verify", str(tmp_path / "kent")])
    document = json.loads((tmp_path / "kent" / "inspection.json").read_text(encoding="utf-8"))
    assert "mobsim.inspection" == document["format"]
    with (tmp_path / "kent" / "tables" / "hours.csv").open(encoding="utf-8") as file:
        hours = list(csv.DictReader(file))
    assert (168, "Wed 14:00") == (len(hours), hours[62]["name"])
    page = (tmp_path / "kent" / "inspection.html").read_text(encoding="utf-8")
    assert "they did not publish count as not returned" in page


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("knt", "did you mean 'kent'?"),
        ("soth-east", "did you mean the region 'south-east' or 'south-west'?"),
        ("south-wale", "did you mean 'south-wales'?"),
        ("Birmingham", "did you mean 'west-midlands' (Birmingham)?"),
    ],
)
def test_a_name_that_means_nobody_is_answered_with_near_names(name: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        subject_of(name)
    assert told in str(refused.value)


def test_a_force_that_returned_nothing_gets_the_next_move() -> None:
    with pytest.raises(InputError) as refused:
        inspect_force("surrey", inspected(paths=[PUBLISHED]), None, CHEAP)
    told = str(refused.value)
    assert "found no return of Surrey Police (row psu) for 2013-Q3" in told
    assert "it has PSU rows for kent and west-midlands" in told
    assert "--returns FILE" in told


def test_a_region_with_the_name_of_a_force_is_named_as_a_region_in_the_next_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = ["--returns", PUBLISHED, "--nights", "0", "--tests", "5"]
    assert 0 == main(["inspect", "west-midlands", "region", *given])
    out = capsys.readouterr().out
    assert f"mobsim inspect 'west-midlands region' --returns {PUBLISHED} -o " in out


def test_a_kind_of_ones_own_is_inspected_with_its_table(
    a_return: Callable[..., InspectedReturns], tmp_path: Path
) -> None:
    kinds = tmp_path / "kinds.csv"
    kinds.write_text("kind_id,name,plural,short,officers,trained_to\ndrones,drone team,drone teams,"
                     "Drones,3,drone pilot\n", encoding="utf-8")  # fmt: skip
    a_return()
    path = tmp_path / "return.csv"
    row = path.read_text(encoding="utf-8").splitlines()[1].replace("psu,16,11,11", "drones,9,0,7")
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"unknown kind 'drones'.* --kinds"):
        inspected(paths=[path])
    evidence = InspectionEvidence(inspected(paths=[path], kinds=kinds), CHEAP)
    told = {each.rule: each.says for each in capacity(evidence, "kent")}
    assert told["specialists"].startswith("It declares 7 drone teams.")


def test_a_quarter_that_is_not_there_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert 3 == main(["inspect", "kent", "--quarter", "2026-Q5"])
    assert "did you mean '2026-Q" in capsys.readouterr().err


def test_a_quarter_before_has_to_be_before() -> None:
    with pytest.raises(InputError) as refused:
        before(inspected("2026-Q3"), "2026-Q4")
    assert "found 2026-Q4, expected a quarter before 2026-Q3" in str(refused.value)
    assert None is before(inspected("2026-Q3"), None)


def test_rows_put_in_for_a_night_are_of_forces_that_returned_nothing() -> None:
    evidence = InspectionEvidence(inspected(paths=[PUBLISHED]), CHEAP)
    assert 43 * 3 == len(evidence.inspected.whole.rows)
    assert evidence.returns.of("kent", "psu") == evidence.inspected.whole.of("kent", "psu")
    assert {"kent", "west-midlands"} == evidence.inspected.forces
