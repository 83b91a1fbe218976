"""Which slips of the pen in briefing sheets and tables of requests must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

BRIEF, REQUESTS = "test_brief", "test_request_table"
TABLE = "scoring/request_table.py"

ROWS = (
    (
        "own crews are left out of a force's briefing sheet",
        "looking/brief/force_sheets.py",
        '    "own": "Its own crews at its own disorder",\n',
        "",
        f"{BRIEF}::test_each_order_is_on_one_force_sheet",
    ),
    (
        "a briefing sheet has the time at the RVP for that on duty",
        "scoring/crew_orders.py",
        "order.on_duty = row.minute",
        "order.on_duty = order.at_rvp",
        f"{BRIEF}::test_the_times_on_a_sheet",
    ),
    (
        "crews of a briefing that have the same times count once",
        "looking/brief/brief_night.py",
        "yield same[0], len(same), ",
        "yield same[0], 1, ",
        f"{BRIEF}::test_each_order_is_on_one_force_sheet",
    ),
    (
        "a force whose crews are out by plan has no briefing sheet",
        "looking/brief/brief_night.py",
        "(ev.UNIT_COMMITTED, ev.UNIT_STOOD_BY, ev.OPERATION_SHORT)",
        "(ev.OPERATION_SHORT,)",
        f"{BRIEF}::test_a_force_that_sends_crews_to_a_planned",
    ),
    (
        "a decision of a briefing counts own crews that are ordered later",
        "looking/brief/decisions.py",
        "order.row.minute <= minute",
        "order.row.minute > minute",
        f"{BRIEF}::test_the_first_decision_says_how_many_own_crews",
    ),
    (
        "a Word document of a briefing says when it was written",
        "looking/brief/word_document.py",
        "zipfile.ZipInfo(name, _FIRST.timetuple()[:6])",
        "zipfile.ZipInfo(name, datetime.now().timetuple()[:6])",
        f"{BRIEF}::test_the_same_night_gives_the_same_bytes",
    ),
    (
        "what was asked and not offered is no row of the table of requests",
        TABLE,
        "if asked or not (ask.offered or ask.orders):",
        "if not (ask.offered or ask.orders):",
        f"{REQUESTS}::test_an_ask_that_is_met_in_part",
    ),
    (
        "an ask of a desk serves the one request that it works on",
        "scoring/crew_orders.py",
        "for request in [*own, *waiting]:",
        "for request in own:",
        f"{REQUESTS}::test_an_ask_that_serves_two_requests",
    ),
    (
        "a cancelled order of a table of requests reads back as one that stood down",
        TABLE,
        'ev.UNIT_CANCELLED if row.status == "cancelled" else ev.UNIT_STOOD_DOWN',
        "ev.UNIT_STOOD_DOWN",
        f"{REQUESTS}::test_a_table_of_requests_reads_back",
    ),
)
