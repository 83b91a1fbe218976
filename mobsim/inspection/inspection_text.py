"""Which text does ``mobsim inspect`` print?"""

from collections.abc import Iterator, Sequence
from typing import Final

from mobsim.ground.text_layout import aligned, columns, painted, wrapped
from mobsim.inspection.area_rules import ASKED
from mobsim.inspection.inspection_parts import (
    HEADS,
    ForceBeside,
    Inspection,
    InspectionFinding,
    NoNoticeTest,
    OverHours,
)
from mobsim.inspection.no_notice_hours import PUBLISHED_RESULTS
from mobsim.inspection.no_notice_week import DAYS, SURE
from mobsim.inspection.rule_words import counted, of_hours
from mobsim.telling.wording import joined

_NONE: Final = "–"
_WORD: Final = 9
"""The width of the column that shows each finding's word, in characters."""


def text_of_inspection(made: Inspection) -> str:
    """The printed page: the findings, the test, other forces, changes, and assumptions."""
    parts = (_opening, _published, _findings, _test, _beside, _changed, _assumed)
    return "\n".join(line for part in parts for line in part(made))


def _opening(made: Inspection) -> Iterator[str]:
    yield f"{made.name}, inspected on the returns for {made.quarter}"
    yield from wrapped(made.basis)
    yield ""
    yield from wrapped(in_short(made))


def _published(made: Inspection) -> Iterator[str]:
    """The published findings that match, and the reasons why other findings do not match."""
    if not made.published:
        return
    yield ""
    yield "COMPARED WITH THE PUBLISHED FINDINGS"
    yield from wrapped(published_in_short(made), indent="  ")
    for each in made.published:
        if not each.comes_out:
            yield from wrapped(f"- {each.words}: {each.why}", indent="  ", further="    ")


def published_in_short(made: Inspection) -> str:
    """The number of published findings that match, and the number that only repeat a figure."""
    out = [each for each in made.published if each.comes_out]
    told = sum(each.as_returned for each in out)
    return (
        f"{len(out)} of {len(made.published)} match. For {len(out) - told} "
        f"of them a rule compares or counts; {told} repeat a published figure. These do not match:"
    )


def _findings(made: Inspection) -> Iterator[str]:
    for head, title in HEADS.items():
        yield ""
        yield title.upper()
        yield from _under(made.under(head))


def in_short(made: Inspection) -> str:
    """A summary of the rules that are met, not met, only stated, or without an answer."""
    met, not_met, stated, gaps = (made.count(w) for w in ("met", "not met", "stated", "gap"))
    missed = [each.rule for each in made.findings if each.word == "not met"]
    if made.kind != "force":
        return _area_in_short(made, missed)
    says = f"{made.name} meets {met} of the {counted(met + not_met, 'rule')} that could be judged."
    says += f" Not met: {joined(missed)}." if missed else ""
    says += f" {counted(stated, 'finding states a number', 'findings state a number')} or a fact."
    return f"{says} {counted(gaps, 'finding')} cannot be made (gap)." if gaps else says


def _area_in_short(made: Inspection, missed: Sequence[str]) -> str:
    """A summary of the rules that all forces meet, some do not meet, or the area fails."""
    counted_of = [each for each in made.findings if each.rule in ASKED and each.rule != "tested"]
    met, some, none = (
        [each.rule for each in counted_of if each.word == word] for word in ("met", "stated", "gap")
    )
    returned = made.of_rule("returned")
    says = f"{returned.says} " if returned and returned.word == "gap" else ""
    there = sum(each.owed is not None for each in made.beside)
    forces = f"all {there} forces" if there > 1 else "the one force"
    says += f"Rules met by {forces} with rows: {len(met)} of {len(counted_of)}."
    says += f" Rules that some forces did not meet or return: {joined(some)}." if some else ""
    says += f" Rules that no force returned: {joined(none)}." if none else ""
    return f"{says} Rules that the area does not meet: {joined(missed)}." if missed else says


def _under(found: Sequence[InspectionFinding]) -> Iterator[str]:
    """The findings one by one, then one paragraph on the gaps."""
    for each in found:
        if each.word != "gap":
            yield from _finding(each)
    if gaps := [each.says for each in found if each.word == "gap"]:
        first = f"  {'gap'.ljust(_WORD)}"
        yield from wrapped(" ".join(gaps), indent=first, further=" " * len(first))


def _finding(each: InspectionFinding) -> Iterator[str]:
    first = f"  {each.word.ljust(_WORD)}"
    further = " " * len(first)
    cited = f" [{each.rule}: {each.cites}]" if each.cites else f" [{each.rule}]"
    lines = wrapped(each.says + cited, indent=first, further=further)
    yield lines[0].replace(each.word, painted(each.word), 1)
    yield from lines[1:]


def _test(made: Inspection) -> Iterator[str]:
    test = made.test
    yield ""
    yield "THE TEST WITHOUT NOTICE, AT EVERY HOUR OF A WEEK"
    yield from wrapped(
        f"{test.tests} tests at each of 168 hours, week of {test.week}, seed {test.seed}. At least "
        f"{SURE:.0%} of the tests at an hour reach its number.",
        indent="  ",
    )
    rows = [("", "lowest hour", "median hour", "best hour")]
    rows += [(f"  {name}", *spread_cells(of)) for name, of in measured(test)]
    yield from aligned(rows)
    yield ""
    if made.kind == "force":
        yield f"  {PUBLISHED_TITLE}"
        yield from aligned(
            [(f"  {name}", when) for name, when in reached_results(test)],
            last_left=True,
            headed=False,
        )
        yield ""
    yield "  PSUs mustered within 20 / 60 minutes, at the lowest hour of each three"
    yield from aligned([("", *DAYS), *((f"  {first}", *rest) for first, *rest in test.bands)])


PUBLISHED_TITLE: Final = (
    "Results of two forces in tests in 2013, which set no standard, and the hours that reach them"
)


def reached_results(test: NoNoticeTest) -> list[tuple[str, str]]:
    """The published results, each with the number of hours that reach it."""
    return [(name, of_hours(test.reached[key])) for key, (name, _) in PUBLISHED_RESULTS.items()]


def measured(test: NoNoticeTest) -> list[tuple[str, OverHours]]:
    """The measures of the test, as printed."""
    return [
        ("PSUs mustered within 20 minutes", test.at_once),
        ("PSUs mustered within 60 minutes", test.within),
        ("officers at the rendezvous within 60 minutes", test.officers),
        ("officers there if crews come in serials", test.officers_in_serials),
        ("inspectors on duty who may lead a PSU", test.inspectors),
        ("trained sergeants and constables on duty", test.others),
    ]


def spread_cells(of: OverHours) -> tuple[str, str, str]:
    """The numbers at the lowest, median and best hour, as printed."""
    return f"{of.lowest:,}", f"{of.median:,}", f"{of.best:,}"


TITLES: Final = (
    *("force", "", "officers", "trained", "owed", "declared", "local", "/1,000", "rank"),
    *("in 60", "aid"),
)
"""The columns of the table of forces."""


def beside_rows(made: Inspection) -> list[tuple[str, ...]]:
    """The table of peers or members, as printed, with only the forces that returned PSUs."""
    return [_row(each) for each in made.beside if each.owed is not None]


def _row(each: ForceBeside) -> tuple[str, ...]:
    numbers = (each.trained, each.owed, each.declared, each.local_need)
    within = each.within_hour
    return (
        each.name,
        each.why,
        f"{each.officers:,}",
        *(_NONE if number is None else str(number) for number in numbers),
        _NONE if each.per_thousand is None else f"{each.per_thousand:.2f}",
        _NONE if each.rank is None else str(each.rank),
        _NONE if within is None else f"{within.lowest}–{within.best}",
        each.net_aid or _NONE,
    )


def beside_note(made: Inspection) -> str:
    """The meaning of the columns in the table of forces, and the forces missing from the table."""
    silent = [each.name for each in made.beside if each.owed is None]
    rank = f"; rank: by this rate, of {made.rank_of} forces" if made.rank_of > 1 else ""
    return (
        f"PSUs. Local: needed at home. /1,000: declared per 1,000 officers{rank}. In 60: "
        "mustered without notice within 60 minutes, lowest to best hour. Aid: net provider or "
        f"recipient. {_NONE}: not returned."
        + (f" Forces that returned no PSUs: {', '.join(silent)}." if silent else "")
    )


def _beside(made: Inspection) -> Iterator[str]:
    yield ""
    yield "COMPARED WITH ITS PEERS" if made.kind == "force" else "ITS FORCES"
    yield from wrapped(beside_note(made), indent="  ")
    yield from aligned(
        [(f"  {first}", *rest) for first, *rest in (TITLES, *beside_rows(made))], left=2
    )


def _changed(made: Inspection) -> Iterator[str]:
    yield ""
    if not made.last:
        yield "SINCE THE PREVIOUS QUARTER: no quarter to compare with; name one with --last"
        return
    yield f"SINCE {made.last}"
    rows = [
        [e.what, f"{e.before} → {e.after}" if e.before else e.after, e.note] for e in made.changes
    ]
    yield from columns(rows, indent="  ") or ["  Nothing changed."]


def text_of_statement(made: Inspection) -> str:
    """The draft: sections and numbered paragraphs, each with its rule in brackets."""
    lines = [
        f"{made.name}: draft of the annual assurance statement, public order",
        f"Based on the returns for {made.quarter}. Edit before use; rules are in brackets.",
    ]
    section = ""
    for number, each in enumerate(made.statement, 1):
        if each.section != section:
            section = each.section
            lines += ["", section]
        rule = f" ({each.rule})" if each.rule else ""
        lines += wrapped(f"{each.text}{rule}", indent=f"{number:>2}. ", further="    ")
    return "\n".join(lines)


def _assumed(made: Inspection) -> Iterator[str]:
    if made.remarks:
        yield ""
        yield "REMARKS ON THE RETURN"
        for each in made.remarks:
            yield from wrapped(each, indent="  ", further="    ")
    yield ""
    yield "LIMITS OF THIS INSPECTION"
    for each in made.assumed:
        yield from wrapped(each, indent="  ")
