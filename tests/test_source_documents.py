"""Does each row of the source documents lead to a feature and its test, or give a reason?"""

import csv
import re
from collections import Counter

import pytest

from mobsim.ground.tables import data_path
from tests.source_documents import DOCS, Paragraph, faults, paragraphs

MODEL = "docs/model.md#what-exists"
FORCES = "tests/test_forces.py::test_there_are_43_forces_in_order_of_id"


def row(**changed: str) -> Paragraph:
    """A row without a fault, with some cells changed."""
    cells = {
        "source": "spr-2023", "section": "Introduction", "place": "¶13", "says": "43 forces",
        "kind": "figure", "met": "yes", "feature": MODEL, "test": FORCES, "why": "",
    }  # fmt: skip
    return Paragraph.model_validate(cells | changed)


def test_every_row_leads_to_a_feature_and_a_test_or_gives_a_reason() -> None:
    found = {f"{r.source} {r.place}: {r.says}": faults(r) for r in paragraphs()}
    assert {} == {where: told for where, told in found.items() if told}


@pytest.mark.parametrize(
    "feature",
    [
        MODEL,
        "docs/model.md",
        "key posture",
        "key incidents.priority",
        "command stress import",
        "data/requirements.csv#psu_london",
        "data/forces.csv#psu_trained",
        "mobsim/country/doctrine.py#TIERS",
        "mobsim/ground/tables.py#read_table",
        "scenarios/history/kent-2013.yaml",
        f"{MODEL}; key beyond",
    ],
)
def test_what_is_there_is_no_fault(feature: str) -> None:
    assert [] == faults(row(feature=feature))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"feature": ""}, ["no feature"]),
        ({"test": ""}, ["no test"]),
        ({"feature": "", "test": "", "why": "later"}, ["no feature", "no test"]),
        ({"met": "in part"}, ["no word on what is left out"]),
        ({"met": "out of scope", "feature": "", "test": ""}, ["no reason"]),
        (
            {"met": "out of scope", "why": "firearms"},
            ["out of scope with a feature", "out of scope with a test"],
        ),
        *(
            ({"feature": dead}, [f"no such feature: {dead}"])
            for dead in (
                "docs/models.md",
                "docs/model.md#what-there-is",
                "key posture.notise",
                "key notice",
                "command inspcet",
                "data/requirements.csv#psu_leeds",
                "mobsim/country/doctrine.py#TEARS",
                "mobsim/country",
                "scenarios/history/kent-2013.yaml#psu",
            )
        ),
        ({"feature": f"{MODEL}; key notice"}, ["no such feature: key notice"]),
        *(
            ({"test": dead}, [f"no such test: {dead}"])
            for dead in (FORCES[:-6], "tests/test_force.py::test_x", "tests/test_forces.py")
        ),
        ({"test": "tests/test_forces.py::psus"}, ["no such test: tests/test_forces.py::psus"]),
    ],
)
def test_a_row_with_neither_and_one_that_leads_nowhere_is_told(
    changed: dict[str, str], told: list[str]
) -> None:
    assert told == faults(row(**changed))


def test_no_paragraph_of_the_requirement_or_of_the_board_paper_is_left_out() -> None:
    assert set(range(1, 175)) == _numbers("spr-2023")
    assert set(range(1, 42)) == _numbers("wm-board-2017")
    places = " ".join(r.place for r in paragraphs() if r.source == "spr-2023")
    lettered = {117: "abcdefghij", 120: "abc", 122: "abcd", 126: "abcd", 127: "abcd"}
    for number, letters in lettered.items():
        assert set(letters) <= set(re.findall(rf"¶{number}([a-j])", places))


def _numbers(source: str) -> set[int]:
    """Paragraphs that rows name, alone or as a range: ¶94a is 94, ¶25–34 ten of them."""
    named: set[int] = set()
    for each in paragraphs():
        if each.source == source:
            for first, last in re.findall(r"(\d+)(?:\.\d)?[a-j]?(?:–(\d+))?", each.place):
                if "note" not in each.place.partition(first)[0]:
                    named |= set(range(int(first), int(last or first) + 1))
    return named


def test_every_source_of_a_row_is_listed_and_every_document_has_rows() -> None:
    with data_path("sources.csv").open(encoding="utf-8", newline="") as file:
        listed = {each["source_id"] for each in csv.DictReader(file)}
    named = {each.source for each in paragraphs()}
    documents = {"spr-2023", "spr-2015", "hmic-2014-west-midlands", "hmic-2014-kent"}
    assert documents | {"wm-board-2017"} == named
    assert set() == named - listed


def test_the_page_has_each_row_once_and_counts_them() -> None:
    page = (DOCS / "source-documents.md").read_text(encoding="utf-8")
    rows = paragraphs()
    begun = Counter(f"\n| {r.place} | {r.says} | {r.kind} | {r.met} |" for r in rows)
    assert begun == {text: page.count(text) for text in begun}
    assert f"| **all** | {len(rows)} |" in page


def test_a_quotation_is_short() -> None:
    quoted = [text for r in paragraphs() for text in re.findall(r'"([^"]*)"', r.says)]
    assert quoted
    assert 25 > max(len(text.split()) for text in quoted)


def test_history_has_aid_given_and_received_the_right_way_round() -> None:
    with data_path("history.csv").open(encoding="utf-8", newline="") as file:
        found = {each["pattern"]: each for each in csv.DictReader(file)}
    kent, west_midlands = "hmic-2014-kent", "hmic-2014-west-midlands"
    published = {
        "net-providers": ("31", kent),
        "net-recipients": ("12", west_midlands),
        "kent-gave": ("22", kent),
        "kent-received": ("0", kent),
        "west-midlands-gave": ("21", west_midlands),
        "west-midlands-received": ("43", west_midlands),
    }
    assert published == {name: (found[name]["value"], found[name]["source"]) for name in published}
    assert 43 == int(found["net-providers"]["value"]) + int(found["net-recipients"]["value"])


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("model.md", "have never been used in a public order scenario by police forces in England"),
        (
            "model.md",
            "¶104b, on cyber crime, speaks of *each of the nine policing regions and London*",
        ),
        ("model.md", "Sussex up to 9 (2008), where the rule gives 8"),
        ("model.md", "*spontaneous requirement* of 19 (2017)"),
        ("model.md", "West Midlands' 62 is a *plan*"),
        ("model.md", "| section 24 |"),
        ("model.md", "| section 98 |"),
        ("glossary.md", "never been used in public order in England and Wales (SPR 2023 ¶156.1)"),
        ("glossary.md", "¶104b mentions nine *and* London"),
        ("glossary.md", "section 24 of the Police Act 1996"),
        ("scenario-files.md", "section 24 of the Police Act 1996"),
        ("validation.md", "table has 62, as the force planned in 2016"),
    ],
)
def test_the_pages_say_what_the_documents_leave_open(page: str, words: str) -> None:
    assert words in " ".join((DOCS / page).read_text(encoding="utf-8").split())
