"""Which slips of the pen in scoring must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

TYPED = "test_second_scoring"
VERDICTS = "country/line_verdicts.py"
TALLY, LINES, INCIDENTS = "scoring/tally.py", "scoring/line_measures.py", "scoring/incidents.py"
HOME, PEOPLE, HEADLINES = "scoring/home_cover.py", "scoring/people.py", "scoring/headlines.py"
STEPS, FACTS = "scoring/steps.py", "scoring/facts.py"

RUN_VERDICT = f"{TYPED}::test_a_line_fails_by_a_cause"
STOCK_VERDICT = f"{TYPED}::test_a_stock_is_watched"
BINDS = f"{TYPED}::test_a_line_binds_first"
CLOCKS = f"{TYPED}::test_times_start_where_they_are_said"
THERE = f"{TYPED}::test_a_share_that_was_there"
BEYOND_NEED = f"{TYPED}::test_more_than_needed"
HORIZON = f"{TYPED}::test_a_share_by_the_minute_in_which_the_log_ends"
CALL = f"{TYPED}::test_a_line_counts_different_crews"
AT_HOME = f"{TYPED}::test_home_is_emptied"
NEAR = f"{TYPED}::test_a_crew_that_rests_near_the_rvp"
TOURS = f"{TYPED}::test_a_tour_ends_at_home"
LIMIT = f"{TYPED}::test_a_tour_of_the_limit"
ENDURED = f"{TYPED}::test_a_day_is_endured"
AREA = f"{TYPED}::test_a_holding_area"

ROWS = (
    # --- the verdicts on a line
    (
        "a line is watched below a fifth of its figure",
        VERDICTS,
        "WATCH_SHARE: Final = 0.10",
        "WATCH_SHARE: Final = 0.20",
        RUN_VERDICT,
    ),
    (
        "a line with just a tenth left is watched",
        VERDICTS,
        "left < WATCH_SHARE",
        "left <= WATCH_SHARE",
        RUN_VERDICT,
    ),
    (
        "a line that binds is only watched",
        VERDICTS,
        'return "fail" if binds',
        'return "watch" if binds',
        RUN_VERDICT,
    ),
    (
        "a scarce line passes",
        VERDICTS,
        '"watch" if scarce else "pass"',
        '"pass"',
        RUN_VERDICT,
    ),
    (
        "lack of time breaks no line",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        'if row.cause in ("stock", "drawdown"):\n                if line.binds',
        RUN_VERDICT,
    ),
    (
        "lack of stock breaks no line",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        'if row.cause in ("time", "drawdown"):\n                if line.binds',
        BINDS,
    ),
    (
        "a limit on lending breaks no line",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        'if row.cause in ("time", "stock"):\n                if line.binds',
        f"{TYPED}::test_of_two_lines_that_bind",
    ),
    (
        "a line breaks whenever need is unmet",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        "if True:\n                if line.binds",
        RUN_VERDICT,
    ),
    (
        "need unmet of a kind breaks every line of it",
        TALLY,
        "if facts.line != row.counterpart or",
        "if facts.kind != row.kind or",
        RUN_VERDICT,
    ),
    (
        "the last break of a line is told for the first",
        TALLY,
        "if line.binds is None:",
        "if line is not None:",
        BINDS,
    ),
    (
        "the first line of the facts breaks first",
        LINES,
        "key=lambda each: each.at",
        "key=lambda each: 0.0",
        BINDS,
    ),
    (
        "just the units declared are too few",
        VERDICTS,
        "if declared < required:",
        "if declared <= required:",
        STOCK_VERDICT,
    ),
    (
        "just a tenth to spare is watched",
        VERDICTS,
        "is_scarce(declared - required, required)",
        "is_scarce(declared - required - 1, required)",
        STOCK_VERDICT,
    ),
    (
        "a stock with nothing to spare passes",
        VERDICTS,
        'return "watch" if is_scarce(declared - required, required) else "pass"',
        'return "pass"',
        STOCK_VERDICT,
    ),
    # --- time to a share of a line
    (
        "a crew deployed before the call does not count until the next comes",
        STEPS,
        "if self.at(start) >= level:",
        "if level <= 0:",
        f"{TYPED}::test_crews_deployed_before_the_call",
    ),
    (
        "crews at once are counted from the start of the night",
        STEPS,
        "self.first_at_least(level, start)",
        "self.first_at_least(level, 0.0)",
        f"{TYPED}::test_crews_deployed_before_the_call",
    ),
    (
        "crews at once are different crews",
        TALLY,
        "line.deployed.change(row.minute, -1)",
        "line.deployed.change(row.minute, 0)",
        CALL,
    ),
    (
        "a crew counts from when it was last deployed",
        TALLY,
        "if name not in line.crews:",
        "if name:",
        f"{TYPED}::test_a_crew_deployed_twice",
    ),
    (
        "bodies beyond the 43 count on a line",
        FACTS,
        "if home_region == BEYOND_REGION:",
        "if home_region is None:",
        CALL,
    ),
    (
        "the 75 are always held by London",
        FACTS,
        'host_region if london_75 == "available_to" else home_region',
        "home_region",
        f"{TYPED}::test_the_75",
    ),
    (
        "a holding area starts the clock of the lines",
        LINES,
        "if clocks.began is not None and incident not in tally.facts.holding",
        "if clocks.began is not None",
        AREA,
    ),
    (
        "a unit at a holding area is deployed",
        TALLY,
        "        if self._holds(row):\n            return\n",
        "",
        AREA,
    ),
    # --- incidents
    (
        "times are minutes of the night",
        STEPS,
        "None if at is None else at - start for",
        "at for",
        CLOCKS,
    ),
    (
        "what was there at the request came before it",
        STEPS,
        "self.first_at_least(level, start)",
        "self.first_at_least(level, 0.0)",
        THERE,
    ),
    (
        "time to the RVP is time to deployment",
        INCIDENTS,
        "began_to_rvp=_time_to(front.at_rvp,",
        "began_to_rvp=_time_to(deployed,",
        CLOCKS,
    ),
    (
        "the last request starts the clock",
        TALLY,
        "if clocks.requested is None:",
        "if clocks is not None:",
        CLOCKS,
    ),
    (
        "first aid is of tier 3",
        TALLY,
        "if tier > 1 and front.first_aid_at is None:",
        "if tier > 2 and front.first_aid_at is None:",
        CLOCKS,
    ),
    (
        "who has stood down is still there",
        TALLY,
        "unit.deployed.deployed.change(row.minute, -1)",
        "unit.deployed.deployed.change(row.minute, 0)",
        f"{TYPED}::test_who_has_stood_down",
    ),
    (
        "who has stood down is still at the RVP",
        TALLY,
        "unit.at_rvp.at_rvp.change(row.minute, -1)",
        "unit.at_rvp.at_rvp.change(row.minute, 0)",
        f"{TYPED}::test_who_has_stood_down",
    ),
    (
        "a unit and its relief are two for a moment",
        STEPS,
        "if self.minutes and self.minutes[-1] == minute:",
        "if not self.minutes and minute < 0:",
        f"{TYPED}::test_a_unit_and_its_relief",
    ),
    (
        "more than all of peak need is there",
        INCIDENTS,
        "min(1.0, deployed.most(began, at) / peak)",
        "deployed.most(began, at) / peak",
        BEYOND_NEED,
    ),
    (
        "units beyond the need are short by less than none",
        INCIDENTS,
        "max(0, needed - there)",
        "needed - there",
        BEYOND_NEED,
    ),
    (
        "a share, and units short, are known by the minute in which the log ends",
        INCIDENTS,
        "if began + minutes < end else",
        "if began + minutes <= end else",
        HORIZON,
    ),
    # --- in use and at home
    (
        "a withdrawn unit is free at once",
        TALLY,
        "if row.cause == WITHDRAWN:",
        "if row.cause is None:",
        AT_HOME,
    ),
    (
        "a crew that has rested is not in use though it has an order",
        TALLY,
        "if unit.in_use and not (unit.ordered or unit.touring):",
        "if unit.in_use and not unit.touring:",
        NEAR,
    ),
    (
        "a crew that rests near the RVP is at home",
        TALLY,
        "if row.cause != NEAR_THE_RVP:",
        "if row.cause is not None:",
        NEAR,
    ),
    (
        "below the floor is at the floor",
        HOME,
        "lambda left: left == floor",
        "lambda left: left <= floor",
        AT_HOME,
    ),
    (
        "down to the floor is emptied",
        HOME,
        "lambda left: left <= 0",
        "lambda left: left <= floor",
        AT_HOME,
    ),
    ("a host gives to itself", TALLY, "if host != unit.force:", "if host:", AT_HOME),
    (
        "the reserve is of the figure",
        LINES,
        "max(0, line.facts.declared - used)",
        "max(0, line.facts.required - used)",
        f"{TYPED}::test_the_reserve",
    ),
    (
        "the reserve leaves out the hour in which the log ends",
        STEPS,
        "range(int(end // MINUTES_PER_HOUR) + 1)",
        "range(int(end // MINUTES_PER_HOUR))",
        f"{TYPED}::test_the_reserve",
    ),
    # --- people
    (
        "a tour of the limit is over it",
        PEOPLE,
        "length > tally.facts.tour",
        "length >= tally.facts.tour",
        LIMIT,
    ),
    (
        "a least rest is short",
        TALLY,
        "row.minute - unit.tours[-1].over < self.facts.rest",
        "row.minute - unit.tours[-1].over <= self.facts.rest",
        LIMIT,
    ),
    (
        "a crew that rests near the RVP when the log ends is on tour",
        "scoring/tours.py",
        "self.left - self.row.minute >= facts.tour",
        "self.left - self.row.minute > facts.tour",
        LIMIT,
    ),
    (
        "a rest near the RVP is part of the tour",
        TALLY,
        "unit.end_tour()\n        unit.touring = False",
        "unit.end_tour(row.minute)\n        unit.touring = False",
        TOURS,
    ),
    (
        "a tour ends before the day that begins as it ends",
        PEOPLE,
        "bisect_right(midnights, over) + 1",
        "bisect_right(midnights, over - 1) + 1",
        TOURS,
    ),
    # --- headlines
    (
        "the level is held with 95 %",
        HEADLINES,
        "HELD_SHARE = 0.90",
        "HELD_SHARE = 0.95",
        ENDURED,
    ),
    (
        "a day without need is endured",
        HEADLINES,
        "if need.minutes_where(lambda units: not units, start, until):",
        "if not need.minutes:",
        ENDURED,
    ),
    (
        "a day that ends with the log is not endured",
        HEADLINES,
        "start + MINUTES_PER_DAY <= end",
        "start + MINUTES_PER_DAY < end",
        f"{TYPED}::test_a_day_that_ends_with_the_log",
    ),
    (
        "the worst shortfall is the most units",
        HEADLINES,
        "units * (tally.facts.officers(kind) or 1)",
        "units",
        f"{TYPED}::test_the_worst_shortfall",
    ),
    (
        "units beyond an incident's need meet another's",
        HEADLINES,
        "total(met(front) for front in fronts).first_at_least",
        "total(front.deployed for front in fronts).first_at_least",
        f"{TYPED}::test_the_worst_shortfall",
    ),
)
