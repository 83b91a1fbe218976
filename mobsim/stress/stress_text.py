"""What does ``mobsim stress run`` print?"""

from collections.abc import Iterator, Sequence

from mobsim.country.line_verdicts import printed
from mobsim.country.returns import KindTotal
from mobsim.ground.text_layout import aligned, columns, painted, wrapped
from mobsim.stress.findings import (
    Estimate,
    LineTurn,
    LineVerdict,
    OfLine,
    ScenarioResult,
    SpeedTarget,
    SpeedTurn,
    StressFindings,
)
from mobsim.stress.night_numbers import share
from mobsim.stress.paper.printed_numbers import between, fewer_told, told
from mobsim.stress.speed import late_by
from mobsim.stress.verdicts import verdict_on


def text_of(findings: StressFindings) -> str:
    """The printed text: answers, lines' capacity, kinds of unit, speed, and effect of beliefs.

    The effect of beliefs appears only if the test drew beliefs.
    """
    parts = (_opening, _answers, _capacity, _kinds, _speed, _beliefs)
    return "\n".join(line for part in parts for line in part(findings))


def _opening(findings: StressFindings) -> Iterator[str]:
    yield findings.title
    returned = "synthetic returns" if findings.returns_synthetic else "returns"
    yield (
        f"{returned.capitalize()} of {findings.returns_forces} forces, pack {findings.pack}, "
        f"{findings.nights} nights per run{fewer_told(findings)}, seed {findings.seed}"
    )
    if findings.quick:
        yield f"QUICK: {findings.nights} nights and few hosts; draw no conclusions"


def _answers(findings: StressFindings) -> Iterator[str]:
    for place, each in enumerate(findings.answers, 1):
        verdict = f"  [{each.verdict_on}: {painted(printed(each.verdict))}]" if each.verdict else ""
        yield ""
        yield f"{place}. {each.question}{verdict}"
        yield from wrapped(each.answer, indent="   ")
        for point in each.points:
            yield from wrapped(f"- {point}", indent="   ", further="     ")
        if each.speed:
            yield from wrapped(f"Speed (target: {findings.target.words}, assumed)", indent="   ")
        for point in each.speed:
            yield from wrapped(f"- {point}", indent="   ", further="     ")


def _capacity(findings: StressFindings) -> Iterator[str]:
    yield ""
    yield "CAPACITY: were there enough crews, however late? Shown: the worse reading of London."
    best = share(0, findings.nights)
    if verdict_on(best, best) != "pass":
        yield f"{findings.nights} nights are too few for a pass."
    national = [each for each in findings.verdicts if not each.region]
    regions = [each for each in findings.verdicts if each.region]
    yield from aligned([_HEADING, *(_row(each) for each in national)])
    yield ""
    yield from aligned([("REGIONS", *_HEADING[1:]), *(_row(each) for each in regions)])


_HEADING = ("NATIONAL LINES", "required", "declared", "stock", "promised", "likely", "capacity")


def _name(each: OfLine) -> str:
    return f"{each.region_name}, {each.name}" if each.region else each.name


def _row(each: LineVerdict) -> Sequence[str]:
    numbers = (str(each.required), str(each.declared)) if each.required else ("", "")
    on_stock = printed(each.stock) if each.required else ""
    verdicts = (printed(found) for found in (each.promised, each.likely, each.verdict))
    return (f"  {_name(each)}", *numbers, on_stock, *verdicts)


def _kinds(findings: StressFindings) -> Iterator[str]:
    """Every kind of unit, compared with its national figure; empty if no kinds were saved."""
    if findings.kinds:
        yield ""
        yield "KINDS: every kind of unit in the returns"
        yield from kinds_told(findings.kinds)


def kinds_told(totals: Sequence[KindTotal]) -> Iterator[str]:
    """Every kind of unit that at least one force returned, and the names of all other kinds.

    Each number covers all forces together.
    """
    national = [each for each in totals if not each.region]
    head = ["kind", "forces", "trained", "declared", "last quarter", "required"]
    rows = [
        [
            each.name,
            str(each.forces).rjust(6),
            _counted(each.trained, 7),
            _counted(each.declared, 8),
            _counted(each.declared_before, 12),
            each.requirement,
        ]
        for each in national
        if each.forces
    ]
    yield from columns([head, *rows], indent="  ", headed=True)
    if silent := ", ".join(each.name for each in national if not each.forces):
        yield from wrapped(f"Not returned by any force: {silent}.", indent="  ", further="    ")


def _counted(number: int | None, width: int) -> str:
    """A number of units, aligned with the end of its column title; a dash if it is unknown."""
    return ("–" if number is None else str(number)).rjust(width)


def _speed(findings: StressFindings) -> Iterator[str]:
    """The speed in each test, promised and likely, if London owes only its 75 PSUs."""
    yield ""
    yield f"SPEED: was the target met? {findings.target.words} (assumed)."
    yield "London owes the 75 only. Median late by: the delay in the median night."
    found: dict[str, list[str]] = {test.test_id: [] for test in findings.tests}
    modes = [each for each in findings.readings if each.london == "outside_297"]
    for reading in modes:
        for each in findings.results:
            if each.reading == reading.reading_id:
                found[each.test] += _met(each, findings.target)
    heads = [text for each in modes for text in (f"{each.readiness}: met in", "median late by")]
    rows = [(f"  {name}", *cells) for name, cells in found.items() if cells]
    yield from aligned([("TESTS", *heads), *rows])


def _beliefs(findings: StressFindings) -> Iterator[str]:
    """Compare each verdict with the verdict from nights with beliefs, and describe changes."""
    made = findings.beliefs
    if made is None:
        return
    yield ""
    yield f"BELIEFS: could they change a verdict? Each night draws its own ({made.source[:24]})."
    lines = [(_name(each), each) for each in made.lines]
    yield from aligned([_WITH_BELIEFS, *(_turned(*each) for each in lines)])
    yield from _could_turn(lines)
    yield ""
    modes = {"promised": "as promised", "likely": "as is likely"}
    readings = (each for each in findings.readings if each.london == "outside_297")
    shown = {each.reading_id: modes[each.readiness] for each in readings}
    speed = [
        (f"{each.test} {shown[each.reading]}", each) for each in made.speed if each.reading in shown
    ]
    yield from aligned([_MISSED, *(_missed(*each) for each in speed)])
    yield from _could_turn(speed)


def _could_turn(rows: Sequence[tuple[str, LineTurn | SpeedTurn]]) -> Iterator[str]:
    """The sentence on each row that beliefs could change, and one sentence on all other rows."""
    turned = [f"{name}. {each.sentence}" for name, each in rows if each.turns]
    for said in turned:
        yield from wrapped(said, indent="  ", further="    ")
    others = dict.fromkeys(each.sentence for _, each in rows if not each.turns)
    for sentence in others:
        of = [name for name, each in rows if each.sentence == sentence]
        which = "; ".join(of) if turned or len(others) > 1 else "Every row"
        yield from wrapped(f"{which}. {sentence}", indent="  ", further="    ")


_WITH_BELIEFS = ("CAPACITY", "nights break", "with beliefs", "capacity", "with beliefs")
_MISSED = ("SPEED", "nights miss", "with beliefs")


def _turned(name: str, each: LineTurn) -> Sequence[str]:
    shares = (_nights(found) for found in (each.breaks, each.breaks_with_beliefs))
    return (f"  {name}", *shares, printed(each.verdict), printed(each.with_beliefs))


def _missed(name: str, each: SpeedTurn) -> Sequence[str]:
    return (f"  {name}", *(_nights(found) for found in (each.missed, each.missed_with_beliefs)))


def _nights(found: Estimate) -> str:
    return f"{told(found, 'share')} ({between(found, 'share')})"


def _met(each: ScenarioResult, target: SpeedTarget) -> list[str]:
    """How often nights met the target, and how late the median night was for the target."""
    met = f"{told(each.on_time, 'share')} ({between(each.on_time, 'share')})"
    late = late_by(each.forty_after, target)
    return [met if each.on_time.n else late, late if each.on_time.n else ""]
