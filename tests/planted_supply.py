"""Which slips of the pen in processes, privacy and what is imported must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

ROWS = (
    (
        "a worker outlives its parent",
        "study/workers.py",
        "    os._exit(1)",
        "    parent.close()",
        "test_workers::test_no_process_is_alive",
    ),
    (
        "a thread is given what another one made",
        "ground/last_made.py",
        "made = known[1] if",
        "made = (self._known or known)[1] if",
        "test_store::test_what_one_thread_makes",
    ),
    (
        "a night stays in memory while the next one runs",
        "study/running.py",
        "            gc.collect(0)  # only what is younger than the piece\n",
        "",
        "test_workers::test_each_night_is_freed",
    ),
    (
        "garbage is never collected again after a failure",
        "study/running.py",
        "    finally:\n        gc.enable()\n    return found",
        "    except OSError:\n        pass\n    else:\n        gc.enable()\n    return found",
        "test_workers::test_each_night_is_freed",
    ),
    (
        "what is done beside what is lost is done again",
        "study/running.py",
        "for future in done:\n            piece = self._out.pop(future)\n            try:\n",
        (
            "for future in sorted(done, key=lambda f: not f.exception()):\n"
            "            if lost:\n                break\n"
            "            piece = self._out.pop(future)\n            try:\n"
        ),
        "test_workers::test_what_is_done_beside_what_is_lost",
    ),
    (
        "a run that is broken off does not say how to go on",
        "study/engines.py",
        "ended.__notes__ = [say()]",
        "ended.__notes__ = []",
        "test_workers::test_a_study_whose_workers",
    ),
    (
        "a failure is said without how to go on",
        "cli/main.py",
        '_tell("; ".join([told, *getattr(error, "__notes__", [])]))',
        "_tell(told)",
        "test_workers::test_a_study_whose_workers",
    ),
    (
        "others can read returns",
        "country/returns/keeping.py",
        "        if not shared:\n",
        "        if shared:\n",
        "test_returns::test_a_frozen_set_is_for_its_owner",
    ),
    (
        "a private file is as open as the umask lets it",
        "ground/folders.py",
        "        self._mode = PRIVATE_FILE\n",
        "",
        "test_returns::test_a_frozen_set_is_for_its_owner",
    ),
    (
        "a copied table is more open than the user's own",
        "telling/store.py",
        "source.read_bytes(), mode_of(source))",
        "source.read_bytes())",
        "test_store::test_a_copied_table",
    ),
    (
        "workers import from the current folder",
        "study/engines.py",
        "env=SAFE_PATH,",
        "env={},",
        "test_supply::test_nothing_is_imported",
    ),
    (
        "trackers import from the current folder",
        "study/workers.py",
        "    os.environ.update(SAFE_PATH)\n",
        "",
        "test_supply::test_nothing_is_imported",
    ),
    (
        "python -m mobsim imports from the current folder",
        "__init__.py",
        "    del sys.path[0]",
        "    pass",
        "test_supply::test_nothing_is_imported",
    ),
    (
        "a plug-in that lies in the current folder is used",
        "scenario/plugins/plugin_finding.py",
        "return tuple(filter(None, path))",
        "return tuple(path)",
        "test_supply::test_a_plug_in_in_the_current_folder",
    ),
    (
        "a force beside a town of several does not tell them apart",
        "country/gazetteer.py",
        "hosts = [town for town in meant if town.force == force]",
        "hosts: list[Town] = []",
        "test_places::test_what_the_scenario_says_beside_a_town",
    ),
    (
        "the force of a town wins over the one that is stated",
        "scenario/file/placing_by_name.py",
        "        if self.stated_force() is None:\n",
        "        if True:\n",
        "test_places::test_what_the_scenario_says_beside_a_town",
    ),
    (
        "a usual operation's force wins over its town",
        "scenario/file/placing_by_name.py",
        "stated = force and force.mark.file and isinstance(force.value, str)",
        "stated = force and isinstance(force.value, str)",
        "test_places::test_a_usual_operation_is_held",
    ),
    (
        "planned aid is chosen by the drive to the main city",
        "scenario/file/planned_aid.py",
        "self.convoy_factor, operation.place)",
        "self.convoy_factor)",
        "test_places::test_planned_aid_drives_to_the_town",
    ),
    (
        "a result of another file of the same name counts",
        "telling/own_nights.py",
        "alone, here = names[found.scenario.name] == 1, path",
        "alone, here = True, path",
        "test_own_nights::test_a_result_elsewhere_counts",
    ),
)
