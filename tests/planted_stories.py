"""Which slips of the pen in the opening of a story must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

TOLD = "test_story_opening"
ASKS, UNUSED = "telling/story/asks_made.py", "telling/story/orders_unused.py"
LENT, AID = "telling/story/lent_crews.py", "telling/story/aid_told.py"
INCIDENT, FORCE = "telling/story/incident_opening.py", "telling/story/force_opening.py"
UNIT, WORDS = "telling/story/unit_opening.py", "telling/measures_told.py"

AS_WRITTEN = f"{TOLD}::test_an_opening_still_reads"
COUNTS = f"{TOLD}::test_an_opening_counts_what_the_log_of_any_likely_night"
NAMED = f"{TOLD}::test_who_refused"
UNUSED_TOLD = f"{TOLD}::test_orders_that_put_nobody"
LACKING = f"{TOLD}::test_what_a_log_lacks"
FOLLOWED = f"{TOLD}::test_a_unit_that_a_log_does_not_follow"
UNMET = f"{TOLD}::test_need_that_nobody_could_be_sent_for"
AWAY = f"{TOLD}::test_crews_are_away"
CALLED_HOME = f"{TOLD}::test_a_crew_that_is_called_home"
AREA = f"{TOLD}::test_a_holding_area"

ROWS = (
    (
        "an ask that is answered stays open",
        ASKS,
        "open_asks[side] -= 1",
        "open_asks[side] -= 0",
        COUNTS,
    ),
    (
        "who refused is not named",
        AID,
        '("refused", "no answer")',
        '("no answer",)',
        NAMED,
    ),
    (
        "what was answered is told of a log that has no answers",
        AID,
        "night.lacks(ev.AID_OFFERED)",
        "night.lacks()",
        LACKING,
    ),
    (
        "own crews that were taken back count as aid that was not used",
        UNUSED,
        "row.counterpart not in (None, row.force)",
        "row.counterpart is not None",
        UNUSED_TOLD,
    ),
    (
        "aid that was deployed counts as not used",
        UNUSED,
        "under_way.pop(unit, None)",
        "under_way.get(unit)",
        COUNTS,
    ),
    (
        "aid on the way when the log ends is forgotten",
        UNUSED,
        "for order in under_way.values():",
        "for order in ():",
        UNUSED_TOLD,
    ),
    (
        "a crew that rests near the RVP is back",
        LENT,
        "row.event == ev.UNIT_RESTED and row.cause != NEAR_THE_RVP",
        "row.event == ev.UNIT_RESTED",
        AWAY,
    ),
    (
        "a crew that is called home is back only when the disorder there is over",
        LENT,
        "return row.counterpart == row.force",
        "return False",
        CALLED_HOME,
    ),
    (
        "the first aid is that of the kind of most officers",
        INCIDENT,
        "first = min(came, key=lambda row: (row.began_to_first_aid, row.kind), default=None)",
        "first = next(iter(came), None)",
        f"{TOLD}::test_an_opening_says_what_the_scorecard_says",
    ),
    (
        "the RICC is asked as often as kinds are",
        INCIDENT,
        "key=lambda row: (row.minute, row.request))",
        "key=lambda row: (row.minute, row.request, row.kind))",
        f"{TOLD}::test_partners_under",
    ),
    (
        "what is short at the end is what was short at the start",
        INCIDENT,
        "front.short.at(self._night.facts.duration)",
        "front.short.at(row.began_at)",
        COUNTS,
    ),
    (
        "a line that breaks is told by its worst minute",
        INCIDENT,
        "row = rows[0] if cause else max(",
        "row = max(",
        UNMET,
    ),
    (
        "need without a reason is told before a line that breaks",
        INCIDENT,
        "(self._night.rank(key[0]), not key[1])",
        "(self._night.rank(key[0]), bool(key[1]))",
        UNMET,
    ),
    (
        "the target of a place is told in another's story",
        INCIDENT,
        "if each.incident == self._incident",
        "if each.incident != self._incident",
        AS_WRITTEN,
    ),
    (
        "what stands ready is given",
        FORCE,
        "if row.event == ev.UNIT_DEPLOYED and is_aid(row) and not self._holds(place):",
        "if row.event == ev.UNIT_DEPLOYED and is_aid(row):",
        AREA,
    ),
    (
        "an operation takes a crew again that turned and came back",
        FORCE,
        'taken[row.cause][row.kind or ""].add(row.unit or "")',
        'taken[row.cause][row.kind or ""].add(f"{row.unit}, {row.minute}")',
        f"{TOLD}::test_a_force_says_what_operations_took",
    ),
    (
        "a host's own crews came from other forces",
        FORCE,
        "received = self._lent(self._night.tally.received)",
        "received = self._lent(self._night.tally.given)",
        AS_WRITTEN,
    ),
    (
        "a unit is said to be there whatever the log lacks",
        UNIT,
        "night.lacks(ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN)",
        "night.lacks()",
        FOLLOWED,
    ),
    (
        "the shortest step is told first",
        WORDS,
        "key=lambda step: -took[step]",
        "key=lambda step: took[step]",
        AS_WRITTEN,
    ),
    (
        "a target that is missed is early",
        WORDS,
        "format_duration(target.reached_at - target.by)",
        "format_duration(target.by)",
        AS_WRITTEN,
    ),
)
