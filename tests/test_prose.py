"""Is what a person reads written in plain English?"""

import re
from functools import cache

from tests.prose import ROOT, Banned, Piece, banned, compiled, faults, in_python, pieces


@cache
def texts() -> tuple[Piece, ...]:
    return tuple(pieces())


def test_no_text_has_a_form_that_is_banned() -> None:
    found = faults(iter(texts()), banned())
    assert not found, "\n".join(["write these in plain English:", *found])


def test_a_banned_form_is_named_with_its_file_its_line_and_what_to_write() -> None:
    form = Banned("heeds?", "'depends on'", "old-fashioned", ("nobody heeds it",))
    page = Piece("docs/page.md", 3, f"A run\nheeds\n{'other words, ' * 9}nobody heeds it.")
    assert ["docs/page.md:4: 'heeds' (old-fashioned); write 'depends on'"] == faults(
        iter([page]), [form]
    )


def test_a_form_is_found_across_the_end_of_a_line_and_only_as_whole_words() -> None:
    pattern = compiled(Banned("is told", "", "", ()))
    assert pattern.search("who is\n    told")
    assert pattern.search("Is told")
    assert not pattern.search("this told")


def test_docstrings_messages_and_their_parts_are_read_but_no_code() -> None:
    source = 'X = "heeds"\n\n\ndef f(name: str) -> str:\n    """Who heeds `heeds`?"""\n'
    source += '    return f"{name} heeds it"\n'
    assert [(5, "Who heeds ·?"), (6, "{} heeds it")] == [
        (piece.line, piece.text) for piece in sorted(in_python("m.py", source))
    ]


def test_every_kind_of_text_is_read() -> None:
    read = {piece.path for piece in texts()}
    for path in ("README.md", "CHANGELOG.md", "docs/tutorial.md", "mobsim/cli/run.py"):
        assert path in read
    for kind in ("scenarios/", "notebooks/", "mobsim/looking/", "data/dictionary.csv"):
        assert any(path.startswith(kind) for path in read)
    assert any(path.endswith(".js") for path in read)


def test_a_form_has_a_reason_and_something_to_write_in_its_place() -> None:
    forms = banned()
    assert len(forms) == len({form.pattern for form in forms})
    for form in forms:
        assert form.instead
        assert form.why
        assert not re.search(r"\(\?<[=!][^)]* ", form.pattern), "write \\s in a lookbehind"


def test_the_page_for_contributors_names_the_list() -> None:
    assert "tests/banned_forms.toml" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
