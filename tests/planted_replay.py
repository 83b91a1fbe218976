"""Which slips of the pen in the replay of a night must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

REPLAY = "test_replay"
ESCALATION, GLANCE = "looking/report/escalation.py", "telling/at_a_glance.py"
LAYOUT = "looking/report/mark_layout.py"

ROWS = (
    (
        "a donor that has answered is still awaited by the desk that asked it",
        ESCALATION,
        "self._count(asker, minute, -1)",
        "self._count(asker, minute, 0)",
        f"{REPLAY}::test_a_desk_awaits",
    ),
    (
        "the replay has a host ask NPoCC itself where its RICC did",
        ESCALATION,
        "elif row.cause in FROM_THE_RICC and",
        "elif row.cause is None and",
        f"{REPLAY}::test_requests_climb",
    ),
    (
        "a request at a desk waits on after its disorder has ended",
        ESCALATION,
        "            ev.INCIDENT_ENDED: self._ended,\n",
        "",
        f"{REPLAY}::test_a_request_waits",
    ),
    (
        "marks of forces cover places on the map of the replay",
        LAYOUT,
        "if not any(found.meets(other) for other in others):",
        "if tried == 0:",
        f"{REPLAY}::test_no_mark_of_a_force_covers",
    ),
    (
        "the first help of the replay's chapters is the first crew to be asked for",
        GLANCE,
        'yield TurningPoint(heads.first_aid_at, "First help", told)',
        'yield TurningPoint(self.measures.asked.first_ricc_at or 0.0, "First help", told)',
        f"{REPLAY}::test_chapters_are",
    ),
)
