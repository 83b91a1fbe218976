"""Does a story open with what the rows of its log and the measures of its night say?"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given

from mobsim.api import Result, load
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, IncidentFacts, KindFacts, Measures, score
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.measures import IncidentMeasures
from mobsim.telling.night_facts import facts_of
from mobsim.telling.story import Story, stories, why
from mobsim.telling.wording import capital, percent, several
from tests.refresh_goldens import GOLDEN, STORIES, openings
from tests.strategies import fixed_examples, likely_worlds, seeds, worlds
from tests.test_second_scoring import ENDS, cut
from tests.worlds import run

CANNOT = "not known: needs "


@cache
def night(name: str, override: str | None = None) -> Result:
    return load(name, override=override).run()


Answers = dict[str, list[str]]


def answers(story: Story) -> Answers:
    """By label, what the opening of a story says."""
    told: Answers = {}
    label = ""
    for line in story.opening:
        label = line.label or label
        told.setdefault(label, []).append(line.text)
    return told


def number(pattern: str, texts: Iterable[str]) -> int:
    """The number in front of some words; 0 where they are not said."""
    found = re.search(rf"(\d+) {pattern}", " ".join(texts))
    return int(found[1]) if found else 0


def numbers(texts: Iterable[str]) -> int:
    """All numbers of some texts without what stands in brackets, added."""
    return sum(map(int, re.findall(r"\d+", re.sub(r"\([^()]*\)", "", " ".join(texts)))))


# --- what it reads like -------------------------------------------------------------------------


def test_an_opening_still_reads_as_it_was_written_down() -> None:
    """If it is meant to read otherwise: ``python -m tests.refresh_goldens``."""
    assert (GOLDEN / "openings.txt").read_text(encoding="utf-8") == openings()


@pytest.mark.parametrize("override", [None, "likely"])
def test_an_opening_takes_half_a_page(override: str | None) -> None:
    text = str(night("six-cities-saturday", override).why("leeds"))
    page = text.partition("\nROW BY ROW\n")[0].splitlines()
    assert len(page) <= 27  # of a page of 54 lines
    assert max(map(len, page)) <= 100


def test_rows_follow_under_their_own_heading() -> None:
    story = night("quickstart").why("cardiff")
    head, _, rows = str(story).partition("\n\nROW BY ROW\n")
    assert ["Cardiff (cardiff)", "", "IN SHORT"] == head.splitlines()[:3]
    assert "\n".join(map(str, story.lines)) == rows


# --- it counts what the log has, and the measures say -------------------------------------------

ANSWERS = {
    "full": "in full",
    "part": "in part",
    "none": "none to send",
    "refused": "refused",
    "no answer": "no answer",
}
SOURCE_OF_TIER = {1: "agreement", 2: "region", 3: "nation"}


def assert_counts(log: list[Event], facts: Facts) -> None:
    """Fail where an opening counts otherwise than the rows of the log, or the measures."""
    measures = score(log, facts)
    told = {subject: answers(story) for subject, story in stories(log, facts).items()}
    for (sort, name), each in told.items():
        rows = [row for row in log if name == (row.incident if sort == "incident" else row.force)]
        if not each:
            assert not [row for row in rows if row.event == ev.AID_ASKED]
            continue
        assert_asks(rows, each["Asked"])
        assert_unused(rows, each.get("Not used", []))
        if sort == "force":
            assert_given(name, each, measures)
        elif name not in facts.holding:
            assert_as_measured([row for row in measures.incidents if row.incident == name], each)
            assert_as_logged(rows, each, facts)
    for of in ("incident", "force"):
        unused = " ".join(t for (s, _), e in told.items() if s == of for t in e.get("Not used", []))
        withdrawn = re.findall(r"([^(]*)\(withdrawn by its force\)", unused)
        assert measures.asked.withdrawn == numbers(withdrawn)


def assert_asks(rows: list[Event], told: list[str]) -> None:
    asks = [row for row in rows if row.event == ev.AID_ASKED]
    given = Counter(row.cause for row in rows if row.event == ev.AID_OFFERED)
    assert len(asks) == number("asks?,? ", told)
    for answer, words in ANSWERS.items():
        assert given[answer] == number(words, told)
    assert len(asks) - given.total() == number("open when the run ends", told)


def assert_unused(rows: list[Event], told: list[str]) -> None:
    """Every order of aid is followed by a deployment, or told."""
    aid = Counter(row.event for row in rows if row.incident and row.counterpart != row.force)
    assert aid[ev.UNIT_ORDERED] - aid[ev.UNIT_DEPLOYED] == numbers(told)


def assert_given(force: str, told: Answers, measures: Measures) -> None:
    kept = [row for row in measures.home.forces if row.force == force] if measures.home else []
    assert sum(row.given for row in kept) == numbers(told["Gave"][0].partition(":")[:1])
    assert len(kept) == len(told.get("At home", []))
    for row in kept:
        fewest = f": down to {row.lowest} of {row.fit} at "
        assert (row.lowest_at is None) != any(fewest in text for text in told["At home"])


def assert_as_measured(rows: list[IncidentMeasures], told: Answers) -> None:
    """What came and what was short are said of each kind, with the numbers of the scorecard."""
    assert len(rows) == len(told.get("Came", []))
    for row in rows:
        by_source = [f"{name} {count}" for name, count in (row.by_source or {}).items() if count]
        assert any(f": {', '.join(by_source) or 'none'}." in text for text in told["Came"])
        if row.met_share is None:
            continue
        short = f"need met {percent(row.met_share)}"
        short += f"; at worst, at least {row.worst_short} short " if row.worst_short else ""
        assert any(short in text for text in told["Short"])


def assert_as_logged(rows: list[Event], told: Answers, facts: Facts) -> None:
    """Need and units at the end, by the last rows that say so."""
    need: dict[str, int] = {}
    there: dict[str, str] = {}
    for row in rows:
        if row.event == ev.NEED_CHANGED:
            need[row.kind or ""] = row.count or 0
        elif row.event == ev.UNIT_DEPLOYED:
            there[row.unit or ""] = row.kind or ""
        elif row.event == ev.UNIT_STOOD_DOWN:
            there.pop(row.unit or "", None)
    deployed = Counter(there.values())
    for kind, needed in need.items():
        plural = f"{capital(several(facts.kinds[kind]))}: "
        texts = [text for text in told.get("Short", []) if text.startswith(plural)]
        if texts:
            assert max(0, needed - deployed[kind]) == number("still at the end", texts)


@fixed_examples(12)
@given(worlds(), seeds(), ENDS)
def test_an_opening_counts_what_the_log_of_any_night_has(
    scenario: Scenario, seed: int, share: float
) -> None:
    assert_counts(*cut(run(scenario, seed), facts_of(scenario), share))


@fixed_examples(12)
@given(likely_worlds(), seeds(), ENDS)
def test_an_opening_counts_what_the_log_of_any_likely_night_has(
    scenario: Scenario, seed: int, share: float
) -> None:
    assert_counts(*cut(run(scenario, seed), facts_of(scenario), share))


@pytest.mark.slow
@fixed_examples(150)
@given(worlds(), seeds(), ENDS)
def test_an_opening_counts_what_the_log_of_many_nights_has(
    scenario: Scenario, seed: int, share: float
) -> None:
    assert_counts(*cut(run(scenario, seed), facts_of(scenario), share))


@pytest.mark.slow
@fixed_examples(150)
@given(likely_worlds(), seeds(), ENDS)
def test_an_opening_counts_what_the_log_of_many_likely_nights_has(
    scenario: Scenario, seed: int, share: float
) -> None:
    assert_counts(*cut(run(scenario, seed), facts_of(scenario), share))


@pytest.mark.parametrize("override", [None, "likely"])
def test_an_opening_counts_what_the_log_of_a_shipped_night_has(override: str | None) -> None:
    found = night("six-cities-saturday", override)
    assert_counts(found.log, found.facts)


# --- it does not contradict the scorecard -------------------------------------------------------


@pytest.mark.parametrize("name", ["quickstart", "three-days", "six-cities-saturday"])
def test_an_opening_says_what_the_scorecard_says(name: str) -> None:
    found = night(name)
    card = " ".join(found.scorecard().split())
    told = answers(found.why(found.measures.headlines.first_aid_where or ""))
    [longest] = re.findall(r"most of it (.*?, .*? and .*?)[;.]", card)
    assert longest.replace(" and ", ", ") in told["Delayed"][0]
    [(units, place, when)] = re.findall(r"(\d+) PSUs short in (\w+), from (.*?) for", card)
    assert (
        f"at worst, at least {units} short from {when} for "
        in answers(found.why(place))["Short"][0]
    )


# --- a log that lacks something -----------------------------------------------------------------


def without(event: str, found: Result) -> tuple[list[Event], Facts]:
    """A night whose keeper did not write down an event."""
    log = [row for row in found.log if row.event != event]
    return log, replace(found.facts, recorded=frozenset(ev.EVENTS) - {event})


@pytest.mark.parametrize("event", ev.EVENTS)
def test_what_a_log_lacks_is_named_and_the_rest_is_told_as_before(event: str) -> None:
    found = night("bank-holiday")
    whole = stories(found.log, found.facts)
    for subject, story in stories(*without(event, found)).items():
        known = {line.text for line in whole[subject].opening}
        for line in story.opening:
            assert line.text in known or f"{CANNOT}{event}, which" in line.text


@pytest.mark.parametrize("event", sorted(ev.UNIT_EVENTS))
def test_a_unit_that_a_log_does_not_follow_is_not_said_to_be_anywhere(event: str) -> None:
    log, facts = without(event, night("quickstart"))
    ordered, deployed = why(log, facts, "gwent-psu-01").opening
    assert ("not known" in ordered.text) == (event == ev.UNIT_ORDERED)
    followed = event not in (ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN)
    there = "in Cardiff from 16:50 (+2h50) to 22:00 (+8h00)."
    assert deployed.text == (there if followed else f"{CANNOT}{event}, which the log lacks.")


def test_an_opening_of_a_log_without_a_clock_is_told_in_minutes() -> None:
    found = night("quickstart")
    story = why(found.log, replace(found.facts, clock=None), "cardiff")
    assert answers(story)["Needed"] == [
        "At most 4 PSUs, from minute 0 (+0h00) to minute 480 (+8h00)."
    ]


# --- rows written by hand -----------------------------------------------------------------------

FORCES = ("elm", "fir", "oak", "yew")
FACTS = Facts(
    600.0,
    kinds={"psu": KindFacts(25, "support unit", "support units", "PSU")},
    incidents={"river": IncidentFacts("River", "ash")},
)


def row(minute: float, event: str, force: str = "ash", **columns: object) -> Event:
    known = {"incident": "river", "kind": "psu"} | columns
    return Event(minute, event, force=force, **known)  # type: ignore[arg-type]


def begun(count: int) -> list[Event]:
    return [
        row(0, ev.INCIDENT_BEGAN, kind=None),
        row(0, ev.NEED_CHANGED, count=count),
    ]


def of_unit(minute: float, event: str, unit: str, **columns: object) -> Event:
    force = unit.partition("-")[0]
    return row(minute, event, force, unit=unit, tier=2, counterpart="ash", **columns)


def asked_of(force: str, answer: str | None, **columns: object) -> list[Event]:
    of = {"request": 1, "tier": 2, "counterpart": "ash", **columns}
    asked = row(20, ev.AID_ASKED, force, count=2, **of)
    return (
        [asked] if answer is None else [asked, row(35, ev.AID_OFFERED, force, cause=answer, **of)]
    )


def test_who_refused_and_who_did_not_answer_is_named_and_the_others_are_counted() -> None:
    log = begun(8)
    for force in FORCES:
        log += asked_of(force, "refused")
    log += [*asked_of("gum", "no answer"), *asked_of("ivy", None), *asked_of("box", "none")]
    [told] = answers(why(log, FACTS, "river"))["Asked"]
    assert told.partition("requested. ")[2] == (
        "7 forces got 7 asks, for 14 PSUs, and offered no units. Answers: 1 none to send, "
        "4 refused (elm, fir, oak and 1 more), 1 no answer (gum), "
        "1 open when the run ends (ivy)."
    )
    assert answers(why(log, FACTS, "gum"))["Asked"] == [
        "1 ask at minute 20 (+0h20), for 2 PSUs in River. Answers: 1 no answer (River)."
    ]


def test_partners_under_an_agreement_are_asked_before_the_ricc() -> None:
    requested = row(30, ev.AID_REQUESTED, request=1, tier=2, counterpart="forest", count=3)
    other = requested._replace(kind="bdu", count=1)
    later = requested._replace(minute=90.0, count=1)
    log = [*begun(4), *asked_of("elm", "none", tier=1), requested, other, later]
    log[2] = log[2]._replace(cause="agreement")
    [told] = answers(why(log, FACTS, "river"))["Asked"]
    assert told.partition(" elm got")[0] == (
        "ash asked elm under an agreement at minute 20 (+0h20) for 2 PSUs; "
        "the Forest RICC twice, first at minute 30 (+0h30) for 3 PSUs and 1 bdu."
    )


def test_a_request_for_which_nobody_was_asked_says_why() -> None:
    requested = row(30, ev.AID_REQUESTED, request=1, tier=2, counterpart="forest", count=3)
    brokered = requested._replace(minute=50.0, event=ev.AID_BROKERED, count=0, known_stock=0)
    for known, reason in (
        (0, "no units were reported available"),
        (2, "the units reported available would come too late or were no longer needed"),
    ):
        log = [*begun(3), requested, brokered._replace(known_stock=known)]
        [told] = answers(why(log, FACTS, "river"))["Asked"]
        assert told.endswith(f" for 3 PSUs. No force was asked: {reason}.")


def test_orders_that_put_nobody_on_the_ground_are_told_by_reason() -> None:
    log = begun(5)
    log += [of_unit(40, ev.UNIT_ORDERED, f"elm-psu-0{n}", cause="aid") for n in range(1, 6)]
    log += [row(40, ev.UNIT_ORDERED, unit="ash-psu-01", tier=1, counterpart="ash", cause="own")]
    log += [
        of_unit(50, ev.UNIT_CANCELLED, "elm-psu-01", cause="withdrawn"),
        *(of_unit(60, ev.UNIT_CANCELLED, f"elm-psu-0{n}", cause="need fell") for n in (2, 3)),
        of_unit(90, ev.UNIT_DEPLOYED, "elm-psu-04"),
    ]
    told = (
        "Ordered but not deployed: 2 PSUs (cancelled as need fell), "
        "1 PSU (withdrawn by its force), "
        "1 PSU (on the way when the run ends)."
    )
    assert answers(why(log, FACTS, "river"))["Not used"] == [told]
    assert answers(why(log, FACTS, "elm"))["Not used"] == [told]
    assert "Not used" not in answers(why(log, FACTS, "ash"))


def test_need_that_nobody_could_be_sent_for_is_told_from_its_first_minute() -> None:
    def unmet(minute: float, count: int, cause: str | None, left: int) -> Event:
        of = {"count": count, "counterpart": "psu", "cause": cause, "known_stock": left}
        return row(minute, ev.NEED_UNMET, **of)

    log = [
        *begun(9),
        unmet(60, 2, None, 7),
        unmet(90, 4, None, 5),
        unmet(120, 5, "stock", 0),
        unmet(150, 9, "stock", 0),
    ]
    assert answers(why(log, FACTS, "river"))["Unmet"] == [
        (
            "5 PSUs short at minute 120 (+2h00) with no request open: none is left above the "
            "floors. This happened twice."
        ),
        (
            "4 PSUs short at minute 90 (+1h30) with no request open: 5 left to send, however late. "
            "This happened twice."
        ),
    ]


def test_crews_are_away_from_their_muster_until_they_are_back_in_their_own_force() -> None:
    log = begun(3)
    for n, away in ((1, 60), (2, 70), (3, 80)):
        log.append(of_unit(40, ev.UNIT_ORDERED, f"elm-psu-0{n}", cause="aid"))
        log.append(of_unit(away, ev.UNIT_MUSTERED, f"elm-psu-0{n}"))
    log += [
        of_unit(300, ev.UNIT_RETURNED, "elm-psu-01"),
        of_unit(310, ev.UNIT_RESTED, "elm-psu-02", cause="near the RVP"),
        of_unit(330, ev.UNIT_RETURNED, "elm-psu-03"),
    ]
    first = "The first crew mustered at minute 60 (+1h00); "
    assert answers(why(log, FACTS, "elm"))["Away"] == [f"{first}1 not back when the run ends."]
    log.append(of_unit(400, ev.UNIT_RETURNED, "elm-psu-02"))
    back = f"{first}all were back at minute 400 (+6h40)."
    assert answers(why(log, FACTS, "elm"))["Away"] == [back]


def test_a_crew_that_is_called_home_is_back_when_it_reaches_its_own_disorder() -> None:
    left = of_unit(60, ev.UNIT_MUSTERED, "elm-psu-01")
    recalled = left._replace(event=ev.UNIT_ORDERED, incident="brook", counterpart="elm")
    log = [
        *begun(1),
        left,
        recalled._replace(minute=200.0, cause="recalled"),
        recalled._replace(minute=260.0, event=ev.UNIT_REACHED_RVP),
        row(600, ev.UNIT_RETURNED, "oak"),
    ]
    assert answers(why(log, FACTS, "elm"))["Away"] == [
        "The first crew mustered at minute 60 (+1h00); all were back at minute 260 (+4h20)."
    ]


def test_a_force_says_what_operations_took_and_did_not_find() -> None:
    def taken(minute: float, unit: str, operation: str) -> Event:
        of = {"incident": None, "counterpart": "ash", "cause": operation}
        return row(minute, ev.UNIT_COMMITTED, "elm", unit=unit, **of)

    log = [
        taken(10, "elm-psu-01", "match"),
        taken(10, "elm-psu-02", "match"),
        row(30, ev.OPERATION_SHORT, "elm", incident=None, count=2, cause="fair"),
        taken(90, "elm-psu-01", "match"),
    ]
    assert answers(why(log, replace(FACTS, operations={"fair": "The fair"}), "elm"))["Planned"] == [
        "2 PSUs for match from minute 10 (+0h10) and 2 PSUs missing for The fair."
    ]


def test_a_holding_area_says_that_it_meets_no_need() -> None:
    facts = replace(FACTS, holding=frozenset({"river"}))
    ordered = of_unit(40, ev.UNIT_ORDERED, "elm-psu-04", cause="aid")
    log = [
        *begun(3),
        ordered,
        of_unit(90, ev.UNIT_DEPLOYED, "elm-psu-04"),
        of_unit(120, ev.UNIT_STOOD_DOWN, "elm-psu-04", cause="sent forward"),
    ]
    story = why(log, facts, "river")
    assert ["Needed", "Asked"] == list(answers(story))
    assert answers(story)["Needed"] == [
        "This is a holding area: units wait here, ready for incidents.",
        "At most 3 PSUs wanted; at most 1 PSU stood ready; 1 PSU went on to disorder.",
    ]
    assert answers(why(log, facts, "elm"))["Gave"] == [
        "None of its crews was deployed to another force's disorder."
    ]


def test_a_unit_that_was_out_three_times_is_told_by_its_first_and_last() -> None:
    scenario = STORIES["three-tours"]
    story = why(run(scenario), facts_of(scenario), "yew-psu-01")
    # On the ground for 9 h 30, 11 h 10 and 9 h 10.
    assert [line.text for line in story.opening] == [
        "3 times, to Ash-1, first at 14:35 (+0h35), last at Fri 15:00 (+49h00).",
        (
            "3 times in Ash-1, for 29h50m in all, first from 18:05 (+4h05), last until Sat 02:00 "
            "(+60h00); rested at home and free again at Sat 15:00 (+73h00)."
        ),
    ]


def test_a_unit_that_never_went_says_why() -> None:
    story = night("quickstart").why("south-wales-psu-04")
    assert [line.label for line in story.opening] == ["Ordered", "Deployed"]
    assert story.opening[1].text == (
        "never; the last order was cancelled at 14:55 (+0h55), quicker aid has been ordered in "
        "its place."
    )
