"""Which slips of the pen in holding runs against real events must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

COUNTS, STINTS = "scoring/officer_counts.py", "scoring/stints.py"
HELD, TABLE = "study/validation.py", "study/observations.py"
SENSES, VALIDATION = "test_officer_counts", "test_validation"
SOURCES = "test_source_documents"

ROWS = (
    (
        "who arrives as a time ends counts in it",
        COUNTS,
        "self.since <= minute < self.until",
        "self.since <= minute <= self.until",
        f"{SENSES}::test_arrived_is_at_the_rvp",
    ),
    (
        "who is ordered before a time is in time",
        COUNTS,
        "came = (s for s in stints if window.counts(s) and window.holds(s.ordered))",
        "came = (s for s in stints if window.counts(s))",
        f"{SENSES}::test_at_the_rvp_in_time",
    ),
    (
        "a crew of the same place is aid",
        COUNTS,
        "own = stint.force == stint.host or stint.force in self.where",
        "own = stint.force == stint.host",
        f"{SENSES}::test_crews_of_forces_that_count_as_one_place",
    ),
    (
        "crews of every force are a donor's",
        COUNTS,
        "if self.donors and stint.force not in self.donors",
        "if not self.donors and stint.force not in self.donors",
        f"{SENSES}::test_sent_counts_from_mustering",
    ),
    (
        "every crew stands by",
        COUNTS,
        "((s, s.ready()) for s in stints if window.counts(s))",
        "((s, s.there()) for s in stints if window.counts(s))",
        f"{SENSES}::test_standing_by_counts_holding_areas",
    ),
    (
        "a crew that is sent on begins another shift",
        COUNTS,
        "if s.begins_tour and window.counts(s)",
        "if window.counts(s)",
        f"{SENSES}::test_a_crew_sent_on_counts_at_both_places",
    ),
    (
        "who rests near the RVP is not kept",
        STINTS,
        "max(_known(self.stood_down), self.near_until or 0.0)",
        "_known(self.stood_down)",
        f"{SENSES}::test_kept_counts",
    ),
    (
        "who rests near the RVP is on duty",
        STINTS,
        "stint.off_duty = stint.stood_down\n            crew.resting = stint",
        "stint.off_duty = row.minute\n            crew.resting = stint",
        f"{SENSES}::test_on_duty_counts_the_drives",
    ),
    (
        "a crew that goes back to its operation begins another tour",
        STINTS,
        "and is back\n            stint.begins_tour = False",
        "and is back",
        f"{SENSES}::test_a_crew_that_turns_from_an_operation",
    ),
    (
        "a pattern three deviations away is not missed",
        HELD,
        "return self.implausibility >= CUT",
        "return self.implausibility > CUT",
        f"{VALIDATION}::test_three_deviations_are_a_miss",
    ),
    (
        "the model has no discrepancy of its own",
        HELD,
        "math.hypot(pattern.deviation, discrepancy_of(pattern), error)",
        "math.hypot(pattern.deviation, error)",
        f"{VALIDATION}::test_three_deviations_are_a_miss",
    ),
    (
        "the discrepancy of a small number is small",
        HELD,
        "return max(least, DISCREPANCY * pattern.number)",
        "return DISCREPANCY * pattern.number",
        f"{VALIDATION}::test_the_discrepancy_is_a_fifth",
    ),
    (
        "the gate asks about what is held out",
        HELD,
        'for each in self.of_role("calibration") if each.missed',
        "for each in self.findings if each.missed",
        f"{VALIDATION}::test_the_gate_asks_about_calibration",
    ),
    (
        "an input may be measured",
        TABLE,
        'elif row.role == "input":',
        'elif row.role == "assumed":',
        f"{VALIDATION}::test_a_row_that_cannot_be_compared",
    ),
    (
        "what was asked for is not put in",
        "study/validation.py",
        "held(ASKED, both)",
        "held(override, both)",
        "test_validation::test_a_pattern_of_both_layers",
    ),
    (
        "a pattern given what was asked counts as end to end",
        "study/validation.py",
        'if e.pattern.layer != "conditional")',
        'if e.pattern.layer != "both")',
        "test_validation::test_a_pattern_of_both_layers",
    ),
    (
        "givers of aid change places with receivers",
        "../data/history.csv",
        ",31,,forces,A,context,,hmic-2014-kent",
        ",12,,forces,A,context,,hmic-2014-kent",
        f"{SOURCES}::test_history_has_aid_given_and_received",
    ),
    (
        "a paragraph of the requirement is passed over",
        "../data/source_paragraphs.csv",
        ",¶128,",
        ",¶127,",
        f"{SOURCES}::test_no_paragraph",
    ),
    (
        "a row without a test is let through",
        "../tests/source_documents.py",
        'missing = [name for name in ("feature", "test") if',
        'missing = [name for name in ("feature",) if',
        f"{SOURCES}::test_a_row_with_neither",
    ),
    (
        "a heading that is gone is taken for one that is there",
        "../tests/source_documents.py",
        "return not fragment or (known is not None and fragment in known(file))",
        "return not fragment or known is not None",
        f"{SOURCES}::test_a_row_with_neither",
    ),
    (
        "a function that is no test is taken for one",
        "../tests/source_documents.py",
        'return wanted.startswith("test_") and file',
        "return file",
        f"{SOURCES}::test_a_row_with_neither",
    ),
)
