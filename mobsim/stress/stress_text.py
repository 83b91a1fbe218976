"""What does ``mobsim stress run`` print?"""

from collections.abc import Iterator, Sequence

from mobsim.country.line_verdicts import printed
from mobsim.ground.text_layout import aligned, wrapped
from mobsim.stress.findings import LineVerdict, ScenarioResult, SpeedTarget, StressFindings
from mobsim.stress.night_numbers import share
from mobsim.stress.paper.printed_numbers import between, told
from mobsim.stress.speed import late_by
from mobsim.stress.verdicts import verdict_on


def text_of(findings: StressFindings) -> str:
    """The answers, then the capacity of each line, then the speed of each test."""
    parts = (_opening, _answers, _capacity, _speed)
    return "\n".join(line for part in parts for line in part(findings))


def _opening(findings: StressFindings) -> Iterator[str]:
    yield findings.title
    returned = "synthetic returns" if findings.returns_synthetic else "returns"
    yield (
        f"{returned.capitalize()} of {findings.returns_forces} forces, pack {findings.pack}, "
        f"{findings.nights} nights of each run, seed {findings.seed}"
    )
    if findings.quick:
        yield f"QUICK: {findings.nights} nights and few hosts; draw no conclusion from it"


def _answers(findings: StressFindings) -> Iterator[str]:
    for place, each in enumerate(findings.answers, 1):
        verdict = f"  [{each.verdict_on}: {printed(each.verdict)}]" if each.verdict else ""
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
    yield "CAPACITY: were there enough crews, however late? The worst of both readings of London."
    best = share(0, findings.nights)
    if verdict_on(best, best) != "pass":
        yield f"{findings.nights} nights are too few for a pass."
    national = [each for each in findings.verdicts if not each.region]
    regions = [each for each in findings.verdicts if each.region]
    yield from aligned([_HEADING, *(_row(each) for each in national)])
    yield ""
    yield from aligned([("REGIONS", *_HEADING[1:]), *(_row(each) for each in regions)])


_HEADING = ("NATIONAL LINES", "required", "declared", "stock", "promised", "likely", "capacity")


def _row(each: LineVerdict) -> Sequence[str]:
    name = f"{each.region_name}, {each.name}" if each.region else each.name
    numbers = (str(each.required), str(each.declared)) if each.required else ("", "")
    on_stock = printed(each.stock) if each.required else ""
    verdicts = (printed(found) for found in (each.promised, each.likely, each.verdict))
    return (f"  {name}", *numbers, on_stock, *verdicts)


def _speed(findings: StressFindings) -> Iterator[str]:
    """Each test, as promised and as is likely, with London owing the 75 only."""
    yield ""
    yield f"SPEED: was the target met? {findings.target.words} (assumed)."
    yield "London owes the 75 only; the median night is late by so much."
    found: dict[str, list[str]] = {test.test_id: [] for test in findings.tests}
    modes = [each for each in findings.readings if each.london == "outside_297"]
    for reading in modes:
        for each in findings.results:
            if each.reading == reading.reading_id:
                found[each.test] += _met(each, findings.target)
    heads = [text for each in modes for text in (f"{each.readiness}: met in", "median late by")]
    rows = [(f"  {name}", *cells) for name, cells in found.items() if cells]
    yield from aligned([("TESTS", *heads), *rows])


def _met(each: ScenarioResult, target: SpeedTarget) -> list[str]:
    """How often the target was met, and by how much the median night missed it."""
    met = f"{told(each.on_time, 'share')} ({between(each.on_time, 'share')})"
    late = late_by(each.forty_after, target)
    return [met if each.on_time.n else late, late if each.on_time.n else ""]
