"""Which slips of the pen in scoring must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

TYPED, PAIRS = "test_second_scoring", "test_verdict_pairs"
MISSED = f"{PAIRS}::test_in_eight_worlds"
VERDICTS = "country/line_verdicts.py"
TALLY, LINES, INCIDENTS = "scoring/tally.py", "scoring/line_measures.py", "scoring/incidents.py"
HOME, PEOPLE, HEADLINES = "scoring/home_cover.py", "scoring/people.py", "scoring/headlines.py"
STEPS, FACTS = "scoring/steps.py", "scoring/facts.py"
SPENT = "scoring/time_spent.py"

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
TOURS = f"{TYPED}::test_a_tour_ends_as_the_crew"
LIMIT = f"{TYPED}::test_a_tour_of_the_limit"
ENDURED = f"{TYPED}::test_a_day_is_endured"
AREA = f"{TYPED}::test_a_holding_area"
PLACE = f"{TYPED}::test_a_crew_in_london"
LENT = f"{TYPED}::test_a_crew_of_london"
TESTED = f"{TYPED}::test_a_line_is_tested"
SOURCES = f"{TYPED}::test_units_are_counted_by_where"
LASTING = f"{TYPED}::test_the_worst_shortfall_is_the_largest_that_lasts"
AN_HOUR = f"{TYPED}::test_what_is_short_for_less"
TARGET = f"{TYPED}::test_a_target_is_met"
CLOCK_TO_CLOCK = f"{TYPED}::test_the_time_went_from_clock"
TURNS = f"{TYPED}::test_a_crew_that_turns"

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
        "lack of stock breaks no line",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        'if row.cause == "drawdown":\n                if line.binds',
        BINDS,
    ),
    (
        "a limit on lending breaks no line",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        'if row.cause == "stock":\n                if line.binds',
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
    # --- more need missed, and better verdicts
    (
        "the verdict on capacity gets better as need is missed",
        VERDICTS,
        'return "fail" if binds else "watch" if scarce else "pass"',
        'return "pass" if binds else "watch" if scarce else "fail"',
        MISSED,
    ),
    (
        "a target that is met late is met, one that is met in time is late",
        "scoring/targets.py",
        '"met" if reached <= target.by else "late"',
        '"late" if reached <= target.by else "met"',
        f"{PAIRS}::test_who_takes_need_for_half",
    ),
    (
        "a line does not break where much is missing",
        TALLY,
        "if row.cause is not None:\n                if line.binds",
        "if row.cause is not None and (row.count or 0) < 3:\n                if line.binds",
        MISSED,
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
        '(london_75 == "available_to" or home_region == LONDON_REGION)',
        "home_region == LONDON_REGION",
        PLACE,
    ),
    (
        "the 75 are always available to London",
        FACTS,
        '(london_75 == "available_to" or home_region == LONDON_REGION)',
        "True",
        PLACE,
    ),
    (
        "a crew of London counts on London's line wherever it is",
        FACTS,
        "in_london = host_region == LONDON_REGION",
        "in_london = home_region == LONDON_REGION",
        LENT,
    ),
    (
        "a crew that is sent on counts on the line of the place before",
        TALLY,
        "self._count_at(unit, row)\n\n    def _committed(",
        "pass\n\n    def _committed(",
        f"{TYPED}::test_a_crew_that_goes_on_to_london",
    ),
    (
        "an operation counts on no line of its place",
        TALLY,
        "self._count_at(unit, row)\n        unit.end_tour()",
        "unit.end_tour()",
        f"{TYPED}::test_a_crew_that_goes_from_one_operation",
    ),
    (
        "nothing tests a line that nothing was needed of",
        VERDICTS,
        '    if not needed:\n        return "not tested"\n',
        "",
        TESTED,
    ),
    (
        "need anywhere tests every line of its kind",
        TALLY,
        'line.facts.london in (None, "inside" if in_london else "outside")',
        "line is not None",
        TESTED,
    ),
    (
        "need of nothing tests a line",
        TALLY,
        "if need.level and not self._holds(row):",
        "if not self._holds(row):",
        TESTED,
    ),
    (
        "a holding area tests a line",
        TALLY,
        "if need.level and not self._holds(row):",
        "if need.level:",
        f"{TYPED}::test_a_holding_area_tests",
    ),
    (
        "crews of London in London are lent",
        TALLY,
        "if home != LONDON_REGION or host == LONDON_REGION:",
        "if home != LONDON_REGION:",
        PLACE,
    ),
    (
        "whoever is outside London is lent by it",
        TALLY,
        "if home != LONDON_REGION or host == LONDON_REGION:",
        "if host == LONDON_REGION:",
        LENT,
    ),
    (
        "fewer than none are left for London",
        LINES,
        "max(0, line.facts.declared - most)",
        "line.facts.declared - most",
        f"{TYPED}::test_no_fewer_than_none",
    ),
    (
        "what was left for London is told of every line",
        LINES,
        'if line.facts.london != "inside":',
        "if line.facts.london is None:",
        LENT,
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
        "a partner's first unit is no aid",
        TALLY,
        'if source != "own" and front.first_aid_at is None:',
        'if source not in ("own", "agreement") and front.first_aid_at is None:',
        f"{TYPED}::test_aid_is_of_another_force",
    ),
    (
        "a host's own unit is of the tier of its order",
        "scoring/sources.py",
        "if row.force == host:",
        "if row.tier == 1 and row.force == host:",
        f"{TYPED}::test_aid_is_of_another_force",
    ),
    (
        "a partner's unit comes from the region",
        "scoring/sources.py",
        '1: "agreement"',
        '1: "region"',
        SOURCES,
    ),
    (
        "a body beyond the 43 is of the country",
        "scoring/sources.py",
        'return "beyond"',
        'return "nation"',
        SOURCES,
    ),
    (
        "how many were there is how many were short",
        INCIDENTS,
        "_by_hour(deployed.at, STRENGTH_HOURS",
        "_by_hour(short.at, STRENGTH_HOURS",
        SOURCES,
    ),
    (
        "unit-hours needed are those that were there",
        INCIDENTS,
        "needed_unit_hours=front.need.area(began, end)",
        "needed_unit_hours=deployed.area(began, end)",
        SOURCES,
    ),
    (
        "what is short for half an hour is the worst",
        INCIDENTS,
        "LASTS = MINUTES_PER_HOUR",
        "LASTS = MINUTES_PER_HOUR / 2",
        LASTING,
    ),
    (
        "the worst shortfall is just so many, and no more",
        STEPS,
        "if here >= level:",
        "if here == level:",
        LASTING,
    ),
    (
        "what is short for just an hour is no shortfall",
        STEPS,
        "if minute - since >= minutes:",
        "if minute - since > minutes:",
        AN_HOUR,
    ),
    (
        "a shortfall at the end of the log does not count",
        STEPS,
        "zip([*edges, end], [*levels, 0], strict=True)",
        "zip(edges, levels, strict=True)",
        AN_HOUR,
    ),
    # --- targets
    (
        "a target is late if it is reached at its minute",
        "scoring/targets.py",
        "if reached <= target.by",
        "if reached < target.by",
        TARGET,
    ),
    (
        "a target is missed if so many are gone again at its minute",
        "scoring/targets.py",
        "if reached <= target.by",
        "if strength.at(target.by) >= target.units",
        TARGET,
    ),
    (
        "how many were there at a target's minute is known when the log has ended",
        "scoring/targets.py",
        "None if over else strength",
        "None if verdict is None else strength",
        TARGET,
    ),
    # --- where the time went
    (
        "a judging after the order takes the wait back",
        SPENT,
        "requested if self.judged is None else min(requested, self.judged)",
        "requested if self.judged is None else self.judged",
        f"{TYPED}::test_need_that_was_judged_after",
    ),
    (
        "the last request of a number is the first",
        SPENT,
        "self.requested.setdefault(row.request, row.minute)",
        "self.requested[row.request] = row.minute",
        CLOCK_TO_CLOCK,
    ),
    (
        "the first ask of a donor is the last",
        SPENT,
        'self.asked[row.request, row.force or "", row.kind or ""] = row.minute',
        'self.asked.setdefault((row.request, row.force or "", row.kind or ""), row.minute)',
        f"{TYPED}::test_of_two_asks",
    ),
    (
        "what was asked for under an agreement was requested as it was ordered",
        SPENT,
        "min(asked, self.requested.get(order.request, asked))",
        "self.requested.get(order.request, ordered)",
        f"{TYPED}::test_under_an_agreement",
    ),
    (
        "a unit that left in the minute makes up a share",
        SPENT,
        "if (each.deployed, each.level) == (reached, units)",
        "if each.level == units",
        f"{TYPED}::test_who_stands_down_in_the_minute",
    ),
    (
        "of several units the first made up the share",
        SPENT,
        "came[-1] if came",
        "came[0] if came",
        f"{TYPED}::test_who_stands_down_in_the_minute",
    ),
    (
        "a target's time is that of the unit before",
        "scoring/targets.py",
        "making(front.arrivals, target.units, reached)",
        "making(front.arrivals, target.units - 1, reached)",
        "test_savings::test_a_target_s_time",
    ),
    (
        "a target's time counts from the start",
        "scoring/targets.py",
        "clocks.began if clocks else None",
        "0.0 if clocks else None",
        "test_savings::test_the_steps_of_a_night",
    ),
    (
        "the last judging is the first",
        TALLY,
        "row.minute if asking.judged is None else asking.judged",
        "row.minute",
        CLOCK_TO_CLOCK,
    ),
    (
        "a crew on tour mustered before it was ordered",
        SPENT,
        "else max(ordered, arrival.mustered)",
        "else arrival.mustered",
        f"{TYPED}::test_a_crew_that_was_on_tour",
    ),
    (
        "the road is told as the muster, and the muster as the road",
        SPENT,
        "left, arrival.reached, arrival.deployed]",
        "arrival.reached, left, arrival.deployed]",
        CLOCK_TO_CLOCK,
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
        "the drive home is of the tour",
        PEOPLE,
        "lengths = [tour.left - tour.mustered",
        "lengths = [tour.over - tour.mustered",
        TOURS,
    ),
    (
        "the drive home touches a day",
        PEOPLE,
        "[(tour.mustered, tour.left) for",
        "[(tour.mustered, tour.over) for",
        f"{TYPED}::test_both_scorings_say_the_same_of_a_shipped",
    ),
    (
        "the drive home is not worked",
        PEOPLE,
        "sum(tour.over - tour.mustered for",
        "sum(tour.left - tour.mustered for",
        TOURS,
    ),
    (
        "a crew that turns begins its tour as it turns",
        TALLY,
        "unit.tour = OpenTour(unit.committed)",
        "unit.tour = OpenTour(row)",
        TURNS,
    ),
    (
        "a crew that goes back to its operation stays on tour",
        TALLY,
        "unit.end_tour()  # it may have turned to an incident, and is back",
        "pass",
        TURNS,
    ),
    (
        "a crew that turned has gone straight to nobody",
        "scoring/causes.py",
        "SENT_FORWARD, TURNED})",
        "SENT_FORWARD})",
        TURNS,
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
        "if not needed or there.area(",
        "if there.area(",
        ENDURED,
    ),
    (
        "the quiet between two evenings ends the days endured",
        HEADLINES,
        "if not needed or there.area(",
        "if need.minutes_where(lambda units: not units, start, until) or there.area(",
        f"{TYPED}::test_evenings",
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
