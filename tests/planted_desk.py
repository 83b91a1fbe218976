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
)
