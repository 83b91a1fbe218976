"""What does a saved result show, and how do two results differ?

For one night, this module arranges the words of the scorecard for the page. For a study, it
arranges the words of the study's text. Every number that is computed from many nights has its
interval.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from mobsim.ground.clock import ClockTimes
from mobsim.ground.errors import InputError, reading
from mobsim.ground.input_files import read_regular
from mobsim.ground.intervals import Interval
from mobsim.ground.json_files import parsed
from mobsim.ground.manifest import check_folder, read_manifest
from mobsim.ground.units import format_duration
from mobsim.looking.report import NightSource, read_source
from mobsim.scenario.file.yaml_reading import decode, read_yaml
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Tally
from mobsim.study.comparing import Comparison, MeasureDifference
from mobsim.study.folder import open_folder
from mobsim.study.night_measures import MEASURES, OF_A_LINE
from mobsim.study.span import count_of
from mobsim.study.study import Study, read_study
from mobsim.study.study_at_a_glance import NightsGlance, nights_glance
from mobsim.study.study_sets import SUMMARY
from mobsim.study.study_text import METHODS, in_agreement, number, wanted
from mobsim.study.summary import SummaryLine
from mobsim.telling.at_a_glance import Glance
from mobsim.telling.forces_tonight import few_in_play
from mobsim.telling.measures_told import target_told
from mobsim.telling.scorecard import told
from mobsim.telling.store import DOCUMENT, SCENARIO
from mobsim.telling.wording import capital, place_name, seed_told

Row = dict[str, Any]

_MEANS: Final = ("share", "mean", "restricted mean")
_TONES: Final = {"good": "pass", "watch": "watch", "bad": "fail"}
_VERDICTS: Final = {"met": "pass", "late": "fail", "never": "fail"}


def _row(said: str, value: str, verdict: str | None = None, **more: Any) -> Row:
    return {"said": said, "value": value, "verdict": verdict or "none", **more}


class KeptResult(NamedTuple):
    """A result in the folder."""

    name: str
    folder: Path
    kind: str


def answers_of(result: KeptResult) -> Row:
    """Return the answers of a result.

    Raises
    ------
    InputError
        If someone has changed the result since it was written, or it has no answers yet.
    """
    if result.kind == "night":
        return night_answers(result.folder, result.name)
    if result.kind == "study":
        return study_answers(result.folder, result.name)
    return set_answers(result.folder, result.kind)


def outline_of(result: KeptResult) -> Row:
    """Return the list entry of a result, from a small part of its files."""
    said: Row = {"title": result.name, "scenario": "", "provisional": False, "sound": True}
    try:
        said["provisional"] = not read_manifest(result.folder).complete
        if result.kind in ("night", "study"):
            text = decode(read_regular(result.folder / SCENARIO, "yaml", SCENARIO), SCENARIO)
            kept = read_yaml(text, SCENARIO).items
            said["title"] = kept["title"].text or result.name
            said["scenario"] = kept["name"].text or ""
    except (InputError, OSError, KeyError):
        said["sound"] = False
    return said


# --- one night ------------------------------------------------------------------------------------


def night_answers(folder: Path, name: str) -> Row:
    """Return the answers of one night.

    Raises
    ------
    InputError
        If the folder has changed since it was written.
    """
    source = read_source(folder)
    scenario, document = source.scenario, source.document
    identity = document["provenance"]
    words = told(
        scenario,
        source.measures,
        source.facts,
        seed=seed_told(identity["seed"], identity["replication"]),
        typical=identity["typical"],
    )
    untested = few_in_play(scenario)
    tally = Tally.of(source.log, source.facts)
    glance = Glance(source.facts, source.measures, ClockTimes(scenario.clock), tally, untested)
    answers = [
        _row(label, answer, _verdict_on(label, source))
        for label, answer in words.answers
        if label != "Your target"
    ]
    closing = [_row(label, answer) for label, answer in words.closing]
    return {
        **_outline(scenario),
        **_at_a_glance(glance),
        "notes": [*words.opening, *words.notes, words.commitments],
        "answers": answers,
        "closing": closing,
        "lines": list(_lines_of(source)),
        "targets": list(_targets_of(source)),
        "seed": identity["seed"],
        "command": f"mobsim run {name}/scenario.yaml --seed {identity['seed']}",
    }


def _at_a_glance(glance: Glance | NightsGlance) -> Row:
    """Return the verdicts and sentences with which the report opens."""
    verdicts = [
        _row(each.label, each.words, _TONES.get(each.tone), detail=each.detail)
        for each in glance.verdicts
    ]
    return {"sentences": list(glance.sentences), "verdicts": verdicts}


def _outline(scenario: Scenario) -> Row:
    start, end = scenario.clock.start, scenario.clock.at(scenario.duration)
    return {
        "title": scenario.title,
        "question": scenario.question,
        "scenario": scenario.name,
        "start": f"{start:%Y-%m-%d %H:%M}",
        "end": f"{end:%Y-%m-%d %H:%M}",
        "minutes": scenario.duration,
    }


def _verdict_on(label: str, source: NightSource) -> str | None:
    """Return the verdict if the label is capacity or speed, and None for any other label."""
    if label == "Capacity":
        found = [line.verdict_capacity for line in source.measures.national]
        return next((each for each in ("fail", "watch", "pass") if each in found), None)
    if label == "Speed":
        verdicts = [_VERDICTS.get(each.verdict or "") for each in source.measures.targets]
        return next((each for each in ("fail", "pass") if each in verdicts), None)
    return None


def _lines_of(source: NightSource) -> Iterator[Row]:
    names = {line.line: line.name for line in source.scenario.lines}
    for line in source.measures.national:
        used = "unknown" if line.peak_in_use is None else f"{line.peak_in_use}"
        verdict = line.verdict_capacity or "none"
        known = verdict if verdict in ("pass", "watch", "fail") else "none"
        value = f"{verdict}: at most {used} of {line.required} in use"
        yield _row(names.get(line.line, line.line), value, known)


def _targets_of(source: NightSource) -> Iterator[Row]:
    times = ClockTimes(source.scenario.clock)
    refused = source.measures.refused.get("targets", "")
    for each in source.measures.targets:
        said = target_told(each, source.facts, refused, times.both)
        where = place_name(source.facts, each.incident)
        yield _row(f"Target in {where}", said, _VERDICTS.get(each.verdict or ""))


# --- many nights ----------------------------------------------------------------------------------


def study_answers(folder: Path, name: str) -> Row:
    """Return the answers of many nights; for an incomplete study, only its finished nights count.

    Raises
    ------
    InputError
        If the folder has changed since it was written, or has no night yet.
    """
    study, provisional = _study_in(folder)
    nights, seed = study.replications_run, study.identity.seed
    planned = f" --replications {nights}" if not provisional else ""
    return {
        **_outline(study.scenario),
        **_at_a_glance(nights_glance(study)),
        "notes": [f"{nights:,} nights, seed {seed}. Not a forecast.", *METHODS],
        "text": study.text(),
        "answers": study_marks(study),
        "closing": [],
        "lines": list(_study_lines(study)),
        "targets": list(_study_targets(study)),
        "seed": seed,
        "nights": nights,
        "provisional": provisional,
        "command": f"mobsim run {name}/scenario.yaml --seed {seed}{planned}",
    }


def _study_in(folder: Path) -> tuple[Study, bool]:
    if read_manifest(folder).complete:
        return read_study(folder), False
    kept = open_folder(folder, mending=True)
    if not count_of(kept.spans):
        raise InputError.about(folder.name, "has no night yet; run it again")
    return Study(kept.scenario(), kept.identity, kept), True


def study_marks(study: Study) -> list[Row]:
    """Return the results of many nights; each number has its interval."""
    lines = [each for each in study.lines if each.statistic in _MEANS]
    of_night = (o for o in lines if o.subject == "night" and o.measure not in OF_A_LINE)
    marks = [_interval_row(capital(MEASURES[o.measure].label), o) for o in of_night]
    return [*_study_targets(study), *marks]


def _interval_row(said: str, line: SummaryLine) -> Row:
    return _row(said, number(line.interval.estimate, line.unit), **_ends(line.interval, line.unit))


def _ends(interval: Interval, unit: str) -> dict[str, str | None]:
    ends = {"low": interval.low, "high": interval.high}
    return {name: None if end is None else number(end, unit) for name, end in ends.items()}


def _study_lines(study: Study) -> Iterator[Row]:
    names = {line.line: line.name for line in study.scenario.lines}
    for each in study.lines:
        if each.subject in names and each.measure == "verdict_fail":
            yield _interval_row(f"{names[each.subject]} line breaks in", each)


def _study_targets(study: Study) -> Iterator[Row]:
    met = [each for each in study.lines if each.measure == "target_met"]
    for target, line in zip(dict.fromkeys(study.scenario.targets), met, strict=False):
        yield _interval_row(f"Target met: {wanted(study.scenario, target)}", line)


# --- other folders --------------------------------------------------------------------------------


def set_answers(folder: Path, kind: str) -> Row:
    """Return the text that the command prints for a comparison or an uncertainty study.

    Raises
    ------
    InputError
        If the folder has changed since it was written, or is not complete.
    """
    check_folder(folder, ("comparison", "uncertainty"))
    if not read_manifest(folder).complete:
        raise InputError.about(folder.name, "is not complete; run it again")
    with reading(folder.name):
        text = read_regular(folder / SUMMARY, "kept", SUMMARY).decode()
    told_first, _, rest = text.strip().partition("\n")
    found: Row = {"title": told_first, "sentences": [], "text": text, "seed": None}
    found |= {"answers": [], "closing": [], "lines": [], "targets": []}
    found |= {"verdicts": [], "notes": []}
    if kind == "comparison":
        comparison = _kept_comparison(folder)
        found["title"] = " against ".join(reversed(list(comparison.arms)))
        found["rows"] = difference_rows(comparison.differences)
    else:
        paragraphs = rest.split("\n\n")
        found["sentences"] = [" ".join(each.split()) for each in paragraphs[1:2]]
    return found


def _kept_comparison(folder: Path) -> Comparison:
    with reading(folder.name):
        names = parsed(read_regular(folder / DOCUMENT, "kept", DOCUMENT).decode())["arms"]
        kept = sorted(each for each in folder.iterdir() if each.is_dir())
        return Comparison(
            [(str(name), read_study(path)) for name, path in zip(names, kept, strict=True)]
        )


# --- two results ----------------------------------------------------------------------------------


def compared(one: KeptResult, other: KeptResult) -> Row:
    """Compare two results, on the same draws if both have the same seed.

    Raises
    ------
    InputError
        If the results are not of the same kind, or have changed since they were written.
    """
    if one.kind != other.kind or one.kind not in ("night", "study"):
        message = f"found {one.kind} and {other.kind}, expected two nights, or two studies"
        raise InputError.about("compare", message)
    return _two_nights(one, other) if one.kind == "night" else _two_studies(one, other)


def _two_studies(one: KeptResult, other: KeptResult) -> Row:
    first, second = (read_study(each.folder) for each in (one, other))
    comparison = Comparison([(one.name, first), (other.name, second)])
    nights = first.replications_run
    said = f"{nights:,} nights each, on the same draws. Ranges are 95 % intervals for chance."
    return {
        "one": {"name": one.name, "title": first.scenario.title},
        "other": {"name": other.name, "title": second.scenario.title},
        "same_draws": True,
        "said": said,
        "rows": difference_rows(comparison.differences),
        "command": _compare_command(one, other, f" --replications {nights}"),
    }


def difference_rows(differences: Iterable[MeasureDifference]) -> list[Row]:
    """Return the differences between two results, with their intervals."""
    return [_difference_row(each) for each in differences if each.measure.name not in OF_A_LINE]


def _difference_row(each: MeasureDifference) -> Row:
    unit, by = each.measure.unit, each.difference
    better = "same" if each.is_same else "unclear"
    if not each.is_same and each.is_told_apart:
        better = _better(by.estimate or 0.0, more_is_better=each.measure.more_is_better)
    one, other, difference = in_agreement(each.before.estimate, each.after.estimate, unit)
    return {
        "arm": each.arm,
        "said": capital(each.measure.label),
        "one": one,
        "other": other,
        "difference": difference,
        "low": None if by.low is None else _signed(by.low, unit),
        "high": None if by.high is None else _signed(by.high, unit),
        "better": better,
    }


def _signed(value: float | None, unit: str) -> str:
    return "–" if value is None else _by(value, number(abs(value), unit), unit)


class _Compared(NamedTuple):
    """A number from one night, to compare with the same number from another night."""

    said: str
    value: float | None
    unit: str
    more_is_better: bool | None


def _two_nights(one: KeptResult, other: KeptResult) -> Row:
    first, second = (read_source(each.folder) for each in (one, other))
    draws = [
        tuple(each.document["provenance"][key] for key in ("seed", "replication", "typical"))
        for each in (first, second)
    ]
    same = draws[0] == draws[1]
    known = {each.said: each for each in _numbers_of(second)}
    rows = [_number_row(o, known[o.said]) for o in _numbers_of(first) if o.said in known]
    said = (
        "This compares one night of each, on the same draws, so different draws do not explain the "
        "differences. Another seed may give other differences. Run many nights for a range."
        if same
        else "The two nights have different draws, so the differences may be due to chance. Run "
        "both nights with the same seed."
    )
    return {
        "one": {"name": one.name, "title": first.scenario.title},
        "other": {"name": other.name, "title": second.scenario.title},
        "same_draws": same,
        "said": said,
        "rows": rows,
        "command": _compare_command(one, other, " --replications 50"),
    }


def _compare_command(one: KeptResult, other: KeptResult, more: str) -> str:
    files = " ".join(f"{each.name}/scenario.yaml" for each in (one, other))
    return f"mobsim compare {files}{more}"


def _numbers_of(source: NightSource) -> Iterator[_Compared]:
    """Return the numbers of a night that can be compared with another night's numbers."""
    for row in source.measures.incidents:
        where = f"{place_name(source.facts, row.incident)}, {row.kind.upper()}"
        yield _Compared(f"Time to 40 % of peak need: {where}", row.time_to["40"], "minutes", False)
        yield _Compared(f"Need met: {where}", row.met_share, "share", True)
        yield _Compared(f"Most short for an hour or more: {where}", row.worst_short, "units", False)
    for target in source.measures.targets:
        where = (
            f"{target.units} {target.kind.upper()} in {place_name(source.facts, target.incident)}"
        )
        at = None if target.reached_at is None else target.reached_at - target.by
        yield _Compared(f"Time after the target: {where}", at, "minutes", False)
    names = {line.line: line.name for line in source.scenario.lines}
    for line in source.measures.national:
        said = f"Most in use at once: {names.get(line.line, line.line)} line"
        yield _Compared(said, line.peak_in_use, "units", None)


def _number_row(one: _Compared, other: _Compared) -> Row:
    difference, better = "–", "none"
    if one.value is not None and other.value is not None:
        by = other.value - one.value
        difference = _by(by, _told_number(one._replace(value=abs(by))), one.unit)
        better = _better(by, more_is_better=one.more_is_better)
    elif one.value is None and other.value is None:
        better = "same"
    elif one.unit == "minutes":
        better = "one" if other.value is None else "other"
    ends = {"low": None, "high": None, "better": better}
    values = {"one": _told_number(one), "other": _told_number(other)}
    return {"said": one.said, **values, "difference": difference, **ends}


def _by(value: float, size: str, unit: str) -> str:
    """Print a difference with its sign and size."""
    size = size.replace(" %", " points") if unit == "share" else size
    is_nothing = not set(size) & set("123456789")
    return size if is_nothing else ("−" if value < 0 else "+") + size


def _better(by: float, *, more_is_better: bool | None) -> str:
    """Return which of two results is better if the second result is higher by ``by``."""
    if not by:
        return "same"
    if more_is_better is None:
        return "none"
    return "other" if (by > 0) == more_is_better else "one"


def _told_number(found: _Compared) -> str:
    if found.value is None:
        return "never" if found.unit == "minutes" else "–"
    if found.unit == "minutes":
        sign = "−" if found.value < 0 else ""
        return sign + format_duration(round(abs(found.value)))
    if found.unit == "units":
        return f"{found.value:.0f}"
    return number(found.value, found.unit)
