"""Bugs in the desk: who may ask it, what it edits, and where it reads; see `tests.planted_bugs`."""

ASKED = "test_desk::test_what_the_desks_own_page_does_not_ask_is_refused"

ROWS = (
    (
        "the desk's token is good twice",
        "desk/guarding.py",
        "            self._token = None\n            cookie",
        "            cookie",
        ASKED,
    ),
    (
        "the desk writes what another site's page asks",
        "desk/guarding.py",
        "if (writes or origin) and origin !=",
        "if origin and origin !=",
        ASKED,
    ),
    (
        "the desk follows a link out of its folder",
        "desk/planner_folder.py",
        "return not path.is_symlink() or Path(os.path.realpath(path)).parent == self.path",
        "return True",
        "test_desk::test_no_name_leads_out_of_the_folder",
    ),
    (
        "the desk writes over what another tab has changed",
        "desk/desk_routes.py",
        'if night.version != _text(asked, "version"):',
        'if not _text(asked, "version"):',
        "test_desk::test_what_another_tab_has_changed_is_not_written_over",
    ),
    (
        "an edit takes the comment behind a key with it",
        "desk/yaml_surgery.py",
        "{said if said[:2] == ' #' else ''}",
        "",
        "test_desk_edits::test_an_edit_touches_its_own_lines",
    ),
    (
        "the desk's difference is not that of the numbers beside it",
        "desk/result_answers.py",
        '"difference": difference,\n        "low"',
        '"difference": _signed(by.estimate, unit),\n        "low"',
        "test_desk::test_two_shares_of_nights",
    ),
    (
        "figures of half the nights stand as those of all",
        "desk/job_child.py",
        '    marks.tell(study, asked["replications"])',
        '    marks.tell(marks._study(marks._first_ones()[:2]), asked["replications"])',
        "test_desk_runs::test_many_nights_say_their_marks_with_intervals_and_are_compared",
    ),
    (
        "a report that came by mail may send the tab elsewhere",
        "desk/result_pages.py",
        "sandbox allow-scripts allow-same-origin allow-downloads; ",
        "",
        "test_desk_runs::test_a_report_runs_the_replay_and_no_script_that_came_by_mail",
    ),
    (
        "a torn result is left out without a word",
        "desk/planner_folder.py",
        "return [path.name for path, kind in self._kinds().items() if kind is None]",
        "return []",
        "test_desk::test_a_result_that_cannot_be_read_is_named",
    ),
    (
        "a field is called by its key",
        "desk/desk_form.py",
        'getattr(record, "title", "") or title_of(name)',
        "title_of(name)",
        "test_desk::test_every_key_of_a_scenario_is_in_the_form_with_its_help",
    ),
    (
        "the page takes a torn file for a night without a place",
        "desk/static/build.js",
        "return this.night.doc.tree && !this.incidents.length",
        "return !this.incidents.length",
        "test_desk_browser::test_a_file_that_is_no_yaml_is_not_taken_for_a_night_without_a_place",
    ),
    (
        "a place without room on the map has no name",
        "desk/static/map.js",
        "[...this.named, ...spots], this.named, [], null]",
        "[...this.named, ...spots]]",
        "test_desk_browser::test_every_place_of_the_night_has_its_name_on_the_map",
    ),
    (
        "the page measures a night against its variation",
        "desk/static/run.js",
        '{ night: document.getElementById("against").value, against: this.night.name }',
        '{ against: document.getElementById("against").value }',
        "test_desk_browser::test_a_variation_is_a_copy_to_measure_against_its_night",
    ),
)
