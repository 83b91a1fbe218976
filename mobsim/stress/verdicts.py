"""Does a line have enough crews, and how often and why does it run out of crews?

A verdict on runs depends on the share of nights in which the line runs out, among the nights that
need its crews. The verdict uses the interval of this share. *Fail*: the whole interval is above one
night in twenty. *Pass*: the whole interval is at most one night in twenty, even if nights in which
the line nearly runs out count too. *Watch*: any other interval. *Not tested*: no night needs the
line's crews. The verdict ignores how late crews arrive; see `mobsim.stress.speed` for speed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from mobsim.country.forces import Force
from mobsim.country.line_verdicts import WATCH_SHARE, CapacityVerdict, worst_tested
from mobsim.country.lines import PSU, NationalLine, line_of_place
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.causes import BINDING
from mobsim.stress.findings import (
    Estimate,
    HostResult,
    LineResult,
    ScenarioResult,
)
from mobsim.stress.night_numbers import of_nights, share, without_ends
from mobsim.stress.pack import Case
from mobsim.stress.speed import speed_of
from mobsim.study.night_measures import MEASURES
from mobsim.study.outcome import KEY
from mobsim.study.study import Study
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import place_names

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

TOLERATED: Final = 0.05
"""The tolerated share of nights in which a line runs out of crews (an assumption)."""
_AEP: Final = "aep"
_UNITS: Final = ("declared", "peak_in_use")
_VERDICTS: Final = (KEY, "line", "verdict_capacity")
_BINDS: Final = ("binds_at", "binds_where", "binds_cause")


@dataclass(frozen=True, slots=True)
class LineWords:
    """The words for a line that never ran out of crews, and for a line that ran out."""

    held: str
    broken: str
    late: str = ""


_LINE: Final = LineWords(
    "this line never ran out of crews",
    "this line ran out of crews",
    ", though some may have arrived late",
)
_TEAMS: Final = LineWords("its teams were never all in use", "all its teams were in use")


@dataclass(frozen=True, slots=True)
class Share:
    """The result for one line, over the nights of one run that need its crews."""

    breaks: Estimate
    strained: Estimate
    buffer: float | None
    cause: str
    where: str
    after: float | None
    stopped_after: int | None = None
    """The number of nights after which the run stopped early; None if it ran to the last night."""

    @property
    def told(self) -> "Share":
        """The result to print, without intervals if the run stopped early."""
        if self.stopped_after is None:
            return self
        return replace(self, breaks=without_ends(self.breaks), strained=without_ends(self.strained))


def verdict_on(breaks: Estimate, strained: Estimate) -> CapacityVerdict:
    """The verdict, from the shares of nights that break, and that break or nearly break.

    >>> from mobsim.stress.night_numbers import share
    >>> few, many = share(0, 200), share(30, 200)
    >>> verdict_on(few, few), verdict_on(few, many), verdict_on(many, many)
    ('pass', 'watch', 'fail')
    >>> verdict_on(share(0, 10), share(0, 10)), verdict_on(share(0, 0), share(0, 0))
    ('watch', 'not tested')
    """
    if not breaks.n:
        return "not tested"
    if breaks.low is not None and breaks.low > TOLERATED:
        return "fail"
    return "pass" if strained.high is not None and strained.high <= TOLERATED else "watch"


def fared(line: LineResult | Share) -> tuple[bool, float, float, float]:
    """A sort key for how badly a line fared; runs that do not test the line come first."""
    often, nearly = (each.estimate or 0.0 for each in (line.breaks, line.strained))
    return (bool(line.breaks.n), often, nearly, -(line.buffer or 0.0))


def line_results(
    runs: Sequence[tuple[Case, Study]], scenario: Scenario, planned: int = 0
) -> list[LineResult]:
    """The result for every line in one test under one reading.

    A run with fewer nights than ``planned`` stopped early.

    Returns
    -------
    list
        The results for the national lines come first, each with its worst host. If hosts rotate,
        the results for the PSU line follow, with the worst host in each region. The results for
        each region's AEP teams come last.
    """
    names = {force.force_id: force for force in scenario.forces}
    regions = {region.region_id: region.name for region in scenario.regions}
    found = [_national(runs, line, names, planned) for line in scenario.lines]
    for region in regions if runs[0][0].host else ():
        inside = [(case, study) for case, study in runs if names[case.host].region == region]
        if inside:
            line = _line_of(runs, line_of_place(scenario.lines, PSU, region))
            named = {
                "region": region,
                "region_name": regions[region],
                "name": f"{line.name} (host in the region)",
            }
            found.append(_national(inside, line, names, planned).model_copy(update=named))
    return found + [
        _regional(runs, region, name, names, planned) for region, name in regions.items()
    ]


def scenario_result(runs: Sequence[tuple[Case, Study]]) -> ScenarioResult:
    """The result of one test under one reading, over all hosts together.

    The result counts only the nights that every host has, so that all hosts have equal weight.
    """
    import pandas as pd

    case, common = runs[0][0], min(len(study.nights) for _, study in runs)
    nights = pd.concat([study.nights[:common] for _, study in runs])
    broken = pd.concat([study.replications["first_to_break_line"][:common] for _, study in runs])
    broken = broken.dropna()
    first = Counter(broken.tolist()).most_common(1)
    return ScenarioResult(
        **case.ids,
        **speed_of(nights["forty_after"].tolist(), judged=not runs[0][1].scenario.disorder),
        **_measured(nights, "line_breaks", "worst_shortfall", "forces_below_floor"),
        first_to_break=_line_of(runs, first[0][0]).name if first else "",
        run=case.run if not case.host else case.run.rpartition("/")[0],
    )


Shares = dict[tuple[str, str], Share]
"""The result for each line and region."""
_KNOWN: Final = "shares_of_lines"
"""The name under which a study stores these results."""


def all_shares_of(study: Study) -> Shares:
    """The results for each national line and each region's AEP teams, by line and region."""
    lines, regions = study.scenario.lines, study.scenario.regions
    of = [(each.line, "") for each in lines] + [(_AEP, each.region_id) for each in regions]
    return {key: share_of(study, *key) for key in of}


def share_of(study: Study, line: str, region: str = "") -> Share:
    """The result for a national line or a region's AEP teams; mobsim computes it once per study."""
    known: Shares = vars(study).setdefault(_KNOWN, {})
    if (line, region) not in known:
        known.update(_of_regions(study) if region else {(line, ""): _share_of(study, line)})
    return known[line, region]


def know_shares(study: Study, shares: Shares) -> None:
    """Store results that another process has computed from a study."""
    vars(study).setdefault(_KNOWN, {}).update(shares)


def worst_hosts(runs: Sequence[tuple[Case, Study]], scenario: Scenario) -> set[Case]:
    """The hosts with which the national lines fared worst, whose intervals the report needs."""
    found = set()
    for line in scenario.lines:
        held = {case: share_of(study, line.line) for case, study in runs}
        worst = max(held, key=lambda case: (*fared(held[case]), case.host))
        if held[worst].breaks.n:
            found.add(worst)
    return found


def _national(
    runs: Sequence[tuple[Case, Study]],
    line: NationalLine,
    names: Mapping[str, Force],
    planned: int,
) -> LineResult:
    """The result for a national line in the run in which it fared worst."""
    shares = [(_stopped(share_of(study, line.line), study, planned), case) for case, study in runs]
    return _worst_off(shares, line, names)


def _stopped(held: Share, study: Study, planned: int) -> Share:
    """The result with the number of nights after which its run stopped early."""
    return replace(held, stopped_after=_stopped_after(study, planned))


def _stopped_after(study: Study, planned: int) -> int | None:
    nights = study.replications_run if planned else 0
    return nights if nights < planned else None


def _regional(
    runs: Sequence[tuple[Case, Study]],
    region: str,
    name: str,
    names: Mapping[str, Force],
    planned: int = 0,
) -> LineResult:
    """The result for a region's AEP teams; teams run out in a night that uses all of them."""
    shares = [
        (_stopped(share_of(study, _AEP, region), study, planned), case) for case, study in runs
    ]
    found = _worst_off(shares, _line_of(runs, _AEP), names, _TEAMS)
    # Teams exist to be used, so using all of them is only a warning.
    verdict = "watch" if found.verdict == "fail" else found.verdict
    named = {"region": region, "region_name": name, "verdict": verdict}
    return found.model_copy(update=named)


def _worst_off(
    shares: Sequence[tuple[Share, Case]],
    line: NationalLine,
    names: Mapping[str, Force],
    words: LineWords = _LINE,
) -> LineResult:
    """The result for a line in the worst of the given runs."""
    made = [_result(held, case, line, names, words) for held, case in shares]
    return max(made, key=lambda each: (*fared(each), each.host))


def _result(
    held: Share, case: Case, line: NationalLine, names: Mapping[str, Force], words: LineWords
) -> LineResult:
    host = names[case.host].name if case.host else ""
    return LineResult(
        **case.ids,
        line=line.line,
        name=line.name,
        region="",
        region_name="",
        host=case.host,
        host_name=host,
        verdict=verdict_on(held.breaks, held.strained),
        reason=_reason(held, host, words),
        run=case.run,
        **asdict(held.told),
    )


def _line_of(runs: Sequence[tuple[Case, Study]], key: str) -> NationalLine:
    return next(line for line in runs[0][1].scenario.lines if line.line == key)


def _share_of(study: Study, line: str) -> Share:
    """The result for a national line over the nights of a study."""
    of = {name: study.values("national", name) for name in (*_VERDICTS, *_UNITS, *_BINDS)}
    rows = (of["line"] == line) & (of["verdict_capacity"] != "not tested")
    verdict, declared, in_use = (of[each][rows] for each in ("verdict_capacity", *_UNITS))
    bound = rows & (of["verdict_capacity"] == "fail")
    strained = int(((verdict == "fail") | (verdict == "watch")).sum())
    where = _most(of["binds_where"][bound])
    return Share(
        breaks=share(int(bound.sum()), len(verdict)),
        strained=share(strained, len(verdict)),
        buffer=_to_spare((declared - in_use).tolist()),
        cause=_most(of["binds_cause"][bound]),
        where=place_names(facts_of(study.scenario)).get(where, where) if where else "",
        after=_breaks_after(study, of[KEY][bound], of["binds_at"][bound]) if bound.any() else None,
    )


def _breaks_after(study: Study, nights: "NDArray[Any]", minutes: "NDArray[Any]") -> float:
    """The median minutes from a night's first incident until a line breaks."""
    began: dict[int, float] = {}
    starts = (study.values("incidents", name).tolist() for name in (KEY, "began_at"))
    for night, minute in zip(*starts, strict=True):
        began[night] = min(minute, began.get(night, minute))
    broken = zip(nights.tolist(), minutes.tolist(), strict=True)
    return float(median(minute - began[night] for night, minute in broken))


def _of_regions(study: Study) -> Shares:
    """The result for each region's AEP teams, over the nights that need AEP teams."""
    nights, lines, verdicts = (study.values("national", name) for name in _VERDICTS)
    needing = set(nights[(lines == _AEP) & (verdicts != "not tested")].tolist())
    columns = [study.values("regions", name).tolist() for name in (KEY, "region", *_UNITS)]
    regions = {*columns[1], *(each.region_id for each in study.scenario.regions)}
    found: dict[str, list[tuple[int, int]]] = {region: [] for region in regions}
    for night, region, declared, used in zip(*columns, strict=True):
        if night in needing:
            found[region].append((declared, used))
    return {(_AEP, region): _exhausted(found[region]) for region in sorted(found)}


def _exhausted(nights: Sequence[tuple[int, int]]) -> Share:
    """The result for a region's teams, from the units declared and used in each night."""
    spent = share(sum(used >= max(1, declared) for declared, used in nights), len(nights))
    return Share(spent, spent, _to_spare([d - used for d, used in nights]), "", "", None)


def _to_spare(left: Sequence[float]) -> float | None:
    """The number of units left in the median night, never below 0; None if there are no nights."""
    return max(0.0, float(median(left))) if left else None


def _most(values: "NDArray[Any]") -> str:
    """The most frequent word, or else the first in the alphabet; empty without words."""
    counted = Counter(word for word in values.tolist() if word is not None).most_common()
    return str(min(counted, key=lambda each: (-each[1], each[0]))[0]) if counted else ""


def _reason(held: Share, host: str, words: LineWords) -> str:
    """A sentence on how often, where and why a line ran out of crews."""
    plain = f"; clear after {held.stopped_after} nights" if held.stopped_after else ""
    nights = held.breaks.n
    if not nights:
        return f"not tested, because no night needed its crews{plain}"
    shares = (held.breaks, held.strained)
    count, nearly = (round((each.estimate or 0.0) * nights) for each in shares)
    at = f" with {host} as host" if host else ""
    if not count:
        less = f"less than {100 * WATCH_SHARE:g} % of the figure was left to send"
        found = f"{words.held} in {nights} nights{at}{words.late}"
        if nearly:
            found += f"; in {nearly} of them {less} while need was unmet"
        passes = verdict_on(held.breaks, held.strained) == "pass"
        few = "" if nearly or passes else "; too few nights for a pass"
        return f"{found}{few}{plain}"
    found = f"{words.broken} in {count} of {nights} nights{at}"
    if held.cause:
        found += f", mostly for {held.where}: {BINDING[held.cause].nights}"
    return f"{found}{plain}"


def host_results(runs: Sequence[tuple[Case, Study]], planned: int = 0) -> list[HostResult]:
    """The result for each force as host, ordered by id; empty if hosts do not rotate.

    A run with fewer nights than ``planned`` stopped early, so its numbers have no interval.
    """
    return [
        _host_result(case, force, study, planned)
        for case, study in runs
        for force in study.scenario.forces
        if force.force_id == case.host
    ]


def _host_result(case: Case, force: Force, study: Study, planned: int) -> HostResult:
    held = [share_of(study, each.line) for each in study.scenario.lines]
    numbers = {
        "on_time": speed_of(study.nights["forty_after"].tolist())["on_time"],
        **_measured(study.nights, "line_breaks", "worst_shortfall"),
    }
    stopped = _stopped_after(study, planned)
    if stopped is not None:
        numbers = {name: without_ends(each) for name, each in numbers.items()}
    return HostResult(
        **case.ids,
        force=case.host,
        force_name=force.name,
        region=force.region,
        capacity=worst_tested([verdict_on(each.breaks, each.strained) for each in held]),
        stopped_after=stopped,
        **numbers,
        run=case.run,
    )


def _measured(nights: "pandas.DataFrame", *names: str) -> dict[str, Estimate]:
    """The estimate of each measure over all nights of a study."""
    return {name: of_nights(MEASURES[name], nights[name].tolist()) for name in names}
