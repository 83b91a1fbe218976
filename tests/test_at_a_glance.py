"""Do three verdicts and three sentences say what a hand world's log says, and no more?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

import mobsim
from mobsim.ground.clock import LONDON, ClockTimes, WallClock
from mobsim.ground.intervals import Interval
from mobsim.scenario.scenario import Target
from mobsim.scoring import Facts, Measures, Tally, TargetFacts
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.facts import ForceFacts, IncidentFacts, KindFacts, LineFacts
from mobsim.scoring.measures import AtHome, FirstToBreak, ForceAtHome, Step
from mobsim.study.study_at_a_glance import NightsGlance
from mobsim.study.summary import SummaryLine
from mobsim.telling.at_a_glance import STEP_ADVICE, STEP_WORDS, Glance, counted_as

CLOCK = WallClock(datetime(2026, 8, 15, 18, 0, tzinfo=LONDON))
TIMES = ClockTimes(CLOCK)
HOSTS = {"leeds": "west-yorkshire", "hull": "humberside", "dover": "kent"}


def facts(*targets: TargetFacts, floor_line: bool = True) -> Facts:
    """Up to three places, each of ten PSUs' need, for twenty hours from 18:00."""
    line = LineFacts("psu", "psu", 297, 297, name="PSU", plural="PSUs")
    return Facts(
        duration=1200.0,
        clock=CLOCK,
        kinds={"psu": KindFacts(25, "support unit", "support units", "PSU")},
        forces={
            "west-yorkshire": ForceFacts("West Yorkshire Police", "Leeds", "yorkshire"),
            "humberside": ForceFacts("Humberside Police", "Hull", "yorkshire"),
            "kent": ForceFacts("Kent Police", "Maidstone", "south-east"),
        },
        incidents={"leeds": IncidentFacts("Leeds", "west-yorkshire"),
                   "hull": IncidentFacts("Hull", "humberside"),
                   "dover": IncidentFacts("Dover", "kent")},
        lines=(line,) if floor_line else (),
        targets=targets,
    )  # fmt: skip


def log(came: Mapping[str, Sequence[float]]) -> list[Event]:
    """Each place needs ten PSUs from minute 0 to 1,000; Kent's come at the minutes given."""
    rows = []
    for number, (place, minutes) in enumerate(came.items()):
        host = HOSTS[place]
        rows += [
            Event(0.0, ev.INCIDENT_BEGAN, place, force=host),
            Event(0.0, ev.NEED_CHANGED, place, force=host, kind="psu", count=10),
            Event(1000.0, ev.NEED_CHANGED, place, force=host, kind="psu", count=0),
            Event(1000.0, ev.INCIDENT_ENDED, place, force=host),
        ]
        for unit, minute in enumerate(minutes):
            name = f"kent-psu-{100 * number + unit}"
            whose = {"force": "kent", "counterpart": host, "unit": name, "kind": "psu"}
            rows.append(Event(minute, ev.UNIT_DEPLOYED, place, 1, 2, **whose))
            rows.append(Event(1000.0, ev.UNIT_STOOD_DOWN, place, 1, 2, cause="need fell", **whose))
    return sorted(rows, key=lambda row: row.minute)


def of(world: Facts, came: Mapping[str, Sequence[float]], **words: str) -> Glance:
    tally = Tally.of(log(came), world)
    return Glance(world, tally.measures(), TIMES, tally, **words)


def glance(came: Mapping[str, Sequence[float]], *targets: TargetFacts) -> Glance:
    world = facts(*targets)
    return of(world, came)


def changed(found: Glance, **parts: object) -> Glance:
    measures: Measures = replace(found.measures, **parts)
    return Glance(found.facts, measures, TIMES, found.tally)


def spent(found: Glance, place: str, **steps: float) -> Glance:
    """The same night, with minutes on steps until 40 % of the need was there."""
    told: dict[Step, float | None] = {step: steps.get(step, 0.0) for step in STEP_WORDS}
    rows = [
        replace(row, spent_on_40=told) if row.incident == place else row
        for row in found.measures.incidents
    ]
    return changed(found, incidents=rows)


QUICK = {"leeds": [60.0] * 10, "hull": [120.0] * 10}
HALF_LATE = {"leeds": [60.0] * 10, "hull": [300.0] * 10}
MOST_LATE = {"leeds": [60.0] * 10, "hull": [300.0] * 10, "dover": [300.0] * 10}
NEVER_IN_TIME = {"leeds": [300.0] * 10, "hull": [300.0] * 10}
NEVER = {"leeds": [60.0] * 10, "hull": [120.0] * 3}


@pytest.mark.parametrize(
    ("came", "words", "tone"),
    [
        (QUICK, "In time everywhere", "good"),
        (HALF_LATE, "Late in 1 of 2 places", "watch"),
        (MOST_LATE, "Late in 2 of 3 places", "bad"),
        ({"leeds": [], "hull": [400.0] * 4}, "Too late everywhere", "bad"),
        ({"leeds": [240.0] * 4}, "In time", "good"),
        ({"leeds": [241.0] * 4}, "Too late", "bad"),
        ({"leeds": [60.0] * 3}, "Too late", "bad"),
    ],
)
def test_speed_asks_for_40_percent_of_the_need_within_four_hours(came, words, tone) -> None:
    speed = glance(came).verdicts[1]
    assert ("Speed", words, tone) == (speed.label, speed.words, speed.tone)


def test_places_that_were_late_are_named_after_the_worst_shortfall_is_known() -> None:
    told = "Not everywhere: help came too late in Hull. At worst it lacked at least 10 PSUs,"
    assert f"{told} from 18:00 (+0h00) to 23:00." == glance(HALF_LATE).sentences[1]
    late = glance(NEVER_IN_TIME).sentences[1]
    assert late.startswith("No: help came too late in both places. At worst Hull lacked")


def test_help_in_time_is_not_told_without_the_shortfall_before_it() -> None:
    told = "Yes: 40 % of the PSUs needed were there within 4 h everywhere. At worst Hull lacked"
    assert f"{told} at least 10 PSUs, from 18:00 (+0h00) to 20:00." == glance(QUICK).sentences[1]


def test_a_line_that_breaks_is_a_bad_verdict_with_place_time_and_cause() -> None:
    found = glance(NEVER)
    line = replace(
        found.measures.national[0],
        binds_at=300.0, binds_cause="drawdown", binds_where="hull", verdict_capacity="fail",
    )  # fmt: skip
    heads = replace(
        found.measures.headlines, first_to_break=FirstToBreak("psu", 300.0, "hull", "drawdown")
    )
    found = changed(found, national=[line], headlines=heads)
    told = found.verdicts[0]
    assert ("Not enough PSUs", "bad") == (told.words, told.tone)
    assert "Needed in Hull, none left that may be lent, at 23:00 (+5h00)." == told.detail
    short = "No: Hull needed more PSUs at 23:00 (+5h00);"
    assert f"{short} crews were left that may not be lent." == found.sentences[0]
    assert found.sentences[2].startswith(
        "On this night, look first at how far forces may draw down"
    )
    stock = changed(found, national=[replace(line, binds_cause="stock")])
    assert stock.sentences[2].startswith("On this night, look first at how many PSUs there are")


def test_enough_crews_that_come_late_are_told_as_both() -> None:
    late, quick = glance(HALF_LATE), glance(QUICK)
    enough = "Yes: the country never ran out of crews."
    assert f"{enough} Some came too late." == late.sentences[0]
    assert f"{enough} They came too late." == glance(NEVER_IN_TIME).sentences[0]
    # Three of ten come to Hull, and none to Leeds.
    few = glance({"leeds": [], "hull": [400.0] * 3}).sentences[0]
    assert f"{enough} At most 3 of the 20 PSUs needed were there at once." == few
    none = glance({"leeds": [], "hull": []}).sentences[0]
    assert f"{enough} None of the 20 PSUs needed was ever there." == none
    assert enough == quick.sentences[0]
    assert "Enough crews in the country" == late.verdicts[0].words


def test_without_a_line_capacity_is_open_and_says_why() -> None:
    world = facts(floor_line=False)
    found = of(world, QUICK, untested="2 of 43 forces are in play")
    told = found.verdicts[0]
    assert ("Not tested", "2 of 43 forces are in play.", "open") == (
        told.words, told.detail, told.tone,
    )  # fmt: skip
    assert found.sentences[0].endswith("was not tested: 2 of 43 forces are in play.")


def test_a_target_missed_says_by_how_long_and_what_took_longest() -> None:
    found = glance(HALF_LATE, TargetFacts("hull", "psu", 10, 180.0))
    told = found.verdicts[2]
    assert ("Your target", "Missed by 2h", "bad") == (told.label, told.words, told.tone)
    assert "10 PSUs in Hull by 21:00 (+3h00): there at 23:00 (+5h00)." == told.detail
    steps: dict[Step, float | None] = {
        **dict.fromkeys(STEP_WORDS, 0.0),
        "muster": 200.0,
        "road": 100.0,
    }
    late = changed(found, targets=[replace(found.measures.targets[0], spent=steps)])
    expected = "look first at mustering crews, which took 3h20m of the 5h that Hull waited for"
    assert f"On this night, {expected} 10 PSUs." == late.sentences[2]


def test_of_several_targets_those_missed_are_counted() -> None:
    targets = [TargetFacts("hull", "psu", 10, by) for by in (180.0, 400.0)]
    told = glance(HALF_LATE, *targets).verdicts[2]
    assert ("Your 2 targets", "Missed: 1 of 2", "bad") == (told.label, told.words, told.tone)
    assert "All met" == glance(QUICK, *targets).verdicts[2].words
    never = glance(NEVER, targets[0]).verdicts[2]
    assert "Missed" == never.words
    told = "10 PSUs in Hull by 21:00 (+3h00):"
    all_ten = "all 10 were never there at once."
    assert f"{told} only 3 were there then, and {all_ten}" == never.detail
    one = glance({"leeds": [60.0] * 10, "hull": [120.0]}, targets[0]).verdicts[2]
    assert f"{told} only 1 was there then, and {all_ten}" == one.detail
    only = TargetFacts("hull", "psu", 1, 180.0)
    none = glance({"leeds": [60.0] * 10, "hull": []}, only).verdicts[2]
    first = "1 PSU in Hull by 21:00 (+3h00): none were there then, and it was never there."
    assert first == none.detail


def test_without_a_target_the_need_met_stands_in() -> None:
    # Leeds lacks 10 PSUs for 1 of 1,000 minutes' need in each ten, Hull for 2: 1 - 180 / 2,000.
    told = glance(QUICK).verdicts[2]
    assert ("91 % of need met", "good") == (told.words, told.tone)
    met = "Every place was fully staffed at some time, the last at 20:00 (+2h00)."
    assert f"Counted in PSU-hours. {met}" == told.detail
    never = glance(NEVER).verdicts[2]
    assert "bad" == never.tone
    assert never.detail.endswith("1 of 2 places was fully staffed at some time.")


def test_a_place_without_one_of_its_kinds_is_not_fully_staffed() -> None:
    found = glance(QUICK)
    leeds = found.measures.incidents[0]
    dogs = replace(leeds, kind="dogs", time_to=dict.fromkeys(leeds.time_to))
    told = changed(found, incidents=[*found.measures.incidents, dogs]).verdicts[2]
    assert "Counted in PSU-hours. 1 of 2 places was fully staffed at some time." == told.detail


def test_what_to_look_at_first_is_the_longest_step_of_the_slowest_place() -> None:
    found = spent(glance(HALF_LATE), "hull", desks=180.0, road=120.0)
    found = spent(found, "leeds", muster=60.0)
    told = "look first at the desks of the RICCs and NPoCC, which took 3h of the 5h that Hull"
    assert f"On this night, {told} waited for 40 % of its PSUs." == found.sentences[2]
    assert STEP_ADVICE["desks"] == found.advice
    assert "" == glance(NEVER).advice


def test_where_nothing_was_late_home_cover_comes_before_the_longest_step() -> None:
    found = spent(glance(QUICK), "hull", road=120.0)
    told = "nothing was late. What took longest was convoys and the drive: 2h of the 2h that Hull"
    assert f"On this night, {told} waited for 40 % of its PSUs." == found.sentences[2]
    kent = ForceAtHome("kent", "psu", 9, 3, 1, 60.0, 2.5, 0.0, 0.0, 8, 0, 0)
    thin = changed(found, home=AtHome([kent], {}, {}, {}, {}, {}))
    told = "look first at home cover: Kent had fewer PSUs at home than its floor for 2h30m."
    assert f"On this night, {told}" == thin.sentences[2]


def test_a_log_without_steps_makes_no_claim_about_them() -> None:
    assert (
        "On this night, look first at Hull: the log does not show which step took longest."
        == glance(NEVER).sentences[2]
    )


def test_evenings_in_one_town_are_counted_as_incidents() -> None:
    found = glance(HALF_LATE)
    told = of(found.facts, HALF_LATE, counted=counted_as(["Hull", "Hull"]))
    assert "Late in 1 of 2 incidents" == told.verdicts[1].words


def test_turning_points_come_in_order_of_time_and_none_is_made_up() -> None:
    points = [(point.at, point.name) for point in glance(QUICK).turning_points]
    assert [
        (0.0, "Begins"), (0.0, "Worst"), (60.0, "First help"), (60.0, "40 % there"),
        (120.0, "All met"), (1000.0, "Ends"),
    ] == points  # fmt: skip
    worst = next(each.told for each in glance(QUICK).turning_points if each.name == "Worst")
    assert "Hull is 10 PSUs short, until 20:00" == worst
    assert "All met" not in [point.name for point in glance(NEVER).turning_points]
    assert [] == glance({}).turning_points
    due = glance(HALF_LATE, TargetFacts("hull", "psu", 10, 180.0)).turning_points
    assert ("Target", "10 PSUs wanted in Hull: 0 there") in [(each.name, each.told) for each in due]


def test_the_worst_is_at_the_minute_when_most_units_are_short() -> None:
    """Hull needs 12 from minute 30 to 50 only, so 10 are short throughout and 12 then."""
    world = facts()
    rows = log({"hull": [120.0] * 10})
    more = [
        Event(at, ev.NEED_CHANGED, "hull", force="humberside", kind="psu", count=count)
        for at, count in ((30.0, 12), (50.0, 10))
    ]
    tally = Tally.of(sorted([*rows, *more], key=lambda row: row.minute), world)
    found = Glance(world, tally.measures(), TIMES, tally)
    worst = next(each for each in found.turning_points if each.name == "Worst")
    assert (30, "Hull is 12 PSUs short, and at least 10 until 20:00") == (worst.at, worst.told)
    assert "lacked at least 10 PSUs, from 18:00" in found.sentences[1]


def test_nothing_needed_has_no_verdict() -> None:
    tones = [told.tone for told in glance({}).verdicts]
    assert ["open", "open", "open"] == tones


@pytest.mark.parametrize("name", ["quickstart", "six-cities-saturday", "national-drill"])
def test_a_verdict_is_said_in_five_words_and_a_sentence_in_25(name: str) -> None:
    made = mobsim.run(name)
    found = Glance(made.facts, made.measures, TIMES, Tally.of(made.log, made.facts))
    for told in found.verdicts:
        assert 5 >= len(told.words.replace(" %", "%").split())
    for sentence in found.sentences:
        assert 25 >= len(sentence.split())


# --- of many nights -------------------------------------------------------------------------------


def line(measure: str, subject: str, kind: str, share: float, unit: str = "share") -> SummaryLine:
    ends = (share - 0.125, share + 0.125) if unit == "share" else (share - 15, share + 15)
    found = Interval(share, *ends, 0.95, 40, "")
    return SummaryLine(measure, subject, kind, "share", unit, found)


def nights(*lines: SummaryLine, targets: tuple[Target, ...] = ()) -> NightsGlance:
    scenario = replace(mobsim.load("quickstart"), targets=targets)
    return NightsGlance(scenario, facts(), lines, 40, Interval(0.5, 0.25, 0.75, 0.95, 40, ""))


def test_many_nights_are_told_as_shares_each_with_its_interval() -> None:
    told = nights(
        line("line_breaks", "night", "", 0.25),
        line("forty_in_4h", "night", "", 0.5),
        line("forty_in_4h", "leeds", "psu", 0.75),
        line("forty_in_4h", "hull", "psu", 0.25),
        line("time_to_40", "hull", "psu", 300.0, "minutes"),
        line("spent_on_40_desks", "hull", "psu", 120.0, "minutes"),
        line("spent_on_40_road", "hull", "psu", 180.0, "minutes"),
    )
    words = [(each.words, each.tone) for each in told.verdicts]
    first = "Look first at convoys and the drive, which took 3h"
    assert [
        ("Too few in 25 % of nights", "watch"),
        ("In time in 50 % of nights", "watch"),
        ("50 % of need met", "watch"),
    ] == words
    assert (
        "Not always: a national line broke in 25 % (12–38 %) of nights.",
        "Help was in time in 50 % (38–62 %) of nights; least often in Hull, in 25 % (12–38 %).",
        f"{first} (2h45m–3h15m) on average in Hull, the slowest place.",
    ) == told.sentences
    assert STEP_ADVICE["road"] == told.advice


def test_never_and_always_are_told_as_no_and_yes() -> None:
    def place_and_night(share: float) -> NightsGlance:
        found = [
            line("line_breaks", "night", "", 1 - share),
            line("verdict_fail", "psu", "psu", 1 - share),
            line("forty_in_4h", "night", "", share),
            *(line("forty_in_4h", place, "psu", share) for place in ("leeds", "hull")),
        ]
        bounded = (replace(each.interval, low=0.0, high=1.0) for each in found)
        return nights(*(replace(e, interval=i) for e, i in zip(found, bounded, strict=True)))

    never, always = place_and_night(0.0).sentences, place_and_night(1.0).sentences
    assert "No: a national line broke in every night (0–100 %)." == never[0]
    told = "No: help was in time in none of the 40 nights (0–100 %); by place, never in"
    assert f"{told} Leeds and Hull." == never[1]
    assert "Yes: no national line broke in any of the 40 nights (0–100 %)." == always[0]
    assert "Yes: help was in time in all 40 nights (0–100 %), everywhere." == always[1]


def test_two_targets_that_differ_in_their_kind_alone_are_two() -> None:
    night = mobsim.load("quickstart")
    place = night.incidents[0].incident_id
    targets = tuple(Target(place, kind, 4, 360.0) for kind in ("psu", "bdu"))
    name = f"4 in {place} by 360"
    told = nights(
        line("target_met", name, "psu", 0.25),
        line("target_met", name, "bdu", 0.75),
        targets=targets,
    ).verdicts[2]
    assert ("Your 2 targets: the worst", "Met in 25 % of nights") == (told.label, told.words)


def test_a_line_that_breaks_in_most_nights_comes_first() -> None:
    told = nights(line("line_breaks", "night", "", 0.75), line("verdict_fail", "psu", "psu", 0.75))
    expected = "Look first at how many PSUs there are: they ran out in 75 % (62–88 %) of nights."
    assert expected == told.sentences[2]
    assert "bad" == told.verdicts[0].tone
    assert "" == told.advice
