"""Is a story made of the rows it cites, and of nothing else?"""

import re
from functools import cache

import pytest

from mobsim.api import Result, run
from mobsim.ground.errors import InputError
from mobsim.scoring import Facts
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.telling.story import tell, why
from mobsim.telling.story.story_rows import citation


@cache
def night(name: str = "quickstart", seed: int = 1) -> Result:
    return run(name, seed=seed)


def words(story: object) -> str:
    """A story without its row numbers, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"\[rows?[^]]*\]", "", str(story)))


@pytest.mark.parametrize("subject", ["cardiff", "gwent", "gwent-psu-01", "south-wales-psu-04"])
def test_removing_any_cited_row_changes_the_story(subject: str) -> None:
    log = night().log
    whole = why(log, night().facts, subject)
    assert whole.cited
    for number in whole.cited:
        without = [*log[: number - 1], *log[number:]]
        assert words(whole) != words(why(without, night().facts, subject)), log[number - 1]


def test_removing_any_cited_row_changes_the_story_of_a_unit_that_is_relieved() -> None:
    result = night("three-days")
    reliefs = [row for row in result.log if (row.cause or "").startswith("relief of ")]
    for unit in (reliefs[0].unit, reliefs[-1].unit):
        whole = why(result.log, result.facts, unit or "")
        for number in whole.cited:
            without = [*result.log[: number - 1], *result.log[number:]]
            assert words(whole) != words(why(without, result.facts, unit or ""))


def test_every_line_cites_a_row_and_every_cited_row_is_of_its_minute_or_before() -> None:
    log = night("six-cities-saturday").log
    for subject in ("leeds", "greater-manchester"):
        story = why(log, night("six-cities-saturday").facts, subject)
        assert story.lines
        for line in story.lines:
            assert line.rows
            assert log[line.rows[0] - 1].minute == line.minute
            assert re.search(r"\[rows? \d", str(line))
            assert all(len(each) <= 100 for each in str(line).splitlines())


def test_rows_that_are_not_cited_do_not_matter_to_a_unit_s_story() -> None:
    log = night().log
    story = why(log, night().facts, "gwent-psu-01")
    cited = [log[number - 1] for number in story.cited]
    assert words(story) == words(why(cited, night().facts, "gwent-psu-01"))


def test_an_aid_unit_s_story_goes_from_the_judging_to_its_rest() -> None:
    story = why(night().log, night().facts, "gwent-psu-01")
    told = [night().log[line.rows[-1] - 1].event for line in story.lines]
    assert told == [
        "NeedJudged", "AidRequested", "AidBrokered", "AidAsked", "AidOffered", "ForceAlerted",
        "UnitOrdered", "UnitMustered", "UnitReachedRVP", "UnitDeployed", "NeedJudged",
        "UnitStoodDown", "UnitReturned", "UnitRested",
    ]  # fmt: skip
    text = words(story)
    assert "gwent-psu-01: police support unit, 25 officers, of Gwent" in text
    assert "Gwent for 1 PSU (3 reported, there at 16:50 at the earliest)" in text
    assert "gwent-psu-01, for Cardiff: deployed, as expected." in text


def test_a_provisional_crew_s_story_says_which_quicker_aid_took_its_place() -> None:
    text = words(why(night().log, night().facts, "south-wales-psu-04"))
    assert "expected there at 18:50" in text
    assert "as aid, tier 2: dyfed-powys-psu-01; expected there at 17:31" in text
    assert "cancelled, quicker aid has been ordered in its place: south-wales-psu-04" in text


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("cardiff", "Cardiff (cardiff)"),
        ("CARDIFF", "Cardiff (cardiff)"),
        ("gwent", "Gwent (gwent)"),
        ("Gwent Police", "Gwent (gwent)"),
        ("Newport", "Gwent (gwent)"),
        ("avon and somerset", "Avon and Somerset (avon-somerset)"),
        ("south wales", "South Wales (south-wales)"),
        ("gwent_psu_01", "gwent-psu-01: police support unit, 25 officers, of Gwent"),
    ],
)
def test_a_subject_goes_by_its_id_its_name_or_its_city(subject: str, title: str) -> None:
    assert title == why(night().log, night().facts, subject).subject


@pytest.mark.parametrize(
    ("beginning", "title"),
    [
        ("metro", "Metropolitan (metropolitan), taken for 'metro'"),
        ("card", "Cardiff (cardiff), taken for 'card'"),
        ("Avon and", "Avon and Somerset (avon-somerset), taken for 'Avon and'"),
        (
            "dyfed-powys-ps",
            (
                "dyfed-powys-psu-01: police support unit, 25 officers, of Dyfed-Powys, "
                "taken for 'dyfed-powys-ps'"
            ),
        ),
    ],
)
def test_the_beginning_of_one_name_is_enough_and_is_told(beginning: str, title: str) -> None:
    assert title == str(why(night().log, night().facts, beginning)).splitlines()[0]


def test_the_beginning_of_an_incident_s_name_names_its_force_too() -> None:
    assert "south-wales" == why(night().log, night().facts, "cardi").also


def test_the_beginning_of_several_names_is_answered_with_all_of_them() -> None:
    told = "'west' could be west-mercia, west-midlands or west-yorkshire; name more of it"
    with pytest.raises(InputError, match=told):
        why(night().log, night().facts, "west")
    with pytest.raises(InputError, match="'south-wales-psu' could be south-wales-psu-01, "):
        why(night().log, night().facts, "south-wales-psu")


def test_a_host_s_story_has_its_judgings_before_its_orders() -> None:
    told = [night().log[line.rows[0] - 1].event for line in night().why("south-wales").lines]
    assert ["IncidentBegan", "NeedJudged", "ForceAlerted", "UnitOrdered"] == told[:4]
    assert 1 == words(night().why("south-wales")).count("judges that Cardiff needs 4 PSUs")


def test_a_force_that_lent_before_its_own_disorder_is_told_so() -> None:
    told = words(night("six-cities-saturday").why("northumbria"))
    assert (
        "Disorder begins in Sunderland; host: Northumbria. Lent before and still away: "
        "1 of 1 AEP team (northumbria-aep-01), 3 of 8 BDUs (northumbria-bdu-01–03) and 4 of 13 "
        "PSUs (northumbria-psu-01–04), by number the first to turn out." in told
    )
    assert "Lent before" not in words(night("six-cities-saturday").why("west-yorkshire"))


def test_crews_that_are_home_again_are_not_told_as_lent() -> None:
    def ordered(unit: str) -> Event:
        return row(1, ev.UNIT_ORDERED, unit=unit, tier=2, counterpart="elm", incident="brook")

    begins = row(9, ev.INCIDENT_BEGAN, kind=None)
    log = [
        ordered("ash-psu-01"),
        ordered("ash-psu-02"),
        ordered("ash-psu-03"),
        row(2, ev.UNIT_CANCELLED, unit="ash-psu-01", cause="need fell"),
        row(3, ev.UNIT_RESTED, unit="ash-psu-02", cause="at home"),
        begins,
    ]
    last = why(log, Facts(60.0), "ash").lines[-1]
    assert last.text.endswith("Lent before and still away: 1 psu (ash-psu-03).")
    assert (6, 3) == last.rows


def test_a_place_that_is_an_incident_and_a_city_is_the_incident_and_the_force_is_named() -> None:
    assert "south-wales" == why(night().log, night().facts, "Cardiff").also


def test_an_unknown_subject_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"subject: unknown 'gwet'; did you mean 'gwent'\?"):
        why(night().log, night().facts, "gwet")


def test_a_force_that_nobody_asked_has_an_empty_story() -> None:
    story = why(night().log, night().facts, "kent")
    assert () == story.cited
    assert "The log has no rows about it." in str(story)


def row(minute: float, event: str, **columns: object) -> Event:
    known = {"incident": "river", "force": "ash", "kind": "psu"} | columns
    return Event(minute, event, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "columns", "words_of_it"),
    [
        (
            ev.AID_OFFERED,
            {"force": "elm", "tier": 2, "count": 0, "cause": "no answer", "known_stock": 3},
            "elm answers for river: no answer about psu, which counts as none.",
        ),
        (
            ev.AID_OFFERED,
            {"force": "elm", "tier": 2, "count": 0, "cause": "none", "known_stock": 0},
            "elm answers for river: no psu (0 available then).",
        ),
        (
            ev.AID_OFFERED,
            {"force": "elm", "tier": 2, "count": 2, "cause": "part", "known_stock": 2},
            "elm answers for river: 2 psu, in part (2 available then).",
        ),
        (
            ev.AID_ASKED,
            {"force": "elm", "tier": 2, "count": 1, "cause": "agreement", "known_stock": 4},
            "Asked under an agreement, tier 2, for river: elm for 1 psu (4 reported).",
        ),
        (
            ev.FLOOR_OVERRIDDEN,
            {"unit": "ash-psu-04", "count": 0, "known_stock": 1},
            "ash goes below its floor for its own incident: no psu left at home, floor 1.",
        ),
        (
            ev.NEED_UNMET,
            {"count": 3, "counterpart": "psu", "cause": "drawdown", "known_stock": 0},
            (
                "No more requests for now: 3 psu short in river; of psu, some are left above "
                "the floors but may not be lent."
            ),
        ),
        (
            ev.NEED_UNMET,
            {"count": 3, "counterpart": "psu_london", "cause": "stock", "known_stock": 0},
            (
                "No more requests for now: 3 psu short in river; of psu_london, none is left "
                "above the floors."
            ),
        ),
        (
            ev.AID_BROKERED,
            {"request": 1, "tier": 2, "counterpart": "forest", "count": 0, "known_stock": 0},
            (
                "The Forest RICC has dealt with request 1 for river: no donor will be asked: "
                "no psu reported available in its region."
            ),
        ),
        (
            ev.AID_BROKERED,
            {"request": 1, "tier": 3, "counterpart": "npocc", "count": 0, "known_stock": 7},
            (
                "NPoCC has dealt with request 1 for river: no donor will be asked: the units "
                "reported available in the country (7 psu) would come too late or are no longer "
                "needed."
            ),
        ),
        (
            ev.AID_BROKERED,
            {"request": 1, "tier": 3, "counterpart": "npocc", "count": 0},
            "NPoCC has dealt with request 1 for river: no donor will be asked.",
        ),
        (
            ev.UNIT_ORDERED,
            {"unit": "ash-psu-02", "tier": 1, "cause": "relief of ash-psu-01"},
            "Ordered to river to relieve ash-psu-01, tier 1: ash-psu-02.",
        ),
        (
            ev.UNIT_CANCELLED,
            {"unit": "ash-psu-02", "cause": "predecessor released"},
            "Order to river cancelled, the unit it was to relieve has been released: ash-psu-02.",
        ),
        (
            ev.UNIT_STOOD_DOWN,
            {"unit": "ash-psu-02", "cause": "tour ended"},
            "Stood down from river, the tour is over: ash-psu-02.",
        ),
        (
            ev.UNIT_RESTED,
            {"unit": "ash-psu-02", "cause": "near the RVP"},
            "ash-psu-02: rested near the RVP and on call.",
        ),
    ],
)
def test_a_row_is_said_with_its_reason_and_what_was_known(
    event: str, columns: dict[str, object], words_of_it: str
) -> None:
    assert f"+0h05  {words_of_it}" == tell([row(5, event, **columns)])


def test_a_national_call_is_part_of_every_story_it_falls_into() -> None:
    called = run("national-drill")
    for subject in ("kent", called.scenario.incidents[0].incident_id):
        assert "The national call is made" in str(called.why(subject))


def test_every_event_can_be_told() -> None:
    for event in ev.EVENTS:
        told = tell([row(5, event, unit="ash-psu-01", count=1, tier=2, cause="x")])
        assert told.startswith("+0h05  ")
        assert event not in told


def test_a_story_of_a_whole_log_keeps_its_order_and_joins_rows_that_are_alike() -> None:
    told = tell(night().log, night().scenario.clock).splitlines()
    assert told[0] == "Wed 14:00 +0h00  Disorder begins in cardiff; host: south-wales."
    assert any("4 psu of south-wales (south-wales-psu-01–04)" in line for line in told)
    assert 1 == sum("judges that cardiff needs 4 psu" in line for line in told)
    minutes = [int(h) * 60 + int(m) for h, m in re.findall(r"\+(\d+)h(\d\d)  ", "\n".join(told))]
    assert minutes == sorted(minutes)


def test_a_story_of_a_log_without_a_clock_is_told_in_minutes() -> None:
    story = why([row(5, ev.INCIDENT_BEGAN, kind=None)], Facts(60.0), "river")
    assert "minute 5 +0h05  Disorder begins in river; host: ash. [row 1]" in str(story)


def test_row_numbers_are_cited_in_ranges() -> None:
    assert "[rows 1–3, 7, 9–10]" == citation([3, 1, 2, 7, 9, 10])
