"""Which tests are of one subject?

``python -m tests.quick engine`` runs the tests and doctests of one subject without the slow ones;
what follows is handed to pytest: ``python -m tests.quick engine -k tour``. Without a subject it
prints them.
"""

import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]

SUBJECTS: Final[dict[str, tuple[str, str]]] = {
    "engine": (
        (
            "acceptance asking callup closed_forms crew_roster days engine foresight levers "
            "lodging no_notice operating planned_aid posture priority region_first risk_at_home "
            "serials turning"
        ),
        "engine",
    ),
    "laws": ("fuzzing laws likely_laws verdict_laws verdict_pairs", ""),
    "witness": ("witness", ""),
    "plugins": ("declaring plugins", "policy"),
    "country": (
        (
            "assumptions clock commitments disorder_file drawn_demand forces geography lines "
            "places tables"
        ),
        "ground country",
    ),
    "returns": ("capability force_names pool popm returns", ""),
    "scenario": ("budgets forces_now lists plan scenario_file total_reader", "scenario"),
    "scoring": (
        (
            "events log measures officer_counts request_table scorecard scoring second_scoring "
            "store story story_opening tours"
        ),
        "scoring telling",
    ),
    "study": (
        (
            "calibration cluster crashes drawn_beliefs experiments folders held_out logged_night "
            "savings study uncertainty workers"
        ),
        "study api.py",
    ),
    "numbers": ("coverage designs intervals precision validation", ""),
    "stress": (
        "inspection made_up_nights plain_verdicts requirement reverse stress",
        "inspection stress",
    ),
    "looking": (
        (
            "at_a_glance boxes brief figures paper paper_browser replay replay_browser report "
            "report_browser"
        ),
        "looking",
    ),
    "cli": (
        "cli_run cli_scenarios in_notebooks last_net own_nights progress safe_text terminal",
        "cli",
    ),
    "desk": ("desk desk_actions desk_browser desk_edits desk_runs", "desk"),
    "project": (
        (
            "compiled_core making notebooks performance planting project prose site "
            "source_documents supply"
        ),
        "",
    ),
}
"""Of each subject its test modules, without ``test_``, and its wings, for their doctests."""


def modules_of(subject: str) -> list[str]:
    """Its test modules, as files below ``tests``."""
    return [f"test_{name}.py" for name in SUBJECTS[subject][0].split()]


def paths_of(subject: str) -> list[str]:
    """All that pytest is to look at."""
    tests = [str(ROOT / "tests" / name) for name in modules_of(subject)]
    return tests + [str(ROOT / "mobsim" / path) for path in SUBJECTS[subject][1].split()]


def main(arguments: list[str]) -> int:
    """Run the tests of a subject; pytest's exit status, 2 where there is no such subject."""
    if not arguments or arguments[0] not in SUBJECTS:
        print(f"python -m tests.quick SUBJECT; subjects: {', '.join(SUBJECTS)}")
        return 2
    return int(pytest.main(["-q", *arguments[1:], *paths_of(arguments[0])]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
