"""Which slips of the pen in an inspection must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

ROWS = (
    (
        "an inspection asks for more than is needed at home",
        "inspection/capacity_rules.py",
        "enough = psu.declared >= need",
        "enough = psu.declared > need",
        "test_inspection::test_a_line_is_met_at_exactly",
    ),
    (
        "who receives more aid is a provider",
        "inspection/capacity_rules.py",
        'return "provider" if psu.given > psu.received else "recipient"',
        'return "recipient" if psu.given > psu.received else "provider"',
        "test_inspection::test_each_published_finding",
    ),
    (
        "at once is within the hour",
        "inspection/no_notice_week.py",
        "psu and ready <= order + AT_ONCE",
        "psu and ready <= latest",
        "test_inspection::test_the_test_musters_the_crews",
    ),
    (
        "every test without notice has the draws of the first day",
        "inspection/no_notice_week.py",
        "day, latest, travel = day_of(order)",
        "day, latest, travel = 0",
        "test_inspection::test_the_test_musters_the_crews",
    ),
    (
        "a number that stands in for one not published is judged",
        "inspection/rule_words.py",
        "return (self.force, column) in self._unpublished",
        "return False",
        "test_inspection::test_each_published_finding",
    ),
    (
        "people that are returned are not counted",
        "inspection/inspection_evidence.py",
        'row[column] = "" if number is None else str(number)',
        'row[column] = ""',
        "test_inspection::test_people_that_a_return_counts",
    ),
    (
        "last quarter's rows count as returned",
        "inspection/area_rules.py",
        'if (force, "psu") in evidence.returns.carried]',
        "if False]",
        "test_inspection::test_last_quarters_rows",
    ),
    (
        "a number of a shift is not held against the test",
        "inspection/capability_rules.py",
        "return column if column in _OF_TEST else column.rpartition",
        "return column if True else column.rpartition",
        "test_inspection::test_a_number_of_a_shift",
    ),
    (
        "a region is named as the force of its name",
        "cli/inspect.py",
        'if made.kind == "region" else made.subject',
        "if False else made.subject",
        "test_inspection::test_a_region_with_the_name",
    ),
)
