"""Does a line hold: how often does it break, by how much is there more than is in use, and why?

A verdict on runs is one on a share of nights, and says no more than the nights allow: *pass* where
the line surely breaks in no more than one night in twenty, *fail* where it surely breaks in more,
*watch* in between.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from mobsim.country.forces import Force
from mobsim.country.line_verdicts import Verdict
from mobsim.country.lines import NationalLine
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.causes import BINDING
from mobsim.stress.findings import (
    Estimate,
    HostResult,
    LineResult,
    ScenarioResult,
)
from mobsim.stress.night_numbers import of_nights, share
from mobsim.stress.pack import Case
from mobsim.study.night_measures import MEASURES
from mobsim.study.outcome import KEY
from mobsim.study.study import Study
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import place_names

if TYPE_CHECKING:
    import pandas

TOLERATED: Final = 0.05
"""Share of nights in which a line may break; assumed."""


@dataclass(frozen=True, slots=True)
class Share:
    """How one line fared in the nights of one run."""

    breaks: Estimate
    buffer: float
    cause: str
    where: str
    after: float | None


def verdict_on(breaks: Estimate) -> Verdict:
    """What a share of nights says, in which a line breaks.

    >>> from mobsim.stress.night_numbers import share
    >>> verdict_on(share(0, 200)), verdict_on(share(30, 200)), verdict_on(share(0, 10))
    ('pass', 'fail', 'watch')
    """
    if breaks.low is not None and breaks.low > TOLERATED:
        return "fail"
    return "pass" if breaks.high is not None and breaks.high <= TOLERATED else "watch"


def line_results(runs: Sequence[tuple[Case, Study]], scenario: Scenario) -> list[LineResult]:
    """How every line fared in one test under one reading.

    Returns
    -------
    list
        The national lines with the host that fared worst; then, where hosts rotate, the PSU line
        with the worst host of each region; then each region's AEP teams.
    """
    names = {force.force_id: force for force in scenario.forces}
    regions = {region.region_id: region.name for region in scenario.regions}
    found = [_national(runs, line, names) for line in scenario.lines]
    for region in regions if runs[0][0].host else ():
        inside = [(case, study) for case, study in runs if names[case.host].region == region]
        if inside:
            held = _national(inside, _line_of(runs, "psu"), names)
            named = {"region": region, "region_name": regions[region], "name": "PSU, as host"}
            found.append(held.model_copy(update=named))
    return found + [_regional(runs, region, name, names) for region, name in regions.items()]


def scenario_result(runs: Sequence[tuple[Case, Study]]) -> ScenarioResult:
    """What one test came to under one reading: all nights of all hosts together."""
    import pandas as pd

    case = runs[0][0]
    nights = pd.concat([study.nights for _, study in runs])
    broken = pd.concat([study.replications["first_to_break_line"] for _, study in runs]).dropna()
    first = Counter(broken.tolist()).most_common(1)
    return ScenarioResult(
        **case.ids,
        **_measured(nights, "forty_in_4h", "forty_after", "line_breaks"),
        **_measured(nights, "worst_shortfall", "forces_below_floor"),
        first_to_break=_line_of(runs, first[0][0]).name if first else "",
        run=case.run if not case.host else case.run.rpartition("/")[0],
    )


def _national(
    runs: Sequence[tuple[Case, Study]], line: NationalLine, names: Mapping[str, Force]
) -> LineResult:
    """A national line, with the run in which it fared worst."""
    shares = [(_share_of(study, line.line), case) for case, study in runs]
    return _worst_off(shares, line, names)


def _regional(
    runs: Sequence[tuple[Case, Study]], region: str, name: str, names: Mapping[str, Force]
) -> LineResult:
    """A region's AEP teams: they break in a night in which none that is declared is not in use."""
    shares = [(_exhausted(study, region), case) for case, study in runs]
    found = _worst_off(shares, _line_of(runs, "aep"), names, "all of its teams are in use")
    # To have all in use is what they are for: no more than a warning.
    verdict = "pass" if found.verdict == "pass" else "watch"
    named = {"region": region, "region_name": name, "verdict": verdict}
    return found.model_copy(update=named)


def _worst_off(
    shares: Sequence[tuple[Share, Case]],
    line: NationalLine,
    names: Mapping[str, Force],
    broken: str = "it breaks",
) -> LineResult:
    """How a line fared in the worst of some runs."""
    held, case = max(shares, key=lambda each: (_often(each[0]), -each[0].buffer, each[1].host))
    host = names[case.host].name if case.host else ""
    return LineResult(
        **case.ids,
        line=line.line,
        name=line.name,
        region="",
        region_name="",
        host=case.host,
        host_name=host,
        verdict=verdict_on(held.breaks),
        reason=_reason(held, host, broken),
        run=case.run,
        **asdict(held),
    )


def _line_of(runs: Sequence[tuple[Case, Study]], key: str) -> NationalLine:
    return next(line for line in runs[0][1].scenario.lines if line.line == key)


def _share_of(study: Study, line: str) -> Share:
    """How a national line fared in the nights of a study."""
    rows = study.national[study.national["line"] == line].set_index(KEY)
    bound = rows[rows["verdict_capacity"] == "fail"]
    began = study.incidents.groupby(KEY)["began_at"].min()
    after = (bound["binds_at"] - began.reindex(bound.index)).astype("float64")
    left = (rows["declared"] - rows["peak_in_use"]).astype("float64")
    where = _most(bound["binds_where"])
    return Share(
        breaks=share(len(bound), len(rows)),
        buffer=max(0.0, float(left.median())),
        cause=_most(bound["binds_cause"]),
        where=place_names(facts_of(study.scenario)).get(where, where),
        after=None if after.empty else float(after.median()),
    )


def _exhausted(study: Study, region: str) -> Share:
    rows = study.regions[study.regions["region"] == region]
    left = (rows["declared"] - rows["peak_in_use"]).astype("float64")
    spent = int(((left <= 0) & (rows["peak_in_use"] > 0)).sum())
    return Share(share(spent, len(rows)), max(0.0, float(left.median())), "", "", None)


def _often(held: Share) -> float:
    return held.breaks.estimate or 0.0


def _most(values: "pandas.Series") -> str:
    counted = Counter(values.dropna().tolist()).most_common()
    return str(min(counted, key=lambda each: (-each[1], each[0]))[0]) if counted else ""


def _reason(held: Share, host: str, broken: str) -> str:
    """In words: how often, where and why."""
    count = round(_often(held) * held.breaks.n)
    at = f" with {host} as host" if host else ""
    if not count:
        return f"holds in all {held.breaks.n} nights{at and ', even' + at}"
    found = f"{broken} in {count} of {held.breaks.n} nights{at}"
    if held.cause:
        found += f", mostly for {held.where}: {BINDING[held.cause].nights}"
    return found


def host_results(runs: Sequence[tuple[Case, Study]]) -> list[HostResult]:
    """How each force fared as host, in order of id; none where hosts do not rotate."""
    return [
        HostResult(
            **case.ids,
            force=case.host,
            force_name=force.name,
            region=force.region,
            **_measured(study.nights, "forty_in_4h", "line_breaks", "worst_shortfall"),
            run=case.run,
        )
        for case, study in runs
        for force in study.scenario.forces
        if force.force_id == case.host
    ]


def _measured(nights: "pandas.DataFrame", *names: str) -> dict[str, Estimate]:
    """What nights come to, measure by measure."""
    return {name: of_nights(MEASURES[name], nights[name].tolist()) for name in names}
