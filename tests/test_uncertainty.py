"""How sure is an answer, if each belief is drawn from its prior?"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.priors import Prior, even, log_uniform
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import resolve
from mobsim.study.belief_sets import (
    ALLOWING,
    AS_IT_IS,
    Five,
    SetPlan,
    Uncertainty,
    find_uncertainty,
    questions_of,
)
from mobsim.study.designs.beliefs import Belief, Beliefs, beliefs_of
from mobsim.study.designs.effects import first_order
from mobsim.study.designs.points import latin_hypercube
from mobsim.study.step_savings import FIRST_AID
from mobsim.study.study import How

TABLES = ("forces", "kinds", "requirements")
"""Keys that name a table, not a number."""
TARGET = "targets=[{place: cardiff, units: 1, by: +2h}]"


# --- priors --------------------------------------------------------------------------------------


def test_every_assumed_belief_that_a_scenario_can_set_has_a_prior_with_a_reason() -> None:
    without = [
        each.path
        for each in register()
        if each.nature == "belief" and each.status == "assumed" and each.path not in TABLES
        if each.path and not (each.prior and each.prior.why)
    ]
    assert [] == without


def test_every_prior_can_be_drawn_from_end_to_end() -> None:
    """A triangle whose most likely value lies outside its ends is none."""
    every = [each.path for each in beliefs_of(register()).stated]
    for each in beliefs_of(register(), (), every).drawn:
        assert all(each.at(u) and each.about(u) for u in (0.0, 0.3, 0.7, 1.0)), each.path


def test_what_somebody_could_choose_has_no_prior() -> None:
    assert {None} == {each.prior for each in register() if each.nature != "belief"}


def test_likely_takes_no_belief_outside_the_middle_of_its_prior() -> None:
    likely = beliefs_of(register(resolve("bank-holiday").origins)).drawn
    assert len(likely) > 30
    assert [] == [(each.path, each.stated, each.place) for each in likely if each.at_edge]
    for each in likely:
        weights = each.prior.weights
        if each.levels:
            assert weights[str(each.stated)] >= 0.1 * sum(weights.values())


def test_how_hosts_ask_how_long_crews_go_on_and_what_is_lent_at_risk_are_drawn() -> None:
    asking = {"asking.share", "asking.batch", "asking.when"}
    expected = asking | {"durations.tour_at_most", "risk.lends", "risk.incidents"}
    night = mobsim.load("quickstart")
    drawn = beliefs_of(night.assumptions()).drawn
    assert expected <= {each.path for each in drawn}
    named = [each for each in drawn if each.path in expected]
    for u in (0.05, 0.5, 0.95):
        assert night.vary(*(f"{each.path}={each.at(u)}" for each in named))
    by_path = {each.path: each for each in named}
    assert ["0", "6", "12"] == [by_path["asking.batch"].at(u) for u in (0.2, 0.7, 0.95)]
    assert ["50%", "100%", "150%"] == [by_path["asking.share"].at(u) for u in (0, 0.5, 1)]
    assert ["12h", "16h", "20h"] == [by_path["durations.tour_at_most"].at(u) for u in (0, 0.5, 1)]


def belief(prior: Prior, kind: Any = "number", stated: Any = 1.0, path: str = "x") -> Belief:
    ends = (0.0, 0.0) if prior.shape == "names" else (float(prior.low), float(prior.high))
    return Belief(path, kind, tuple(prior.weights), *ends, prior=prior, stated=stated)


def test_a_place_is_the_share_of_a_prior_that_lies_below() -> None:
    falling = belief(Prior("triangular", "0", "0", "10"))  # a share (1 - x / 10)² lies above x
    assert ["0", "5", "10"] == [falling.at(u) for u in (0.0, 0.75, 1.0)]
    assert ["1", "10", "100"] == [belief(log_uniform("1", "100", "")).at(u) for u in (0, 0.5, 1)]
    assert 0.75 == belief(falling.prior, stated=5.0).place


def test_names_come_as_often_as_they_weigh() -> None:
    named = belief(replace(even("", "often", "seldom"), weights={"often": 3.0, "seldom": 1.0}))
    assert ["often", "often", "seldom"] == [named.at(u) for u in (0.0, 0.74, 0.75)]


def test_a_drawn_duration_keeps_its_shape_about_another_mean() -> None:
    """10, 20 and 60 minutes have a mean of 30; a prior from 15 to 15.02 is of 15."""
    prior = Prior("triangular", "15", "15.01", "15.02", of="mean")
    drawn = belief(prior, "duration", {"triangular": ["10m", "20m", "1h"]})
    assert {"triangular": ["5m", "10m", "30m"]} == json.loads(drawn.at(0.5))
    assert "15m" == belief(prior, "duration", "30m").at(0.5)


def test_a_promise_is_drawn_as_a_whole() -> None:
    shares = belief(Prior("triangular", "1", "1.5", "2", of="odds"), stated=["40%", "100%"])
    assert ["50%", "100%"] == json.loads(shares.at(0.5))  # 2 : 3 becomes 3 : 3
    ends = belief(Prior("triangular", "1", "1.5", "2", of="factor"), stated=["1h", "4h"])
    assert ["1h30m", "6h"] == json.loads(ends.at(0.5))


def test_the_register_is_printed_with_priors(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "--assumptions"])
    told = " ".join(capsys.readouterr().out.split())
    assert "Prior: 5% to 30%, most likely 15% (" in told
    assert "Prior: mean 10m to 1h, most likely 25m" not in told
    assert "Prior: mean 10m to 60m, most likely 25m (" in told


# --- factors on what there is and what is needed --------------------------------------------------


def test_twice_the_need_is_twice_each_step_but_a_holding_area_s() -> None:
    night = mobsim.load("quickstart")
    [twice], [once] = night.vary("need_factor=2").incidents, night.incidents
    assert (8, 0) == twice.need["psu"].units  # type: ignore[union-attr]
    assert (4, 0) == once.need["psu"].units  # type: ignore[union-attr]
    [held] = night.vary("need_factor=2", "incidents.cardiff.holding=on").incidents
    assert once.need == held.need


def test_drawn_need_is_scaled_too() -> None:
    drawn = ("incidents=[]", "disorder=stochastic", "need_factor=0.5")
    source = mobsim.load("quickstart", settings=drawn).disorder
    assert source is not None
    assert ((3, 0.75), (8, 0.25)) == source.source.course.sizes


def test_half_the_crews_trained_are_half_in_every_force() -> None:
    night = mobsim.load("quickstart")
    forces = zip(night.forces, night.vary("trained_factor=0.5").forces, strict=True)
    for once, half in forces:
        owned = once.stock["psu"]
        made = replace(owned, trained=(owned.trained + 1) // 2)
        assert made == half.stock["psu"]


def test_factors_of_one_leave_the_night_as_it_was() -> None:
    night = mobsim.load("six-cities-saturday")
    again = night.vary("need_factor=1", "trained_factor=1")
    assert night.run().log == again.run().log


# --- which beliefs matter ------------------------------------------------------------------------


def test_a_belief_explains_what_it_alone_moves_and_one_without_effect_is_chance() -> None:
    design = latin_hypercube(beliefs("durations.booking_aid", "refusals", "not_fit"), 64, seed=2)
    rows = first_order(design, [point.u[0] for point in design])
    # Of a number from 0 to 1, a sixteenth of the variance lies within quarters.
    assert 15 / 16 == pytest.approx(rows[0].share, abs=0.01)
    assert rows[0].p < 1e-6
    assert [True, True] == [row.p > 0.05 for row in rows[1:]]


def beliefs(*paths: str) -> list[Belief]:
    """Some beliefs of quickstart."""
    of = beliefs_of(mobsim.load("quickstart").assumptions())
    found = {each.path: each for each in (*of.drawn, *of.stated)}
    return [found[path] for path in paths]


def made_up(
    first: float, drawn: float, *, yes: float = 0.25, stated: Sequence[Belief] = ()
) -> Uncertainty:
    """64 sets of one night: times of one number, and a target met in the least of a belief."""
    scenario = mobsim.load("quickstart", settings=[TARGET])
    drawn_beliefs = beliefs("durations.booking_aid", "refusals", "not_fit", "absence", "travel_cv")
    design = latin_hypercube(drawn_beliefs, 64, seed=2)
    own: list[list[float | None]] = [[first] * 64] * 2 + [[1.0] * 64] * 2 + [[0.0] * 64] * 2
    sets: list[list[list[float | None]]] = [
        [[drawn]] * 2 + [[1.0]] * 2 + [[0.0], [float(point.u[0] < yes)]] for point in design
    ]
    return Uncertainty(scenario, design, own, sets, 1440.0, 1, stated)


def test_a_belief_is_worth_what_knowing_it_would_add() -> None:
    """A quarter of sets say yes, all of them where booking in is quickest."""
    [found] = made_up(100.0, 100.0).learning
    assert [found.path] == [each.path for each in made_up(100.0, 100.0).influences]
    assert ("durations.booking_aid", 0.25, 0.75) == (found.path, found.changes, found.right)
    assert 0.24 < found.gain <= 0.25
    [even_odds] = made_up(100.0, 100.0, yes=0.5).learning
    assert 0.5 == even_odds.right
    assert 0.35 < even_odds.gain < 0.48  # parts that are shuffled are right in more than half
    assert "100 %" in made_up(100.0, 100.0).text().partition("WORTH LEARNING")[2]


def test_an_answer_outside_its_own_prediction_is_warned_of() -> None:
    assert [] == made_up(100.0, 100.0).warnings
    told = made_up(100.0, 200.0).warnings
    assert "time to 40 % of peak PSU need: 1h40m as it is, 3h20m – 3h20m" in told[0]
    assert (
        "no as it is, but only 3 % of nights say so"
        in made_up(100.0, 100.0, yes=62 / 64).warnings[-1]
    )


def test_without_an_influence_nothing_is_said_to_matter() -> None:
    found = made_up(100.0, 100.0, yes=2.0)
    assert [] == found.influences
    assert "no single belief stands out from chance" in found.sentence()
    assert "WHAT MATTERS" not in found.text()


# --- runs ----------------------------------------------------------------------------------------


def fives(found: Uncertainty, of: str) -> dict[str, Five | None]:
    return {each.measure: each.five for each in found.predictions if each.of == of}


def test_where_nothing_is_drawn_by_chance_only_a_belief_moves_the_night() -> None:
    """Gwent's crew is at the RVP 140 minutes after the beginning, and is booked in after that."""
    night = mobsim.load("quickstart")
    known = [each.path for each in beliefs_of(night.assumptions()).drawn]
    booked = ["durations.booking_aid"]
    found = night.uncertainty(sets=10, replications=1, known=known, unknown=booked, jobs=1)
    assert (170.0,) * 5 == fives(found, AS_IT_IS)[FIRST_AID]
    assert found.design is not None
    [booking] = found.beliefs
    drawn = sorted(140.0 + booking.value(point.u[0]) for point in found.design)
    # Of ten sets, the least and the most are the ends of 90 %.
    ends = fives(found, ALLOWING)[FIRST_AID]
    assert ends is not None
    assert (drawn[0], drawn[4], drawn[9]) == (ends[0], ends[2], ends[4])


def test_priors_without_a_width_give_chance_alone() -> None:
    night = mobsim.load("quickstart", settings=["chance=drawn", TARGET])
    certain = {"durations.booking_aid": "30m", "refusals": "0%"}
    sure = [belief(even("", text), "level", path=path) for path, text in certain.items()]
    beliefs = Beliefs(sure, [])
    found = find_uncertainty(
        lambda texts: night.vary(*texts), beliefs, SetPlan(3, 2), how=How(jobs=1)
    )
    own, drawn = found.predictions[::2], found.predictions[1::2]
    assert [replace(each, of=ALLOWING, low=None, high=None) for each in own] == [
        replace(each, low=None, high=None) for each in drawn
    ]
    times = fives(found, AS_IT_IS)["forty_after"]
    assert times is not None
    assert times[0] < times[4]  # chance alone moves it
    assert [] == found.influences


def test_with_every_belief_known_nothing_is_drawn() -> None:
    night = mobsim.load("quickstart")
    known = [each.path for each in beliefs_of(night.assumptions()).drawn]
    found = night.uncertainty(sets=2, replications=1, known=known, jobs=1)
    assert fives(found, AS_IT_IS) == fives(found, ALLOWING)
    assert "Nothing is drawn, so the nights are the same." in found.text().replace("\n", " ")


def test_a_study_of_what_is_not_known_is_the_same_however_it_is_run(tmp_path: Path) -> None:
    night = mobsim.load("quickstart", settings=["chance=drawn"])
    serial, two = tmp_path / "serial", tmp_path / "two"
    for jobs, folder in ((1, serial), (2, two), (1, serial)):  # the third time it is read
        night.uncertainty(sets=2, replications=1, folder=folder, jobs=jobs)
    for name in ("summary.txt", "predictions.csv", "influences.csv", "learning.csv"):
        assert (serial / name).read_bytes() == (two / name).read_bytes()
    assert 0 == main(["verify", str(serial)])
    with pytest.raises(OutputError, match="holds another study of uncertainty"):
        night.uncertainty(sets=2, replications=1, folder=serial, jobs=1, seed=2)


def test_the_command_says_what_the_study_says(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["uncertainty", "quickstart", "--sets", "2", "--replications", "1", "--jobs", "1"]
    assert 0 == main(asked)
    found = mobsim.load("quickstart").uncertainty(sets=2, replications=1, jobs=1)
    assert found.text() == capsys.readouterr().out.strip("\n")
    assert 0 == main([*asked, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert found.sentence() == told["sentence"]
    assert len(found.predictions) == len(told["predictions"])


def test_what_is_known_must_be_a_belief(capsys: pytest.CaptureFixture[str]) -> None:
    assert 3 == main(["uncertainty", "quickstart", "--known", "need_factr", "--known", "drawdown"])
    told = capsys.readouterr().err
    assert "--known: need_factr: expected a belief; did you mean 'need_factor'?" in told
    assert "--known: drawdown:" in told


def test_pictures_show_every_number_and_say_how_many_nights() -> None:
    found = made_up(100.0, float("inf"))
    svg = found.plot()._repr_svg_()
    assert "never" in svg
    assert 4 == svg.count(f"<!-- {AS_IT_IS} -->")
    assert "64 sets × 1 nights" in svg
    bars = made_up(1.0, 1.0).plot("beliefs", measure="1 in cardiff by 120")._repr_svg_()
    assert "<!-- time to book in aid -->" in bars
    with pytest.raises(InputError, match="did you mean 'ranges'"):
        found.plot("range")


def test_what_a_scenario_states_is_what_it_asks_and_is_not_drawn() -> None:
    closed = beliefs_of(mobsim.load("stress/motorways-closed").assumptions())
    assert ["convoy_factor", "travel_cv"] == [each.path for each in closed.stated]
    again = beliefs_of(mobsim.load("stress/motorways-closed").assumptions(), (), ["travel_cv"])
    assert ["convoy_factor"] == [each.path for each in again.stated]
    written = ("durations.rested_muster=60m", "need_bias=1", "refusals=2%", "not_fit=20%")
    night = mobsim.load("six-cities-saturday", settings=written)
    assert ["not_fit"] == [each.path for each in beliefs_of(night.assumptions()).stated]
    assert "so they are not drawn: durations.judging (20m)," in made_up(
        1.0, 1.0, stated=beliefs("durations.judging", "durations.answer")
    ).text().replace("\n", " ")


def test_questions_are_the_headlines_and_each_target() -> None:
    night = mobsim.load("quickstart", settings=[TARGET])
    names = [asked.name for asked in questions_of(night)]
    assert ["forty_after", "first_aid_after", "worst_shortfall"] == names[:3]
    assert ["unmet_unit_hours", "line_breaks", "1 in cardiff by 120"] == names[3:]
