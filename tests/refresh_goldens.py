"""What do toy worlds read like, as a story?

The stories of `STORIES` are kept in ``tests/golden``; `tests.test_engine` holds them against what
the engine does. So are the openings of `OPENING`, for `tests.test_story_opening`.
``python -m tests.refresh_goldens`` writes them anew: read the difference before it is committed.
"""

from pathlib import Path

from mobsim.api import night
from mobsim.looking.brief import briefing_of, text_of
from mobsim.scenario.scenario import Scenario, Target
from mobsim.telling.night_facts import facts_of
from mobsim.telling.story import tell, why
from tests.worlds import DAY, crews, incident, run, world

GOLDEN = Path(__file__).parent / "golden"

TWO_REGIONS = {"forest": ["ash", "oak"], "heath": ["yew"]}

NEVER = 10 * DAY

STORIES: dict[str, Scenario] = {
    "quicker-aid": world({"ash": 2, "oak": 1}, [incident("ash", 2, ends=600)]),
    "region-and-country": world(
        {"ash": 1, "oak": 2, "yew": 1}, [incident("ash", 3, ends=500)], regions=TWO_REGIONS
    ),
    "two-for-one-donor": world(
        {"ash": crews(2, floor=1), "elm": 0, "oak": 1},
        [incident("ash", 3, ends=240), incident("elm", 1, begins=30, ends=1200)],
        rework_interval=NEVER,
    ),
    "three-tours": world(
        {"ash": 0, "yew": 1},
        [incident("ash", 1, ends=3650)],
        regions={"forest": ["ash"], "heath": ["yew"]},
        mode="sustained",
        desks=False,
        rework_interval=NEVER,
        duration=4 * DAY,
    ),
}

OPENING = world(
    {"ash": 1, "oak": 2, "yew": 1},
    [incident("ash", 5, ends=500)],
    regions=TWO_REGIONS,
    targets=(Target("ash-1", "psu", 3, 180.0),),
)
"""Five are needed, three come; Oak's second crew would be there after the end."""
OPENING_OF = ("ash-1", "oak", "ash", "yew-psu-01")

BRIEFED = ("oak", "ash", "forest")
"""Sheets of the first of the stories: a donor, a host, and their region."""


def story(scenario: Scenario) -> str:
    """A night as text."""
    return tell(run(scenario), scenario.clock) + "\n"


def briefed() -> str:
    """What the sheets of a donor, a host and their region say of one night."""
    found = briefing_of(night(STORIES["quicker-aid"]).source, BRIEFED)
    return "\n".join(map(text_of, found.sheets))


def openings() -> str:
    """What the stories of one night say before their rows."""
    log, facts = run(OPENING), facts_of(OPENING)
    told = (str(why(log, facts, subject)) for subject in OPENING_OF)
    return "\n".join(text.partition("\nROW BY ROW\n")[0] for text in told)


def main() -> None:
    """Write every story anew."""
    for name, scenario in STORIES.items():
        (GOLDEN / f"{name}.txt").write_text(story(scenario), encoding="utf-8")
    (GOLDEN / "openings.txt").write_text(openings(), encoding="utf-8")
    (GOLDEN / "brief.txt").write_text(briefed(), encoding="utf-8")


if __name__ == "__main__":
    main()
