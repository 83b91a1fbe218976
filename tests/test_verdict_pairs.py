"""Does more need missed go with better verdicts next to never, and is it known why?"""

from dataclasses import replace
from math import inf

import pytest

from mobsim.country.forces import UnitKind
from mobsim.scenario.scenario import Scenario, Target
from tests.verdict_pairs import (
    EACH,
    ELSEWHERE,
    KEPT,
    LESS,
    MET,
    PAGE,
    WORLDS,
    Pair,
    Said,
    Setting,
    contradictions,
    kept,
    made_world,
    page,
    pair_of,
    pairs,
    read_kept,
    said,
    tables,
    why_of,
)
from tests.worlds import incident, run, world

HALF, EXACT = Setting("unknown", 0.5, 2), Setting("unknown", 1.0, 2)


def one_lender() -> Scenario:
    """Ash needs 8, Oak 2 from 300 on, Yew has 8: all are ready 1 h after the first order.

    Aid is asked for at 20, ordered at 55, mustered at 115 and deployed at 205. Oak's is asked for
    at 320, ordered at 355 and deployed at 445: Yew has been ready long since.
    """
    psu = UnitKind("psu", "support unit", "support units", "PSU", 25, 8, None, None)
    night = world(
        {"ash": 0, "oak": 0, "yew": 8},
        [incident("ash", 8, ends=1200), incident("oak", 2, begins=300, ends=1200)],
        shares=(1.0,),
        minutes=(60.0,),
        kinds=[psu],
    )
    return replace(night, targets=(Target("oak-1", "psu", 1, 540.0),))


def test_who_takes_need_for_half_misses_more_and_has_both_better_verdicts() -> None:
    """Ash asks for 4 of its 8, so that Oak's one comes: 445 is before 540. Else Oak has none."""
    night = one_lender()
    exact, half = (said(each.of(night)) for each in (EXACT, HALF))

    assert ("fail", (inf,)) == exact[:2]
    assert (8 * 205 + 2 * 900) / 60 == pytest.approx(exact.missed)
    assert ("pass", (0.0,)) == half[:2]
    assert (8 * 205 + 4 * 995 + 2 * 145 + 1 * 755) / 60 == pytest.approx(half.missed)
    pair = pair_of(1, (EXACT, exact), (HALF, half))
    assert pair is not None
    assert (HALF, True, True) == (pair.more, pair.contradicts(EACH), pair.contradicts(MET))


def test_the_reason_is_found_in_the_two_logs() -> None:
    """Yew's fifth crew goes to Oak; else it stands in Ash. Judged are 4 and 1, or 8 and 2."""
    night = one_lender()
    pair = Pair(1, HALF, EXACT, *(said(each.of(night)) for each in (HALF, EXACT)))
    why = why_of(night, pair)

    assert (LESS, {ELSEWHERE}) == (why.capacity, why.speed)
    assert (
        "Line psu holds at minute 370: 5 units are judged to be needed at once, not 10; "
        "oak-1 has 1 psu at minute 445, with yew-psu-05 (sent to another place otherwise)."
    ) == why.sentence


@pytest.mark.parametrize(
    ("more", "less", "capacity", "each", "met"),
    [
        (("pass", (0, 5)), ("watch", (0, 6)), "better", "better", "same"),
        (("watch", (0, 5)), ("fail", (1, 5)), "better", "better", "better"),
        (("fail", (0, 60)), ("fail", (1, inf)), "same", "better", "better"),
        (("fail", (0, 7)), ("pass", (4, 5)), "worse", "mixed", "better"),
        (("pass", (0, inf)), ("pass", (0, inf)), "same", "same", "same"),
        (("watch", (3, inf)), ("pass", (0, 9)), "worse", "worse", "worse"),
    ],
)
def test_verdicts_are_compared_line_by_line_and_target_by_target(
    more: tuple[str, tuple[float, ...]],
    less: tuple[str, tuple[float, ...]],
    capacity: str,
    each: str,
    met: str,
) -> None:
    """A target is met by 0 minutes late; each by itself, or how many are."""
    pair = Pair(0, HALF, EXACT, Said(*more, 9.0), Said(*less, 8.0))
    assert (capacity, each, met) == (pair.capacity, pair.speed(EACH), pair.speed(MET))
    assert (capacity == each == "better") == pair.contradicts(EACH)
    assert ({capacity, met} == {"better", "same"}) == pair.contradicts_weakly(MET)


def test_nights_that_miss_as_much_are_no_pair() -> None:
    night = Said("pass", (0.0,), 0.0)
    assert pair_of(0, (HALF, night), (EXACT, night._replace(missed=0.05))) is None
    pair = pair_of(0, (HALF, night), (EXACT, night._replace(missed=0.1)))
    assert pair is not None
    assert EXACT == pair.more


def test_who_estimates_does_not_know_the_end_nor_what_lies_ahead() -> None:
    """Hence such settings stand once among `SETTINGS`: their pairs would say nothing."""
    night = made_world(0)
    settings = (Setting("known", 0.75, 0), Setting("unknown", 0.75, 6), Setting("known", 1.0, 0))
    one, other, exact = (run(each.of(night)) for each in settings)
    assert one == other
    assert one != exact


def test_in_eight_worlds_more_need_missed_never_goes_with_better_verdicts() -> None:
    found = list(pairs(range(8)))
    assert 8 * 45 == len(found)
    assert [] == contradictions(found)


def test_pairs_that_contradict_are_kept_as_they_are_found() -> None:
    worlds = (104, 154)
    rows = KEPT.read_text(encoding="utf-8").splitlines(keepends=True)
    shown = [row for row, of in zip(rows, read_kept(), strict=True) if of["world"] in worlds]
    assert "".join(shown) == kept(contradictions(pairs(worlds)))


@pytest.mark.slow
def test_the_page_shows_all_pairs_and_those_that_contradict_are_one_in_a_hundred_at_most() -> None:
    found = list(pairs(WORLDS))
    told = [each for each in found if each]
    against = contradictions(found)

    assert len(told) >= 2000
    assert len(told) / 100 >= len(against)
    assert kept(against) == KEPT.read_text(encoding="utf-8")
    assert page(tables(found)) == PAGE.read_text(encoding="utf-8")
