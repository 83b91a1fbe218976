"""Which slips of the pen in what keeps broken and hostile input out must a test find?

Rows of `tests.planted_bugs`: name, file, what stands there once, what is put there, the test.
"""

ROWS = (
    (
        "a pipe is read",
        "ground/input_files.py",
        '    (stat.S_ISFIFO, "a pipe"),\n',
        "",
        "test_budgets::test_what_is_no_regular_file",
    ),
    (
        "a file is read whole however large",
        "ground/input_files.py",
        "if len(content) > limit(budget):",
        "if len(content) > limit(budget) + 1:",
        "test_budgets::test_a_scenario_that_is_piped",
    ),
    (
        "a file is read before its size is known",
        "ground/input_files.py",
        "        size = os.fstat(file.fileno()).st_size\n",
        "        size = 0\n",
        "test_budgets::test_nothing_is_read_of_a_file",
    ),
    (
        "a link leads anywhere",
        "scenario/file/scenario_finding.py",
        "real = Path(os.path.realpath(path))",
        "real = Path(os.path.abspath(path))",
        "test_budgets::test_a_scenario_cannot_have",
    ),
    (
        "an override names what it likes",
        "scenario/file/scenario_finding.py",
        "        faults += more\n        named[name] = as_layer(inside, source.folder)",
        "        named[name] = as_layer(Node(kept, node.mark, node.key), source.folder)",
        "test_budgets::test_a_scenario_cannot_have",
    ),
    (
        "a long text counts as one value",
        "scenario/file/yaml_reading.py",
        "len(node.value) // _LONG_TEXT",
        "0",
        "test_budgets::test_a_limit_lets_through",
    ),
    (
        "overrides are laid on everything, however many",
        "scenario/file/stacking.py",
        "most = len(document.overrides) * document.values.count()",
        "most = len(document.overrides)",
        "test_budgets::test_a_small_text_cannot",
    ),
    (
        "blank cells with a format cost nothing",
        "ground/workbook_size.py",
        "many = self._elements > _ELEMENTS_A_CELL * most",
        "many = self._elements > 9 * _ELEMENTS_A_CELL * most",
        "test_budgets::test_a_small_workbook_cannot",
    ),
    (
        "reports take no time",
        "scenario/file/workload.py",
        'if each["report_interval"]:',
        "if False:",
        "test_budgets::test_work_without_end",
    ),
    (
        "a tag is passed over",
        "scenario/file/yaml_reading.py",
        "if id(node) in self.tags or tag.removeprefix",
        "if tag.removeprefix",
        "test_budgets::test_a_tag_is_no_title",
    ),
    (
        "seconds are minutes",
        "ground/units.py",
        "if 0 < total < 1:",
        "if 0 < total < 0:",
        "test_budgets::test_a_part_of_a_minute",
    ),
    (
        "a limit outlives its block",
        "ground/budgets.py",
        "            del os.environ[VARIABLE]",
        "            pass",
        "test_budgets::test_limits_hold_within_their_block",
    ),
    (
        "an end counts from its beginning",
        "scenario/file/disorder.py",
        'after = 0.0 if isinstance(self.given["until"], Offset) else max(first, 0.0)',
        "after = max(first, 0.0)",
        "test_budgets::test_an_end_counts_from_the_start",
    ),
)
