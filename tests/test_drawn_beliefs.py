"""Does each night draw the beliefs that its seed and number say, however it is run?"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.ground.errors import InputError
from mobsim.ground.intervals import wilson
from mobsim.study.belief_nights import WITH_BELIEFS
from mobsim.study.belief_sets import SETS, SetPlan, find_uncertainty
from mobsim.study.calibrating.calibrated_sets import CALIBRATED, CalibratedSets
from mobsim.study.designs.beliefs import beliefs_of
from mobsim.study.drawn_beliefs import NightBeliefs, belief_source, sets_design
from mobsim.study.folder import open_folder
from mobsim.study.identity import digests_of
from mobsim.study.replication import Task
from mobsim.study.study import How, rerun
from mobsim.study.summary import LEVEL

BOOKING, MUSTER = "durations.booking_aid", "durations.muster_assembled"
HALF, MOST = 0.5, 0.9


def quickstart() -> mobsim.LoadedScenario:
    return mobsim.load("quickstart")


def sets_of(*places: tuple[float, ...], paths: tuple[str, ...] = (BOOKING,)) -> CalibratedSets:
    """Sets of some beliefs of quickstart, as if history had left them."""
    drawn = beliefs_of(quickstart().assumptions(), (), (BOOKING,)).drawn
    known = {each.path: str(each.prior) for each in drawn if each.path in paths}
    return CalibratedSets(known, places)


def nights(source: CalibratedSets, *paths: str) -> NightBeliefs:
    """What nights of quickstart draw; the scenario states its durations, so they are named."""
    night = quickstart()
    asked = beliefs_of(night.assumptions(), (), paths)
    only = [each for each in asked.drawn if each.path in paths]
    return NightBeliefs.of(night, source, asked._replace(drawn=only))


def kept(folder: Path) -> dict[int, str]:
    """What each night with beliefs comes to."""
    return digests_of(open_folder(folder / SETS / WITH_BELIEFS))


@pytest.mark.slow
def test_two_processes_draw_what_one_draws(tmp_path: Path) -> None:
    for name, jobs in (("one", 1), ("two", 2)):
        quickstart().run(replications=6, beliefs="prior", folder=tmp_path / name, jobs=jobs)
    assert kept(tmp_path / "one") == kept(tmp_path / "two")
    for name in ("run.json", "summary.txt", "predictions.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_night_is_the_same_alone_and_among_others(tmp_path: Path) -> None:
    night = quickstart()
    night.run(replications="1:6", beliefs="prior", folder=tmp_path, jobs=1)
    found = kept(tmp_path)
    task = Task(night, beliefs=NightBeliefs.of(night, belief_source("prior")))
    alone = {number: task.replicate(number).sha256 for number in (5, 1)}
    assert alone == {number: found[number] for number in alone}
    as_it_is = Task(night)
    assert alone != {number: as_it_is.replicate(number).sha256 for number in alone}


def test_a_study_with_beliefs_is_extended_rerun_and_looked_into(tmp_path: Path) -> None:
    night = quickstart()
    night.run(replications=2, beliefs="prior", folder=tmp_path / "kept", jobs=1)
    study = tmp_path / "kept" / SETS / WITH_BELIEFS
    again = rerun(study, tmp_path / "again", how=How(jobs=1))
    assert ([], {}) == (again.different, again.moved)
    assert 0 == main(["rerun", str(study), "--night", "1", "-o", str(tmp_path / "night")])
    alone = night.run(beliefs="prior", replication=1)
    assert (tmp_path / "night" / "log.csv").read_text(encoding="utf-8").count("\n") == (
        len(alone.log) + 1
    )
    assert alone.log != night.run(replication=1).log
    assert 0 == main(["verify", str(tmp_path / "kept")])


def test_each_night_draws_one_of_the_sets_that_are_left() -> None:
    made = nights(sets_of((HALF,), (MOST,)), BOOKING)
    drawn = Counter(made.places(1, number) for number in range(40))
    assert {(HALF,), (MOST,)} == drawn.keys()
    assert min(drawn.values()) > 10
    [belief] = made.beliefs
    night = made.scenario(1, 0)
    assert belief.at(made.places(1, 0)[0]) == night.resolved["durations"]["booking_aid"]


def test_what_the_sets_do_not_have_is_drawn_from_its_prior() -> None:
    made = nights(sets_of((HALF,)), BOOKING, MUSTER)
    paths = [each.path for each in made.beliefs]
    drawn = [dict(zip(paths, made.places(1, n), strict=True)) for n in range(30)]
    assert {HALF} == {each[BOOKING] for each in drawn}
    assert 30 == len({each[MUSTER] for each in drawn})
    from_priors = nights(belief_source("prior"), BOOKING, MUSTER)
    at = paths.index(MUSTER)
    assert [o[MUSTER] for o in drawn] == [from_priors.places(1, n)[at] for n in range(30)]


def test_sets_of_a_study_come_as_often_as_each_other() -> None:
    source = sets_of((0.1,), (0.2,), (0.3,))
    [belief] = nights(source, BOOKING).beliefs
    found = Counter(point.u[0] for point in sets_design([belief], source, 6, 1))
    assert {0.1: 2, 0.2: 2, 0.3: 2} == found


def test_uncertainty_draws_from_the_sets_that_are_left() -> None:
    """Gwent's crew is at the RVP after 140 minutes; both sets have it booked in at their mean."""
    night, source = quickstart(), sets_of((HALF,), (MOST,))
    asked = beliefs_of(night.assumptions(), (), (BOOKING,))
    [belief] = only = [each for each in asked.drawn if each.path == BOOKING]
    found = find_uncertainty(
        lambda texts: night.vary(*texts), asked._replace(drawn=only),
        SetPlan(4, 1, 1, source), how=How(jobs=1),
    )  # fmt: skip
    times = found.predictions[3].five
    assert times is not None
    assert (140 + belief.value(HALF), 140 + belief.value(MOST)) == (times[0], times[-1])
    breaks = next(each for each in found.predictions[1::2] if each.measure == "line_breaks")
    [low], [high] = wilson(np.array([breaks.share]), 2, LEVEL)  # four nights, of two sets
    assert (low, high) == (breaks.low, breaks.high)
    assert "2 sets that history does not rule out" in found.text().replace("\n", " ")


def test_arms_are_compared_on_the_same_beliefs() -> None:
    """Nights of arms that are alike are alike, whatever they draw."""
    night = quickstart()
    arms = {"one": night, "another": night.vary("title=Again")}
    found = mobsim.compare(arms, replications=3, beliefs="prior", jobs=1)
    one, another = (study.nights for study in found.arms.values())
    assert one.equals(another)
    assert not one.equals(night.run(replications=3, jobs=1).nights)


def test_sets_of_other_priors_are_refused() -> None:
    source = CalibratedSets({BOOKING: "mean 15m to 91m, most likely 35m"}, ((HALF,),))
    with pytest.raises(InputError, match="expected 'mean 15m to 90m, most likely 35m'; make it ag"):
        nights(source, BOOKING)


def test_the_command_says_what_to_do_where_there_are_no_sets(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = str(tmp_path / CALIBRATED)
    assert 3 == main(["run", "quickstart", "--beliefs", missing])
    assert "no such file of calibrated beliefs; make one with: mobsim calibrate -o FOLDER" in (
        capsys.readouterr().err
    )
    assert 3 == main(["run", "quickstart", "--beliefs", "prior", "--replications", "auto"])
    assert "found auto, expected the number of nights" in capsys.readouterr().err
    asked = ["run", "quickstart", "--beliefs", "prior", "--replications", "2"]
    assert 2 == main([*asked, "--report"])
    assert 0 == main([*asked, "--jobs", "1"])
    said = mobsim.run("quickstart", replications=2, beliefs="prior", jobs=1).text()
    assert said == capsys.readouterr().out.strip("\n")
