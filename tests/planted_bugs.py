"""Does a test fail for each of these bugs?

``python -m tests.planted_bugs`` copies the tree, plants one bug at a time in the copy, and runs the
test that must catch it; ``python -m tests.planted_bugs desk`` plants those with "desk" in the
name or the file. First it runs these tests without a bug, unless ``--tests-passed`` says that all
tests have just passed in this tree.
"""

import compileall
import gc
import importlib
import multiprocessing
import os
import py_compile
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue

from tests import (
    planted_briefs,
    planted_desk,
    planted_history,
    planted_inputs,
    planted_inspection,
    planted_numbers,
    planted_outside,
    planted_replay,
    planted_scoring,
    planted_stories,
    planted_stress,
    planted_studies,
    planted_supply,
)
from tests.planting import Living, living_functions, put_in

ROOT = Path(__file__).resolve().parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", "__pycache__", "dist", "*.egg-info", ".hypothesis"
)


@dataclass(frozen=True)
class Bug:
    """A slip of the pen: where ``old`` stands, once, ``new`` is put, and ``test`` must fail."""

    name: str
    file: str
    old: str
    new: str
    test: str
    """``<module>::<part of the test's name>``."""

    @property
    def module(self) -> str:
        return self.test.partition("::")[0]

    @property
    def part(self) -> str:
        return self.test.partition("::")[2]


CAUGHT = "caught"

HAND, LAWS = "test_engine", "test_laws"
ASKING, RISK = "test_asking", "test_risk_at_home"
PRIORITY, SERIALS = "test_priority", "test_serials"
POSTURE, LODGING = "test_posture", "test_lodging"
NOW = "test_forces_now"
LEVERS, LIKELY = "test_levers", "test_likely_laws"
PLANNED, PLANNED_AID = "test_planned_aid", "scenario/file/planned_aid.py"
TURNING = "test_turning"
STUDY, EXPERIMENTS = "test_study", "test_experiments"
DRAWN = "test_drawn_demand"
REPORT = "test_report"
GLANCE = "test_at_a_glance"
RETURNS = "test_returns"
REVERSE = "test_reverse"
STRESS = "test_stress"
PAPER = "test_paper"
PLUGINS = "test_plugins"

TABLES = (
    planted_briefs,
    planted_desk,
    planted_history,
    planted_inputs,
    planted_inspection,
    planted_numbers,
    planted_outside,
    planted_replay,
    planted_scoring,
    planted_studies,
    planted_stories,
    planted_stress,
    planted_supply,
)
"""Further bugs, by subject."""

BUGS = (
    Bug(
        "a force that lends none lends after a call",
        "engine/ledger.py",
        'lending_limit("extensive", stock.commitment, stock.fit, stock.kept)',
        'lending_limit("extensive", stock.commitment, stock.fit, stock.floor)',
        f"{NOW}::test_a_national_call_does_not_lift",
    ),
    Bug(
        "what is lent at most is kept on top of the floor",
        "scenario/scenario.py",
        "max(self.floor, self.fit - self.lends)",
        "self.floor + self.fit - self.lends",
        f"{NOW}::test_the_floor_and_what_is_lent_at_most_are_not_added_up",
    ),
    Bug(
        "what is lent at most is kept, whatever the floor",
        "scenario/scenario.py",
        "max(self.floor, self.fit - self.lends)",
        "self.fit - self.lends",
        f"{NOW}::test_the_floor_and_what_is_lent_at_most_are_not_added_up",
    ),
    Bug(
        "none to lend is no limit",
        "scenario/scenario.py",
        "self.floor if self.lends is None",
        "self.floor if not self.lends",
        f"{NOW}::test_a_force_that_lends_none_has_no_unit_outside",
    ),
    Bug(
        "notice runs from the start of the night",
        "engine/readying.py",
        "else max(ready, now + self._notice(ledger))",
        "else max(ready, self._notice(ledger))",
        f"{NOW}::test_no_aid_musters_before_the_notice",
    ),
    Bug(
        "notice is added to what a crew needs anyway",
        "engine/readying.py",
        "else max(ready, now + self._notice(ledger))",
        "else ready + self._notice(ledger)",
        f"{NOW}::test_aid_musters_no_sooner",
    ),
    Bug(
        "crews of tonight are taken off for absence",
        "scenario/file/supply.py",
        "        fit = now.crews.get(kind)\n",
        "        fit = None\n",
        f"{NOW}::test_crews_of_tonight_are_fit",
    ),
    Bug(
        "a shipped table is the one that was read first, for ever",
        "ground/tables.py",
        "(written.st_mtime_ns, written.st_size)",
        "(0, 0)",
        "test_tables::test_a_shipped_table_is_read_once",
    ),
    Bug(
        "an empty cell of a later table empties the one below",
        "ground/tables.py",
        "if cell or column not in known:",
        "if True:",
        f"{NOW}::test_later_tables_win_cell_by_cell",
    ),
    Bug(
        "national lines are judged though few forces are in play",
        "telling/night_facts.py",
        "lines=() if night.left_out else",
        "lines=() if False else",
        f"{NOW}::test_forces_out_of_play",
    ),
    Bug(
        "a crew that stands by is ready as any other",
        "engine/readying.py",
        "(order + crew.posture.notice if crew.posture else ready, number, crew)",
        "(ready, number, crew)",
        f"{POSTURE}::test_aid_that_stands_by_comes_at_its_notice",
    ),
    Bug(
        "a crew that stood by is on tour from its mustering",
        "engine/movement.py",
        "order.mustered = now if crew.posture is None else crew.stood_by",
        "order.mustered = now",
        f"{POSTURE}::test_a_tour_begins_with_standing_by",
    ),
    Bug(
        "a crew that stands by is sent however little of its shift is left",
        "engine/ledger.py",
        "return crew.stood_by + self._durations.tour - drive > expected",
        "return crew.stood_by + self._durations.tour > expected",
        f"{POSTURE}::test_whose_shift_leaves_no_time",
    ),
    Bug(
        "a crew that stands by relieves its fellows",
        "engine/ledger.py",
        "if crew.posture and (relief or not self.serves(crew, incident, now))",
        "if crew.posture and not self.serves(crew, incident, now)",
        f"{POSTURE}::test_who_stands_by_relieves_nobody",
    ),
    Bug(
        "a crew stands by after its shift if its order is taken back",
        "engine/movement.py",
        "if order.crew.posture and order.crew.shift_ends <= self._schedule.now:",
        "if order.crew.posture and order.crew.shift_ends <= 0:",
        f"{POSTURE}::test_a_crew_whose_order_is_taken_back_after_its_shift",
    ),
    Bug(
        "a host whose crews stood by asks before it has judged",
        "engine/relief.py",
        "return incident.judged_at is not None or not self._scenario.posture",
        "return True",
        f"{POSTURE}::test_a_host_asks_for_no_relief_before",
    ),
    Bug(
        "a crew that stands by comes in serials",
        "engine/serials.py",
        "if parts == 1 or crew.posture is not None:",
        "if parts == 1:",
        f"{POSTURE}::test_a_crew_that_stands_by_comes_whole",
    ),
    Bug(
        "who goes off duty keeps a clock that ran out",
        "engine/standby.py",
        "self._ledger.readying.clock_of(self._ledger.forces[force], now)",
        "self._ledger.forces[force]",
        f"{POSTURE}::test_a_clock_that_ran_out_is",
    ),
    Bug(
        "a broker knows of crews that stand by and cannot serve",
        "engine/ledger.py",
        "spare = max(0, min(spare, len(crews) - asked))",
        "spare = min(spare, stock.fit)",
        f"{POSTURE}::test_who_cannot_serve",
    ),
    Bug(
        "the same crews stand by for ever",
        "engine/standby.py",
        "ends = min(now + self._durations.tour, ends)",
        "ends = min(now + 2 * self._durations.tour, ends)",
        f"{POSTURE}::test_crews_stand_by_for_a_tour",
    ),
    Bug(
        "officers who stand by make up another crew too",
        "engine/ledger.py",
        "if crew.twin is not None:\n            stock = self.forces[crew.force]",
        "if crew.twin is None:\n            stock = self.forces[crew.force]",
        f"{POSTURE}::test_who_stands_by_makes_up_no_crew",
    ),
    Bug(
        "those who stand by wait for the judging",
        "engine/hosting.py",
        "if crew.posture or (local and self._on_duty(crew)):",
        "if local and self._on_duty(crew):",
        f"{POSTURE}::test_a_crew_that_stands_by_is_the_first_response",
    ),
    Bug(
        "a share of crews is rounded down",
        "scenario/file/posture_reading.py",
        "else round_half_up(wanted * stock[force][kind].fit)",
        "else int(wanted * stock[force][kind].fit)",
        f"{POSTURE}::test_a_scenario_says_whose_crews",
    ),
    Bug(
        "aid is lodged however near it is",
        "engine/lodging.py",
        "drives = 2 * self._ledger.aid_drive(crew.force, incident)",
        "drives = 20 * self._ledger.aid_drive(crew.force, incident)",
        f"{LODGING}::test_aid_goes_home_where_it_is_near",
    ),
    Bug(
        "disorder that began an hour ago is expected to last",
        "engine/lodging.py",
        "return now >= begins + day and not incident.ended and seen",
        "return now >= begins and not incident.ended and seen",
        f"{LODGING}::test_aid_goes_home_after_the_first_night",
    ),
    Bug(
        "aid waits for need that does not come",
        "engine/lodging.py",
        "seen = state.present > 0 or now - state.fell_at < day",
        "seen = True",
        f"{LODGING}::test_who_is_on_call_goes_home_when_a_day",
    ),
    Bug(
        "a stay has no end",
        "engine/lodging.py",
        "return self._lasting and crew.left + self._lodging.stay <= minute",
        "return False",
        f"{LODGING}::test_nobody_stays_longer",
    ),
    Bug(
        "nobody who is lodged has a day off",
        "engine/lodging.py",
        "crew.rest_ends += self._durations.day_off",
        "crew.rest_ends += 0",
        f"{LODGING}::test_a_crew_has_its_day_off",
    ),
    Bug(
        "who is lodged comes from the nation",
        "engine/movement.py",
        "crew, incident, crew.last.tier, None, ready,",
        "crew, incident, 3, None, ready,",
        f"{LODGING}::test_who_stays_is_not_asked",
    ),
    Bug(
        "a third tour away is followed by a fourth",
        "engine/lodging.py",
        "and crew.tours < self._rules.national_tours",
        "and crew.tours <= self._rules.national_tours",
        f"{LODGING}::test_nobody_has_more_tours_away",
    ),
    Bug(
        "a silent donor never answers",
        "engine/donors.py",
        "answered = now + self._durations.silence",
        "answered = now + 100 * self._durations.silence",
        f"{HAND}::test_who_does_not_answer_in_45_minutes",
    ),
    Bug(
        "one crew too many is wanted",
        "engine/cover.py",
        "return self._known(expected) > bisect_right(self._arrivals, expected)",
        "return self._known(expected) >= bisect_right(self._arrivals, expected)",
        f"{HAND}::test_a_crew_expected_after_the_need_for_it_is_over",
    ),
    Bug(
        "nobody looks ahead",
        "engine/cover.py",
        "min(now + scenario.durations.look_ahead, incident.spell_ends)",
        "min(now, incident.spell_ends)",
        f"{HAND}::test_need_is_judged_two_hours_ahead",
    ),
    Bug(
        "the earliest order is cancelled first",
        "engine/hosting.py",
        "waiting.sort(key=by_expected, reverse=True)",
        "waiting.sort(key=by_expected)",
        f"{HAND}::test_when_need_falls_orders_are_cancelled_first",
    ),
    Bug(
        "the shortest on tour is released first",
        "engine/hosting.py",
        "deployed.sort(key=_by_muster)",
        "deployed.sort(key=_by_muster, reverse=True)",
        f"{HAND}::test_when_need_falls_the_longest_on_tour",
    ),
    Bug(
        "a host in need lends all the same",
        "engine/stock.py",
        "            if state.own_need_unmet:\n",
        "            if False:\n",
        f"{HAND}::test_a_host_with_a_need_of_its_own",
    ),
    Bug(
        "a clock runs out while a crew is away",
        "engine/readying.py",
        "ledger.clock > since or not ledger.all_free",
        "ledger.clock > since",
        f"{HAND}::test_a_clock_runs_until_all_crews_are_free",
    ),
    Bug(
        "a clock never runs out",
        "engine/readying.py",
        "        ledger.clock = None\n        return None",
        "        return ledger.clock",
        f"{HAND}::test_a_clock_that_ran_out",
    ),
    Bug(
        "crews asked for are asked for again",
        "engine/ledger.py",
        "found.append((ledger, stock, asked, available - asked))",
        "found.append((ledger, stock, asked, available))",
        f"{HAND}::test_crews_asked_for_and_unanswered",
    ),
    Bug(
        "a cancelled crew is lost",
        "engine/ledger.py",
        "        kinds[crew.kind].comes(crew)\n",
        "",
        f"{HAND}::test_a_crew_free_again",
    ),
    Bug(
        "a convoy has no largest size",
        "engine/convoys.py",
        "if len(convoys.waiting) == self._rules.convoy_size or not convoys.unmustered:",
        "if not convoys.unmustered:",
        f"{HAND}::test_aid_leaves_in_convoys",
    ),
    Bug(
        "a convoy waits for its last crew",
        "engine/convoys.py",
        "if convoys.waiting and convoys.opened == opened:",
        "if convoys.waiting and convoys.opened == opened == 0:",
        f"{HAND}::test_aid_leaves_in_convoys",
    ),
    Bug(
        "a fourth tour",
        "engine/lodging.py",
        "if crew.tours + 1 >= self._rules.national_tours",
        "if crew.tours >= self._rules.national_tours",
        f"{HAND}::test_a_tier_3_unit_rests_near_the_rvp",
    ),
    Bug(
        "the drive home is not duty",
        "engine/relief.py",
        "self._ledger.way_home(order.crew.force, order.incident) if order.last_tour else 0",
        "0",
        f"{HAND}::test_a_tier_1_or_2_tour_ends_in_time",
    ),
    Bug(
        "a relief is not cancelled with its predecessor's release",
        "engine/movement.py",
        'if cause == "tour ended":\n            self._enter_lineup(relief)',
        "if cause:\n            self._enter_lineup(relief)",
        f"{HAND}::test_a_relief_is_cancelled_with_the_release",
    ),
    Bug(
        "a unit that is not needed is booked in",
        "engine/movement.py",
        "(len(state.lineup) > state.kept and order.key in state.lineup)",
        "False",
        f"{HAND}::test_a_unit_that_reaches_the_rvp_when_need_has_fallen",
    ),
    Bug(
        "a floor is overridden in silence",
        "engine/movement.py",
        "if len(stock.home) < stock.floor:",
        "if len(stock.home) + 1 < stock.floor:",
        f"{HAND}::test_a_host_goes_below_its_floor",
    ),
    Bug(
        "a donor's muster is foreseen",
        "engine/movement.py",
        "tier, request, ready, expected_ready + drive + booking, drive)",
        "tier, request, ready, ready + drive + booking, drive)",
        f"{LAWS}::test_what_is_drawn_for_later",
    ),
    Bug(
        "an own crew's muster is foreseen",
        "engine/movement.py",
        "order = Order(crew, incident, 1, None, ready, expected + drive + booking, drive)",
        "order = Order(crew, incident, 1, None, ready, ready + drive + booking, drive)",
        f"{LAWS}::test_what_is_drawn_for_later",
    ),
    Bug(
        "a host asks for its share of what is left, again and again",
        "engine/cover.py",
        "max(0, round_up(share * (lacking + state.aid)) - state.aid)",
        "max(0, round_up(share * lacking))",
        f"{ASKING}::test_a_host_asks_once_for_its_share",
    ),
    Bug(
        "who asks for more than it needs is offered no more",
        "engine/cover.py",
        "    if scenario.asking.share <= 1:\n",
        "    if scenario.asking.share <= 9:\n",
        f"{ASKING}::test_a_host_that_asks_for_more",
    ),
    Bug(
        "a batch is of all kinds and one more",
        "engine/brokering.py",
        "state.batch_left = most\n",
        "state.batch_left = most + 1\n",
        f"{ASKING}::test_the_next_batch",
    ),
    Bug(
        "the next batch waits for the hourly round",
        "engine/brokering.py",
        'self._ask_again(incident, "next batch")',
        "pass",
        f"{ASKING}::test_the_next_batch",
    ),
    Bug(
        "an incident that can put nothing of its batch takes a number",
        "engine/brokering.py",
        "            if _any(wanting):\n                incident.request += 1\n",
        "            if True:\n                incident.request += 1\n",
        f"{ASKING}::test_an_incident_whose_partner_has_the_whole_batch",
    ),
    Bug(
        "aid asked for beforehand is not ordered",
        "engine/donors.py",
        "(own[-1].expected > expected or before_own(self._scenario))",
        "own[-1].expected > expected",
        f"{ASKING}::test_aid_asked_for_before_own_crews",
    ),
    Bug(
        "of the country only who comes before the region's soonest is listed",
        "engine/listing.py",
        "soon = soonest[-1] + _ROUNDING",
        "soon = soonest[0] + _ROUNDING",
        "test_witness::test_both_engines_make_the_same_log_of_a_shipped_scenario",
    ),
    Bug(
        "only who comes soonest is listed as a relief",
        "engine/ledger.py",
        "[f for f in forces if leaves + drives[f] <= (late if drives[f] <= near else soon)]",
        "[f for f in forces if leaves + drives[f] <= soon]",
        "test_witness::test_a_crew_that_is_not_listed",
    ),
    Bug(
        "of the country, the nearest reliefs are listed although they come too late",
        "engine/ledger.py",
        "in_time += sum([crew.expected_minute <= first for crew in crews])",
        "in_time += len(crews)",
        "test_witness::test_a_crew_that_is_not_listed",
    ),
    Bug(
        "the region's crews relieve although they come too late",
        "engine/listing.py",
        "for crew in region if crew.expected_minute <= first)",
        "for crew in region)",
        "test_witness::test_a_crew_that_is_not_listed",
    ),
    Bug(
        "of many reliefs only the first is in time",
        "engine/cover.py",
        "return due[0], due[-1]",
        "return due[0], due[0]",
        "test_witness::test_a_crew_that_is_not_listed",
    ),
    Bug(
        "donors too far away are those that are near enough",
        "engine/ledger.py",
        "drives, leaves = self._drives[incident.id], order + self._booking",
        "drives, leaves = self._drives[incident.id], order + self._booking + 60",
        "test_witness::test_both_engines_make_the_same_log_of_a_shipped_scenario",
    ),
    Bug(
        "own crews wait for aid that is only asked for",
        "engine/cover.py",
        "return state.judged - len(state.lineup) if before_own(",
        "return state.uncovered if before_own(",
        f"{ASKING}::test_own_crews_are_ordered_as_if",
    ),
    Bug(
        "a crew goes on although its relief is there",
        "engine/relief.py",
        "if order.relieves is not None and order.relieves.goes_on:",
        "if order.relieves is not None and order.relieves.over:",
        f"{ASKING}::test_a_crew_goes_on_until_its_relief",
    ),
    Bug(
        "a crew that is only held goes on",
        "engine/relief.py",
        "(self._schedule.now) > 0",
        "(self._schedule.now) >= 0",
        f"{ASKING}::test_a_crew_held_after_need_has_fallen",
    ),
    Bug(
        "the share that is lent is rounded as a half is",
        "engine/stock.py",
        "round_down(share * limit)",
        "int(share * limit + 0.5)",
        f"{RISK}::test_a_force_beside_an_incident",
    ),
    Bug(
        "what is lent at risk is not lowered by what is out",
        "engine/stock.py",
        "        spare = most - self.away\n",
        "        spare = most - (self.away if most == self.limit else 0)\n",
        f"{RISK}::test_the_share_is_of_all",
    ),
    Bug(
        "a national call ends all risk",
        "engine/ledger.py",
        "stock.lend(limit, stock.share)",
        "stock.lend(limit, 1.0)",
        "test_risk_at_home::test_after_a_national_call",
    ),
    Bug(
        "a tension counts in its last minute too",
        "engine/risk_at_home.py",
        "each.begins <= now < each.ends",
        "each.begins <= now <= each.ends",
        f"{RISK}::test_a_tension_counts",
    ),
    Bug(
        "of several risks the least counts",
        "engine/risk_at_home.py",
        "return min(shares, default=1.0)",
        "return max(shares, default=1.0)",
        f"{RISK}::test_of_several_risks",
    ),
    Bug(
        "risk stays when the incident has ended",
        "engine/hosting.py",
        "incident.id, incident.host))\n            self._risk.look()\n",
        "incident.id, incident.host))\n",
        f"{RISK}::test_once_the_incident_has_ended",
    ),
    Bug(
        "an offer does not say that risk keeps crews",
        "engine/donors.py",
        "        if available < min(most, calm):\n",
        "        if offered > most and available < calm:\n",
        f"{RISK}::test_a_force_that_is_at_risk_when_it_answers",
    ),
    Bug(
        "an ask does not say that risk keeps crews",
        "engine/stock.py",
        "self._available(self.most), self.most < self.limit\n",
        "self._available(self.most), self.most > self.limit\n",
        f"{RISK}::test_an_ask_says",
    ),
    Bug(
        "a report takes no notice of risk",
        "engine/stock.py",
        "risky and available < self._available(self.limit))",
        "True)",
        f"{RISK}::test_a_report_of_before",
    ),
    Bug(
        "what a scenario says of risk is not read",
        "scenario/file/resolving.py",
        "risk=RiskRules(**_fields_of(keys.risk, RiskRules)),",
        "",
        f"{RISK}::test_a_scenario_says_who",
    ),
    Bug(
        "what a scenario says of asking is not read",
        "scenario/file/resolving.py",
        "asking=AskingRules(**_fields_of(keys.asking, AskingRules)),",
        "",
        f"{ASKING}::test_a_scenario_says",
    ),
    Bug(
        "a desk works what came first, however low",
        "engine/desks.py",
        "first = min(self.queue, key=itemgetter(0))",
        "first = self.queue[0]",
        f"{PRIORITY}::test_a_desk_takes_the_higher_first",
    ),
    Bug(
        "of one priority a desk takes what came last",
        "engine/desks.py",
        "first = min(self.queue, key=itemgetter(0))",
        "first = min(reversed(self.queue), key=itemgetter(0))",
        f"{PRIORITY}::test_a_desk_takes_the_higher_first",
    ),
    Bug(
        "what a lower one has asked for is gone",
        "engine/ledger.py",
        "asked = stock.asked_for(priority)",
        "asked = stock.asked_for()",
        f"{PRIORITY}::test_what_a_lower_one_has_asked_for",
    ),
    Bug(
        "a donor keeps nothing back for the higher",
        "engine/donors.py",
        "kept_back = stock.asked_for(ask.incident.priority - 1)",
        "kept_back = 0",
        f"{PRIORITY}::test_a_donor_keeps_its_readiest",
    ),
    Bug(
        "a donor keeps back for its equals",
        "engine/donors.py",
        "kept_back = stock.asked_for(ask.incident.priority - 1)",
        "kept_back = stock.asked_for(ask.incident.priority)",
        f"{PRIORITY}::test_of_equals",
    ),
    Bug(
        "the readiest crews go to the lower",
        "engine/donors.py",
        "for crew in able[kept_back:]:",
        "for crew in able:",
        f"{PRIORITY}::test_a_donor_keeps_its_readiest",
    ),
    Bug(
        "incidents are ranked by when they begin alone",
        "engine/__init__.py",
        'ranked = sorted(scenario.incidents, key=attrgetter("threat"))',
        "ranked = list(scenario.incidents)",
        f"{PRIORITY}::test_of_two_judged_in_one_minute",
    ),
    Bug(
        "a released unit goes where need is larger",
        "engine/redeploying.py",
        "if each.priority == first]",
        "if each.priority >= (first or 0)]",
        f"{PRIORITY}::test_a_released_unit_goes",
    ),
    Bug(
        "a unit is called home from where need is higher",
        "engine/redeploying.py",
        "if each.priority >= incident.priority),",
        "if each.priority >= 1),",
        f"{PRIORITY}::test_nobody_is_called_home",
    ),
    Bug(
        "relief waits for a lower one",
        "engine/listing.py",
        "if each is not incident and each.priority <= incident.priority",
        "if each is not incident",
        f"{PRIORITY}::test_relief_does_not_wait",
    ),
    Bug(
        "the priority of a scenario is not read",
        "scenario/file/placing.py",
        "holding=holding, priority=self.keys.priority)",
        "holding=holding)",
        f"{PRIORITY}::test_a_scenario_says",
    ),
    Bug(
        "formed crews come in serials",
        "engine/readying.py",
        "        if turnout == FORMED:\n            return None\n",
        "",
        f"{SERIALS}::test_a_crew_that_assembles",
    ),
    Bug(
        "serials of a crew recalled come before it is",
        "engine/readiness.py",
        '    if turnout.source == "recall":\n        return min(',
        '    if turnout.source == "none":\n        return min(',
        f"{SERIALS}::test_crews_recalled",
    ),
    Bug(
        "serials come all at once",
        "engine/serials.py",
        "part * (order.ready - begins) / parts",
        "order.ready - begins",
        f"{SERIALS}::test_a_crew_that_assembles",
    ),
    Bug(
        "serials do not drive",
        "engine/serials.py",
        "begins + gathered + order.drive",
        "begins + gathered",
        f"{SERIALS}::test_a_crew_that_assembles",
    ),
    Bug(
        "serials come of a crew that was taken back",
        "engine/serials.py",
        "if officers and not order.over:",
        "if officers:",
        f"{SERIALS}::test_serials_of_a_crew_whose_order",
    ),
    Bug(
        "serials of a relief come before it",
        "engine/movement.py",
        "        if relieves is None:\n            self._serials.expect(order)\n",
        "        self._serials.expect(order)\n",
        f"{SERIALS}::test_a_relief_comes_whole",
    ),
    Bug(
        "every part is as large as the first",
        "engine/serials.py",
        "return part * whole // parts - (part - 1) * whole // parts",
        "return whole // parts",
        f"{SERIALS}::test_a_small_crew",
    ),
    Bug(
        "officers of serials are counted again with their crew",
        "scoring/tally.py",
        'if front.serials:\n            front.end_serials(row.unit or "", row.minute)',
        "pass",
        f"{SERIALS}::test_officers_are_counted",
    ),
    Bug(
        "serials stay when their crew does not come",
        "scoring/tally.py",
        'self._front(row).end_serials(row.unit or "", row.minute)',
        "pass",
        f"{SERIALS}::test_serials_that_have_gone",
    ),
    Bug(
        "serials of a crew taken back count as arrived",
        "scoring/stints.py",
        "            crew.stint.serials.clear()\n",
        "            pass\n",
        f"{SERIALS}::test_serials_whose_crew",
    ),
    Bug(
        "a further round in no tier",
        "engine/brokering.py",
        "if work.round == 1 and self._listing.any_useful(incident, wanting, region):",
        "if work.round == 0 and self._listing.any_useful(incident, wanting, region):",
        f"{HAND}::test_who_does_not_answer_in_45_minutes",
    ),
    Bug(
        "the donor RICC works after a national call",
        "engine/brokering.py",
        "        elif self._listing.called:\n            self._donors.ask(asks)\n",
        "",
        f"{HAND}::test_after_a_national_call_a_shortfall",
    ),
    Bug(
        "nothing is asked again within the hour",
        "engine/brokering.py",
        'self._ask_again(incident, "hourly")',
        "pass",
        f"{HAND}::test_what_stays_unmet_is_asked_again",
    ),
    Bug(
        "nobody hears of a crew that is free again",
        "engine/brokering.py",
        'self._ask_again(incident, "stock freed")',
        "pass",
        f"{HAND}::test_a_crew_free_again",
    ),
    Bug(
        "the region keeps what the country can serve sooner",
        "engine/brokering.py",
        "return lambda rivals: region + country(incident, kind, rivals)",
        "return lambda rivals: region",
        f"{HAND}::test_the_ricc_passes_on_at_once",
    ),
    Bug(
        "a desk is never taken",
        "engine/desks.py",
        "desk.free -= 1",
        "desk.free -= 0",
        f"{HAND}::test_a_request_waits_while",
    ),
    Bug(
        "the last come is served first",
        "engine/desks.py",
        "self.queue.remove(first)\n",
        "first = self.queue.pop()\n",
        f"{HAND}::test_a_desk_serves_in_order_of_joining",
    ),
    Bug(
        "drawdown is put down to stock",
        "engine/line_watch.py",
        'cause = "drawdown" if self._any_to_lend(kind) else "stock"',
        'cause = "stock"',
        f"{HAND}::test_what_stays_unmet_is_put_down",
    ),
    Bug(
        "the call is made at the next judging",
        "policy/triggers/anticipatory.py",
        "picture.in_use[kind] >= share * required",
        "picture.in_use[kind] > share * required",
        f"{HAND}::test_an_anticipatory_call",
    ),
    Bug(
        "a moderate drawdown lends all above the floor",
        "policy/drawdown.py",
        "return min(commitment, above_floor)",
        "return above_floor",
        f"{HAND}::test_a_force_that_has_ten_owes_six",
    ),
    Bug(
        "a share is fair for the first crew only",
        "policy/rankings/fair_share.py",
        "(crew.given + crew.position + 1) / max(crew.commitment, 1)",
        "(crew.given + 1) / max(crew.commitment, 1)",
        f"{HAND}::test_the_smallest_share_given",
    ),
    Bug(
        "brackets are rounded down",
        "engine/readiness.py",
        "round_up(share * owed)",
        "round_down(share * owed)",
        f"{HAND}::test_eleven_committed_crews",
    ),
    Bug(
        "a spread muster may come before its bracket",
        "engine/readiness.py",
        "spread = Uniform(bracket.begins, bracket.ends)",
        "spread = Uniform(0.0, bracket.ends)",
        f"{HAND}::test_a_crew_whose_muster_is_spread",
    ),
    Bug(
        "a shift is on duty the minute that it is due",
        "engine/readiness.py",
        "begins = max(order, turnout.shift_start)\n"
        "    return begins + durations.muster_assembled.mean",
        "begins = order\n    return begins + durations.muster_assembled.mean",
        f"{HAND}::test_a_shift_that_comes_on_sooner",
    ),
    Bug(
        "the mean of a triangle is its mode",
        "ground/randomness.py",
        "return quantise((self.low + self.mode + self.high) / 3)",
        "return quantise(self.mode)",
        "test_closed_forms::test_draws_have_the_mean",
    ),
    Bug(
        "lognormal drives are too long on average",
        "ground/randomness.py",
        "math.exp(math.sqrt(variance) * score - variance / 2)",
        "math.exp(math.sqrt(variance) * score)",
        "test_closed_forms::test_draws_have_the_mean",
    ),
    Bug(
        "draws are not rounded to ticks",
        "ground/randomness.py",
        "return start + quantise(distribution.at(uniform(key)))",
        "return start + distribution.at(uniform(key))",
        f"{LAWS}::test_clocks_never_run_back_and_count_whole_ticks",
    ),
    Bug(
        "a draw depends on the process",
        "ground/randomness.py",
        'key = f"{self._prefix}{purpose}|',
        'key = f"{self._prefix}{hash(purpose)}|',
        f"{LAWS}::test_another_process",
    ),
    Bug(
        "need beyond the look-ahead is known to rise",
        "country/demand/need.py",
        "return self.smallest(horizon, first)",
        "return self.at(first)",
        f"{HAND}::test_how_far_need_rises_again",
    ),
    Bug(
        "shares are rounded down",
        "scoring/incidents.py",
        "return -(-int(percent) * whole // 100)",
        "return int(percent) * whole // 100",
        "test_scoring::test_a_share_of_units_is_never_rounded_down",
    ),
    Bug(
        "units beyond the need make up for units short",
        "scoring/tally.py",
        "met = min(needed, self.deployed.level)",
        "met = self.deployed.level",
        "test_scoring::test_units_beyond_the_need",
    ),
    Bug(
        "times are counted from the first incident although there was a call",
        "scoring/line_measures.py",
        "if tally.national_call is not None:",
        "if tally.national_call is None and False:",
        "test_scoring::test_national_shares_are_counted_from_the_call",
    ),
    Bug(
        "a stock verdict without a return",
        "scoring/line_measures.py",
        "judged = tally.facts.returns_loaded",
        "judged = tally.facts.returns_loaded is not None",
        "test_scoring::test_there_is_no_verdict_on_stock",
    ),
    Bug(
        "at the floor is below the floor",
        "scoring/home_cover.py",
        "if left < floor:",
        "if left <= floor:",
        "test_scoring::test_home_cover_is_crews_free",
    ),
    Bug(
        "an incident begets a tenth too many",
        "country/demand/spreading.py",
        "self.branching * share)",
        "self.branching * share * 1.1)",
        f"{DRAWN}::test_an_incident_begets_as_many",
    ),
    Bug(
        "children come a given time after the clock on the wall",
        "country/demand/spreading.py",
        "at = activity.minute_of(passed + wait)",
        "at = minute + wait",
        f"{DRAWN}::test_from_one_to_the_next",
    ),
    Bug(
        "an area burns as readily as ever until it is exhausted",
        "country/demand/spreading.py",
        "* pool < pool - burnt",
        "* 0 < pool - burnt",
        f"{DRAWN}::test_time_rescaled",
    ),
    Bug(
        "calls are answered out of order",
        "country/demand/spreading.py",
        "heapq.heappop(calls)",
        "calls.pop(0)",
        f"{DRAWN}::test_time_rescaled",
    ),
    Bug(
        "stated incidents do not count against the pool",
        "country/demand/spreading.py",
        "burnt[force] += 1\n",
        "burnt[force] += key not in stated\n",
        f"{DRAWN}::test_time_rescaled",
    ),
    Bug(
        "further areas are called on more",
        "country/demand/spreading.py",
        "math.exp(-self.km",
        "math.exp(+self.km",
        f"{DRAWN}::test_nearer_areas",
    ),
    Bug(
        "the background of a day is that of the whole run",
        "country/demand/spreading.py",
        "mean = self.background * (ends - begins)",
        "mean = self.background * ends",
        f"{DRAWN}::test_the_background_keeps",
    ),
    Bug(
        "all incidents of a force begin at once",
        "country/demand/outbreaks.py",
        'draw(purpose, name, "begin")',
        'draw(purpose, force, "begin")',
        f"{DRAWN}::test_incidents_of_one_force",
    ),
    Bug(
        "all forces have as many incidents",
        "country/demand/outbreaks.py",
        "draw(purpose, force)",
        'draw(purpose, "all")',
        f"{DRAWN}::test_the_number_of_a_night",
    ),
    Bug(
        "early hours of the window are likelier",
        "country/demand/outbreaks.py",
        "u * (ends - begins)",
        "u * u * (ends - begins)",
        f"{DRAWN}::test_places_are_drawn",
    ),
    Bug(
        "the hour of activity is that of the run",
        "country/demand/activity.py",
        "clock.at(minute).hour",
        "int(minute // 60) % 24",
        f"{DRAWN}::test_an_hour_that_comes_twice",
    ),
    Bug(
        "drawn need is known beforehand",
        "scenario/night.py",
        "seen=True",
        "seen=False",
        f"{DRAWN}::test_drawn_incidents_are_seen",
    ),
    Bug(
        "a night is drawn twice",
        "scenario/night.py",
        "disorder=None)",
        "disorder=disorder)",
        f"{DRAWN}::test_the_night_that_was_simulated",
    ),
    Bug(
        "units are let go as soon as less is needed, whatever the rule keeps",
        "engine/hosting.py",
        "state.kept = release.keeps(state.judgings)",
        "state.kept = state.judged",
        f"{LEVERS}::test_units_are_kept_an_hour",
    ),
    Bug(
        "a unit sent straight on is given a new tour",
        "engine/movement.py",
        "moved.mustered = mustered",
        "moved.mustered = self._schedule.now",
        f"{LIKELY}::test_units_moved_on_keep_their_tours",
    ),
    Bug(
        "a tour that is nearly over is spent on the road",
        "engine/redeploying.py",
        "return mustered + self._durations.tour - back > expected",
        "return mustered + self._durations.tour > 0",
        f"{LEVERS}::test_a_tour_that_is_nearly_over",
    ),
    Bug(
        "brokers know the truth between two reports",
        "engine/ledger.py",
        "available = stock.spare if report is None else report.available",
        "available = stock.spare",
        f"{LEVERS}::test_a_donor_is_asked_for_what_it_reported",
    ),
    Bug(
        "an answer tells nothing of what is left",
        "engine/donors.py",
        "if refusal != SILENT:",
        "if refusal == SILENT:",
        f"{LEVERS}::test_an_answer_is_as_good_as_a_report",
    ),
    Bug(
        "London lends what it must not",
        "engine/ledger.py",
        "or self._scenario.policies.london_release.lends(called=self.readying.called)",
        "or self._scenario.policies.london_release.lends(called=True)",
        f"{LEVERS}::test_london_lends_when",
    ),
    Bug(
        "officers are in two crews at once",
        "engine/ledger.py",
        "            ledger.kinds[crew.twin.kind].leaves(crew.twin)\n",
        "            pass\n",
        f"{LEVERS}::test_officers_who_make_up_a_crew",
    ),
    Bug(
        "officers are offered twice in one answer",
        "engine/donors.py",
        "able = stock.available_without(len(shared.intersection(stock.home)))",
        "able = stock.available_without(0)",
        f"{LEVERS}::test_officers_are_offered_once",
    ),
    Bug(
        "a withdrawn crew is free at once",
        "engine/homecoming.py",
        "ends = self._schedule.now + self._durations.rest\n",
        "ends = self._schedule.now\n",
        f"{LEVERS}::test_a_crew_withdrawn",
    ),
    Bug(
        "a tired crew is off for as long as any",
        "engine/homecoming.py",
        "fit = now + self._durations.recovery",
        "fit = now + self._durations.rest",
        f"{LEVERS}::test_a_tired_crew",
    ),
    Bug(
        "the host sees need as it is, whatever it estimates",
        "engine/cover.py",
        "return max(1, round_up(state.present * (1 + share) * estimate))",
        "return max(1, round_up(state.present * (1 + share)))",
        f"{LEVERS}::test_a_host_that_sees_four_fifths",
    ),
    Bug(
        "the first judging comes before a step of responsive need of its minute",
        "engine/hosting.py",
        "            self._expect_response(incident, state)\n        self._begin_spell(incident)\n",
        "            pass\n        self._begin_spell(incident)\n"
        "        for state in incident.kinds.values():\n"
        "            self._expect_response(incident, state)\n",
        "test_witness::test_a_step_of_responsive_need",
    ),
    Bug(
        "a donor that is not the nearest is looked at by its nearest crew alone",
        "engine/ledger.py",
        "                soon = soonest[-1]\n",
        "                soon = soonest[0]\n",
        "test_witness::test_a_force_further_away_is_asked",
    ),
    Bug(
        "need that is only seen is known beforehand",
        "engine/__init__.py",
        "guessed = incident.seen or",
        "guessed = False or",
        f"{LEVERS}::test_need_that_is_only_seen",
    ),
    Bug(
        "the same crews are on duty day and night",
        "engine/roster.py",
        "before = self._offsets[-1] + self._size(len(self._offsets) - 1)",
        "before = self._offsets[-1] + 1",
        f"{LEVERS}::test_a_shift_takes_its_turn",
    ),
    Bug(
        "who is recalled at once comes after crews on duty who are ready in the same minute",
        "engine/roster.py",
        "self.formed < self.assembled and self.recall > 0",
        "self.formed < self.assembled",
        "test_crew_roster::test_the_first_crews_are_the_head_of_all",
    ),
    Bug(
        "a shift that begins before a recall is over is looked at after it",
        "engine/roster.py",
        "order + means.recall >= by_way.next_shift",
        "order >= by_way.next_shift",
        "test_crew_roster::test_the_first_crews_are_the_head_of_all",
    ),
    Bug(
        "a bank holiday is a day as any",
        "engine/roster.py",
        "return roster.holiday[place] if holiday else roster.by_hour[place]",
        "return roster.by_hour[place]",
        f"{LEVERS}::test_on_a_bank_holiday",
    ),
    Bug(
        "an operation takes the crews that would be ready first",
        "engine/ledger.py",
        "return free[-units:] if units else []",
        "return free[:units] if units else []",
        f"{LEVERS}::test_an_operation_takes_the_last",
    ),
    Bug(
        "planned aid sets out as the event begins",
        "scenario/scenario.py",
        "max(0.0, self.begins - self.drive_minutes[donor])",
        "self.begins",
        f"{PLANNED}::test_planned_aid_sets_out_in_time",
    ),
    Bug(
        "planned aid is lent whatever the drawdown",
        PLANNED_AID,
        "limit = lending_limit(self.drawdown, ",
        'limit = lending_limit("extensive", ',
        f"{PLANNED}::test_the_nearest_give_all_that_drawdown_leaves",
    ),
    Bug(
        "planned aid is lent again while it rests",
        PLANNED_AID,
        "operation.ends + drive + self.rest",
        "operation.ends + drive",
        f"{PLANNED}::test_a_donor_gives_no_crew_twice",
    ),
    Bug(
        "the country is asked for planned aid before the region",
        PLANNED_AID,
        "key=lambda name: (region_of(name) is None, name)",
        "key=lambda name: (region_of(name) is not None, name)",
        f"{PLANNED}::test_a_region_is_asked_alone",
    ),
    Bug(
        "the time that aid has left to turn counts since the operation began",
        "engine/redeploying.py",
        "operation.out_from(crew.force)",
        "operation.begins",
        f"{TURNING}::test_aid_turns_only_if_it_set_out",
    ),
    Bug(
        "the tour of aid that turned counts since the operation began",
        "engine/movement.py",
        "operation.out_from(crew.force)",
        "operation.begins",
        f"{TURNING}::test_the_tour_of_aid_that_turns",
    ),
    Bug(
        "aid turns that is on its way to the operation",
        "engine/redeploying.py",
        "operation.begins <= now < operation.ends",
        "now < operation.ends",
        f"{TURNING}::test_aid_on_its_way",
    ),
    Bug(
        "an operation keeps a clock that ran out",
        "engine/operations.py",
        "self._ledger.readying.clock_of(self._ledger.forces[donor], now)",
        "self._ledger.forces[donor]",
        "test_engine::test_a_clock_that_ran_out_is",
    ),
    Bug(
        "planned aid that nobody can lend is forgotten",
        "engine/operations.py",
        "units - len(crews) + not_found.get(kind, 0)",
        "units - len(crews)",
        f"{PLANNED}::test_what_nobody_can_lend",
    ),
    Bug(
        "a holding area binds a line",
        "engine/brokering.py",
        "if not incident.idle or incident.holding:",
        "if not incident.idle:",
        f"{LEVERS}::test_a_holding_area_takes_no_crew",
    ),
    Bug(
        "units held forward wait for a donor's answer",
        "engine/brokering.py",
        "                if crew.held is not None:\n",
        "                if crew.held is None and crew.held:\n",
        f"{LEVERS}::test_a_unit_held_forward",
    ),
    Bug(
        "relief waits for nobody",
        "engine/listing.py",
        "return priority.relief(wanted, sum(other.unmet for other in others if other))",
        "return wanted",
        f"{LEVERS}::test_relief_waits_while",
    ),
    Bug(
        "trouble at home makes nobody refuse",
        "engine/donors.py",
        "return min(1.0, rules.refusals + rules.refusals_per_incident * near)",
        "return min(1.0, rules.refusals)",
        f"{LEVERS}::test_refusals_rise",
    ),
    Bug(
        "the cheapest assignment looks at one incident only",
        "policy/rankings/assignment.py",
        "given = _cheapest([Rival(wanted, ours), *rivals])",
        "given = _cheapest([Rival(wanted, ours)])",
        f"{LEVERS}::test_the_assignment",
    ),
    Bug(
        "a crew is made up without its sergeants",
        "country/pool.py",
        "for rank in RANKS if (wanted := getattr(need, rank))",
        "for rank in RANKS if (wanted := getattr(need, rank)) not in (0, 3)",
        "test_pool::test_crews_need_no_more",
    ),
    Bug(
        "a block within another counts too",
        "study/blocks.py",
        "for span in sorted(found) if not _is_covered(span, found)",
        "for span in sorted(found)",
        f"{STUDY}::test_a_block_that_was_about",
    ),
    Bug(
        "what a lost worker had is forgotten",
        "study/running.py",
        "self._again.extend((*lost, *self._out.values()))",
        "self._again.extend(self._out.values())",
        f"{STUDY}::test_what_lost_workers_had",
    ),
    Bug(
        "a digest counts rows and reads none",
        "study/outcome.py",
        'found.update("\\n".join(map(repr, rows[table])).encode())',
        "found.update(str(rows[table] != []).encode())",
        f"{STUDY}::test_a_digest_looks_at_every_value",
    ),
    Bug(
        "a block that grows loses what it had",
        "study/folder.py",
        "parts += read_outcomes(path, log=self.identity.log)",
        "parts += []",
        f"{STUDY}::test_a_study_that_is_extended",
    ),
    Bug(
        "shards that disagree are put together",
        "study/study.py",
        "if known.rows != outcome.rows:",
        "if not outcome.rows:",
        f"{STUDY}::test_shards_that_overlap",
    ),
    Bug(
        "every night of a study is the same",
        "study/replication.py",
        "seed=self.seed, replication=replication, typical",
        "seed=self.seed, replication=0, typical",
        f"{STUDY}::test_the_first_night",
    ),
    Bug(
        "the halving goes the wrong way",
        "study/latest_call.py",
        "if self._in_time(replication, middle):",
        "if not self._in_time(replication, middle):",
        f"{EXPERIMENTS}::test_the_latest_minute_is_found",
    ),
    Bug(
        "more arms need no wider interval",
        "ground/intervals.py",
        "found = _mean_t(np.sort(second - first), 1 - (1 - level) / comparisons)",
        "found = _mean_t(np.sort(second - first), level)",
        f"{EXPERIMENTS}::test_of_three_arms",
    ),
    Bug(
        "arms are held against other nights",
        "study/comparing.py",
        "two = self._whole(before, measure), self._whole(after, measure)",
        "two = self._whole(before, measure), sorted(self._whole(after, measure))[::-1]",
        f"{EXPERIMENTS}::test_the_same_draws_make",
    ),
    Bug(
        "the replay shows what happens within a minute before it",
        "looking/report/replay.py",
        "return math.ceil(minute)",
        "return math.floor(minute)",
        f"{REPORT}::test_packed_levels_are_those_of_every_whole_minute",
    ),
    Bug(
        "a page's first screen calls a wait of more than four hours in time",
        "telling/at_a_glance.py",
        "if _minutes(row) > IN_TIME]",
        "if _minutes(row) > 2 * IN_TIME]",
        f"{GLANCE}::test_speed_asks_for_40_percent",
    ),
    Bug(
        "a place is fully staffed by its main kind alone",
        "telling/at_a_glance.py",
        "share, rows = self._met_share(), self.measures.incidents",
        "share, rows = self._met_share(), self.rows",
        f"{GLANCE}::test_a_place_without_one_of_its_kinds",
    ),
    Bug(
        "a page's first screen sends its reader to the shortest step",
        "telling/at_a_glance.py",
        "return max(STEPS, key=",
        "return min(STEPS, key=",
        f"{GLANCE}::test_what_to_look_at_first",
    ),
    Bug(
        "the still map shows the last minute of the worst shortfall",
        "scoring/headlines.py",
        "minute = max(inside, key=short.at)",
        "minute = math.ceil(until) - 1",
        f"{REPORT}::test_the_map_stands_at_the_first_minute",
    ),
    Bug(
        "the worst minute is the one at which the worst shortfall begins",
        "scoring/headlines.py",
        "inside = sorted(minute for minute in minutes if worst.at <= minute < until)",
        "inside = [math.ceil(worst.at)]",
        f"{GLANCE}::test_the_worst_is_at_the_minute",
    ),
    Bug(
        "the dot of a force lies in the middle of a place's circle on the still map",
        "looking/report/first_pictures.py",
        "taken = [Disc(*place.spot, place.need) for place in places]",
        "taken: list[Disc] = []",
        f"{REPORT}::test_no_dot_of_a_force",
    ),
    Bug(
        "a night in which most places waited too long gets a mere warning",
        "telling/at_a_glance.py",
        '"watch" if 2 * late <= count else "bad"',
        '"watch"',
        f"{GLANCE}::test_speed_asks_for_40_percent",
    ),
    Bug(
        "the curve counts units beyond the need of their place",
        "looking/report/first_pictures.py",
        "total(front.met for front in fronts)",
        "total(front.deployed for front in fronts)",
        f"{REPORT}::test_the_curve_is_what_all_places",
    ),
    Bug(
        "the report says of each target that it was met",
        "looking/report/content.py",
        'row["verdict"] or "not known"',
        '"met"',
        f"{REPORT}::test_targets_stand_apart",
    ),
    Bug(
        "the replay has crews on call near the RVP at home",
        "looking/report/whereabouts.py",
        'self._does(unit, "back" if unit.on_call else "home", row.minute)',
        'self._does(unit, "home", row.minute)',
        f"{REPORT}::test_at_any_minute_crews_at_home_and_out",
    ),
    Bug(
        "a guard stays on a text of a return",
        "country/returns/return_reading.py",
        "{c: unguarded(text) for c,",
        "{c: text for c,",
        f"{RETURNS}::test_any_texts_are_read_as_they_were_written",
    ),
    Bug(
        "a formula in a return counts as its text",
        "ground/workbook_grids.py",
        '_NOT_DATA: Final = {"f": "found a formula; paste its value", "e":',
        '_NOT_DATA: Final = {"e":',
        f"{RETURNS}::test_a_formula_is_refused",
    ),
    Bug(
        "a set of returns is read without its checksum",
        "country/returns/keeping.py",
        "    if found != kept:\n",
        "    if not kept:\n",
        f"{RETURNS}::test_a_set_that_was_changed",
    ),
    Bug(
        "the other reading of the 297 is not kept within what is trained",
        "country/returns/supplying.py",
        "str(min(max(row.commitment + moved, 0), row.trained))",
        "str(max(row.commitment + moved, 0))",
        f"{RETURNS}::test_the_other_reading",
    ),
    Bug(
        "a reverse search takes what breaks for what holds",
        "stress/reverse/searching.py",
        "if breaks(place):\n            broken = place",
        "if not breaks(place):\n            broken = place",
        f"{REVERSE}::test_the_search_finds_what_looking",
    ),
    Bug(
        "a reverse search has one order of incidents for all nights",
        "stress/reverse/severity.py",
        "chosen = sorted(scenario.incidents, key=turn)[: int(severity)]",
        "chosen = list(scenario.incidents)[: int(severity)]",
        f"{REVERSE}::test_another_night_has_another_order",
    ),
    Bug(
        "a reverse search cuts a night off before it is looked at",
        "stress/reverse/criteria.py",
        "_BEYOND: Final = 1.0",
        "_BEYOND: Final = -60.0",
        f"{REVERSE}::test_a_night_that_is_cut_short",
    ),
    Bug(
        "a reverse search's contradictions are not counted",
        "stress/reverse/searching.py",
        "breaks(each) is (each < place)",
        "breaks(each) is (each == place)",
        f"{REVERSE}::test_what_gets_better_again",
    ),
    Bug(
        "a paper obeys controls that turn the reading order",
        "looking/page/rendering.py",
        "return Markup(shown(value))",
        "return value",
        f"{PAPER}::test_no_control_that_turns_the_reading_order",
    ),
    Bug(
        "a paper takes a text for a formula",
        "stress/paper/paper_files.py",
        "return guarded(shown(cell)) if isinstance(cell, str) else repr(cell)",
        "return cell if isinstance(cell, str) else repr(cell)",
        f"{PAPER}::test_every_text_of_the_workbook_and_the_tables",
    ),
    Bug(
        "a paper forgets in its sections that it is a trial",
        "stress/paper/templates/cells.html",
        "{% if quick %}",
        "{% if not quick %}",
        f"{PAPER}::test_a_trial_says_in_every_section",
    ),
    Bug(
        "a plug-in that sees ahead passes its check",
        "study/contract/leaking.py",
        "if _until(log, cut) != _until(other, cut):",
        "if _until(log, 0.0) != _until(other, 0.0):",
        f"{PLUGINS}::test_a_ranking_that_sees_ahead",
    ),
    Bug(
        "a plug-in in another order of crews is not asked",
        "study/contract/laws.py",
        '    yield (list(reversed(listed)),)\n    yield (shuffled(listed, "one"),)\n'
        '    yield (shuffled(listed, "two"),)\n',
        "    yield (list(listed),)\n",
        f"{PLUGINS}::test_a_ranking_that_does_otherwise",
    ),
    Bug(
        "a plug-in's code has no part in an identity",
        "study/identity.py",
        "libraries=libraries(scenario.resolved),",
        "libraries=libraries(),",
        f"{PLUGINS}::test_a_study_runs_in_other_processes",
    ),
    Bug(
        "a plug-in takes a shipped name",
        "scenario/plugins/plugin_finding.py",
        "refused = {name, *KINDS[key].shipped}",
        "refused = {name}",
        f"{PLUGINS}::test_a_package_that_takes_a_shipped_name",
    ),
    Bug(
        "a stress test's verdict passes on the estimate",
        "stress/verdicts.py",
        'return "pass" if strained.high is not None and strained.high <= TOLERATED else "watch"',
        'return "pass" if (strained.estimate or 0.0) <= TOLERATED else "watch"',
        f"{STRESS}::test_a_verdict_says_no_more",
    ),
    Bug(
        "the host of a stress test moves without its neighbour",
        "stress/pack.py",
        'yield f"incidents.{NEIGHBOUR}.force={nearest(self.host)}"',
        'yield f"incidents.{HOST}.force={self.host}"',
        f"{STRESS}::test_the_host_moves",
    ),
    Bug(
        "what returns do together is left out of what moved",
        "stress/quarter_change.py",
        "summed = [b + sum(a[i] - b for a in of) for i, b in enumerate(start)]",
        "summed = end",
        f"{STRESS}::test_what_returns_do_only_together",
    ),
    Bug(
        "a stress test reads runs on other returns for its own",
        "stress/runs.py",
        "if found.identity.moved(wanted):",
        "if found.identity.moved(found.identity):",
        f"{STRESS}::test_a_run_on_other_returns",
    ),
    Bug(
        "absence is not taken from what is declared",
        "scenario/file/resolving.py",
        "shares = self._away(), _given(keys.absence), ",
        'shares = self._away(), _given(keys.absence) if keys.stock == "fit" else 0.0, ',
        "test_scenario_file::test_absence_takes_its_share",
    ),
    Bug(
        "a row has the floor and what is left the wrong way round",
        "scoring/events.py",
        "return Event(minute, FLOOR_OVERRIDDEN, *of, count=count, known_stock=known_stock)",
        "return Event(minute, FLOOR_OVERRIDDEN, *of, count=known_stock, known_stock=count)",
        "test_events::test_what_a_function_is_given",
    ),
    Bug(
        "a lost RICC works at its own desks",
        "engine/desks.py",
        "self._desks |= {region: self._desks[at] for region, at in rules.ricc_at.items()}",
        "self._desks |= {region: self._desks[region] for region in rules.ricc_at}",
        f"{HAND}::test_a_lost_ricc",
    ),
    *(Bug(*row) for table in TABLES for row in table.ROWS),
)

AT_ONCE = 2
"""Nurseries at one time, each with a tree of its own."""
LARGEST = 12
"""Bugs of one nursery, so that none is left with much when the others have ended."""
FAILED, ENDLESS, NOT_PUT_IN = 1, -1, 99
VERDICTS = {0: "SURVIVED", FAILED: CAUGHT, ENDLESS: "ENDLESS"}
"""By exit status of pytest."""
PATIENCE = 300
"""Seconds after which a test is taken for one that never ends."""
SLOW = ("test_desk_browser", "test_desk_runs")
"""Modules that have slow tests only; of the others, the slow ones are left out."""
HEAVY = ("click", "httpx", "hypothesis", "loky", "matplotlib.figure", "networkx", "openpyxl")
HEAVY += ("pandas", "pyarrow.parquet", "pydantic.type_adapter", "pytest", "ruamel.yaml")
HEAVY += ("scipy.stats", "simpy", "starlette.applications", "uvicorn")
"""What tests import besides mobsim: once, in a process that the nurseries are forked from."""
PASSED = "--tests-passed"
"""Said where all tests have passed in this tree: then none is tried without a bug."""


def main(*asked: str) -> int:
    """Plant the bugs whose name or file has what is asked in it; 1 if one is not caught.

    Nor is anything caught by a test that fails without a bug.
    """
    [wanted] = [each for each in asked if each != PASSED] or [""]
    bugs = [bug for bug in BUGS if wanted in bug.name or wanted in bug.file]
    groups = list(_groups(bugs))
    begun, missed = time.monotonic(), []
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(AT_ONCE) as pool:
        trees = _trees(Path(temporary))
        grown = pool.map(lambda group: _in_a_tree(trees, group, PASSED in asked), groups)
        for bug, verdict in chain.from_iterable(map(zip, groups, grown)):
            said = f"{verdict:9} {bug.name}  ({bug.file}; {bug.test})"
            print(said, flush=True)
            if verdict != CAUGHT:
                missed.append(said)
    caught, seconds = len(bugs) - len(missed), time.monotonic() - begun
    print(f"{caught} of {len(bugs)} bugs caught in {seconds:.0f} s", *missed, sep="\n")
    return int(bool(missed))


def _groups(bugs: Sequence[Bug]) -> Iterator[list[Bug]]:
    """The bugs of each module of tests, in groups of about the same size."""
    modules: dict[str, list[Bug]] = {}
    for bug in bugs:
        modules.setdefault(bug.module, []).append(bug)
    for each in modules.values():
        parts = -(-len(each) // LARGEST)
        yield from (each[part::parts] for part in range(parts))


def _trees(folder: Path) -> Queue[Path]:
    """Copies of the tree: in each of them one bug stands at a time.

    They are compiled once; a file that is changed is seen by its hash, however quickly.
    """
    trees: Queue[Path] = Queue()
    for number in range(AT_ONCE):
        tree = folder / str(number)
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        for part in ("mobsim", "tests"):
            compileall.compile_dir(tree / part, quiet=2, invalidation_mode=by_hash)
        trees.put(tree)
    return trees


def _in_a_tree(trees: Queue[Path], bugs: Sequence[Bug], passed: bool) -> list[str]:
    """The verdicts on bugs of one module of tests, from a nursery in a tree of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(HEAVY))
    tree = trees.get()
    try:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=grow, args=(tree, bugs, passed, there))
        process.start()
        there.close()
        try:
            found: list[str] = here.recv()
        except EOFError:  # a module of tests that cannot be imported, say
            found = ["NO NURSERY" for _ in bugs]
        process.join()
        return found
    finally:
        trees.put(tree)


def grow(tree: Path, bugs: Sequence[Bug], passed: bool, answer: Connection) -> None:
    """Send the verdict on each bug; called in a process of its own.

    A nursery imports the module of tests once, and each bug is tried in a fork.
    """
    os.chdir(tree)
    os.environ |= {"PYTHONPATH": str(tree), "PLANTED_BUG": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(tree)]
    _forget_imports()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    module, parts = bugs[0].module, [bug.part for bug in bugs]
    importlib.import_module(f"tests.{module}")
    living = living_functions()
    gc.freeze()  # what is imported stays: nothing of it is garbage
    gc.set_threshold(100_000)
    if not passed and _forked(partial(_run, module, parts)) != 0:
        answer.send(["UNSOUND" for _ in bugs])
    else:
        answer.send([_plant(tree, bug, living) for bug in bugs])


def _forget_imports() -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] in ("mobsim", "tests")]:
        del sys.modules[name]


def _plant(tree: Path, bug: Bug, living: Living) -> str:
    """``caught``, ``SURVIVED``, or what is wrong with the table."""
    file = tree / "mobsim" / bug.file
    sound = file.read_text(encoding="utf-8") if file.is_file() else ""
    if sound.count(bug.old) != 1:
        return "NOT ONCE"
    unsound = sound.replace(bug.old, bug.new)
    file.write_text(unsound, encoding="utf-8")
    try:
        status = _forked(partial(_run_with, bug, living, (str(file), sound, unsound)))
        if status != FAILED:  # what was imported may have outlived the change
            status = _forked(partial(_run_afresh, bug))
        if status not in VERDICTS:  # a process can die of the machine: only a second time counts
            status = _forked(partial(_run_afresh, bug))
    finally:
        file.write_text(sound, encoding="utf-8")
    return VERDICTS.get(status, f"NO TEST ({status})")


def _run_with(bug: Bug, living: Living, change: tuple[str, str, str]) -> int:
    """Pytest's exit status with a change of a file, or `NOT_PUT_IN`."""
    is_code = bug.file.endswith(".py")
    if is_code and not put_in(living, *change):
        return NOT_PUT_IN
    return _run(bug.module, [bug.part])


def _run_afresh(bug: Bug) -> int:
    _forget_imports()
    return _run(bug.module, [bug.part])


def _forked(work: Callable[[], int]) -> int:
    """What is returned in a fork of this process, or `ENDLESS`."""
    child = os.fork()
    if not child:
        status = NOT_PUT_IN
        try:
            status = work()
        finally:
            os._exit(status)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return ENDLESS


def _run(module: str, parts: Sequence[str]) -> int:
    """Pytest's exit status: 0 passed, 1 failed, else nothing was tested."""
    import pytest

    marks = "slow" if module in SLOW else "not slow"
    options = ["-x", "-q", "--no-header", "--tb=no", "-m", marks, "-p", "no:cacheprovider"]
    options += ["--assert=plain", "-o", "addopts=", "-p", "no:xdist"]
    options += ["-W", "ignore:Module already imported"]
    return int(pytest.main([*options, f"tests/{module}.py", "-k", " or ".join(parts)]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
