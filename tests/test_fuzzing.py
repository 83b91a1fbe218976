"""Does what nobody would write end in words, in time and without taking all memory?

The fuzzers stand in ``tests/fuzzing``. Here each reads a fixed number of made-up inputs, and all
that was ever kept: ``python -m tests.fuzzing READER --minutes 10`` reads more.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import click
import pytest

from mobsim.ground.errors import InputError, OutputError
from tests.fuzzing import watchdog
from tests.fuzzing.__main__ import lines_of
from tests.fuzzing.cases import Reader, Recipe, Verdict
from tests.fuzzing.evolving import fuzz, reduced
from tests.fuzzing.judging import template
from tests.fuzzing.kept import kept, recipes
from tests.fuzzing.odd_texts import as_bytes, as_text
from tests.fuzzing.readers import READERS
from tests.fuzzing.trees import Words, changed
from tests.fuzzing.watchdog import verdicts
from tests.fuzzing.yaml_writing import written

ROOT = Path(__file__).parents[1]
EACH = pytest.mark.parametrize("name", READERS)


# What the watchdog sees


def reader_that(read: Callable[[Recipe], list[str]]) -> Reader:
    return Reader(
        "made-up", list, lambda rng, mine, other: mine, lambda mine, folder: None, read, 1
    )


def verdict_on(read: Callable[[Recipe], list[str]]) -> Verdict:
    [found] = verdicts(reader_that(read), [{}])
    return found


def raising(error: BaseException) -> Callable[[Recipe], list[str]]:
    def read(recipe: Recipe) -> list[str]:
        raise error

    return read


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InputError.about("a.yaml", "found 7, expected a share"), "refused"),
        (OutputError("a cannot be written: no space"), "refused"),
        (click.UsageError("no such option: --x"), "refused"),
        (InputError([]), "failed"),
        (InputError.about("", "found 7, expected a share"), "failed"),
        (InputError.about("a.yaml", ""), "failed"),
        (ValueError("7"), "failed"),
        (SystemExit(0), "failed"),
        (RecursionError("too deep"), "failed"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else each,
)
def test_only_what_is_raised_on_purpose_and_says_something_is_a_refusal(
    error: BaseException, kind: str
) -> None:
    assert kind == verdict_on(raising(error)).kind


def test_what_ends_the_process_is_the_failure_of_the_input_that_it_was_at() -> None:
    def read(recipe: Recipe) -> list[str]:
        if recipe["n"] == 2:
            os._exit(3)
        return []

    found = verdicts(reader_that(read), [{"n": n} for n in range(4)])
    assert ["accepted", "accepted", "failed", "accepted"] == [each.kind for each in found]
    assert ("the process was lost",) == found[2].signatures


def test_what_never_ends_and_what_takes_all_memory_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watchdog, "SECONDS", 0.05)
    monkeypatch.setattr(watchdog, "MEGABYTES", 30)

    def spin(recipe: Recipe) -> list[str]:
        while True:
            pass

    assert ("TooLong",) == verdict_on(spin).signatures
    assert "failed" == verdict_on(lambda recipe: [str(len(b"x" * 60_000_000))]).kind
    monkeypatch.setattr(watchdog, "HANGING", 0.05)
    assert "failed" == verdict_on(lambda recipe: [str(time.sleep(30))]).kind


# How inputs are made


def test_the_smallest_input_that_says_the_same_is_found() -> None:
    whole = {"edits": [["a", 1], ["b", 2], ["c", 3]], "text": "x" * 40 + "!" + "y" * 40}
    small = reduced(whole, lambda each: "!" in each["text"] and ["b", 2] in each["edits"], 200)
    assert [["b", 2]] == small["edits"]
    assert len(small["text"]) <= 21


def test_any_bytes_are_a_text_and_any_text_is_bytes() -> None:
    every = bytes(range(256))
    assert every == as_bytes(as_text(every))
    assert b"a\xed\xa0\x80" == as_bytes("a\ud800")


def test_a_message_is_told_from_another_without_its_names_and_numbers() -> None:
    one, two = "found '7x', expected 3 or more", "found 'é', expected 12 or more"
    assert template(one) == template(two)
    assert template(one) != template("found '7x', expected text")


def test_the_same_seed_makes_the_same_inputs() -> None:
    def made(seed: int) -> str:
        rng = Random(seed)
        trees = [
            changed(rng, {"a": [1, {"b": "x"}]}, {"c": 2}, Words(["k"], [7])) for _ in range(20)
        ]
        return json.dumps([[tree, written(rng, tree)] for tree in trees])

    assert made(1) == made(1)
    assert made(1) != made(2)


# The readers


@pytest.mark.slow
@EACH
def test_no_made_up_input_escapes_a_reader(name: str) -> None:
    reader = READERS[name]
    found = fuzz(reader, reader.seeds(), 1, cases=reader.cases)
    assert {} == {signatures: recipe for signatures, (recipe, _) in found.failures.items()}
    assert reader.cases == found.counts.total()
    assert found.counts["accepted"] > 0
    assert found.counts["refused"] > 0


@cache
def said_of_what_is_kept(name: str) -> list[Verdict]:
    return verdicts(READERS[name], recipes(name))


@pytest.mark.slow
@EACH
def test_what_was_ever_kept_is_read_as_it_was(name: str) -> None:
    found = said_of_what_is_kept(name)
    assert [each["verdict"] for each in kept(name)] == [each.kind for each in found]


@pytest.mark.slow
def test_an_interpreter_that_ignores_asserts_comes_to_the_same_verdicts() -> None:
    told = subprocess.run(
        [sys.executable, "-O", "-m", "tests.fuzzing", "all", "--verdicts"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    here = [line for name in READERS for line in lines_of(name, said_of_what_is_kept(name))]
    assert here == told.splitlines()
    assert len(READERS) <= len(here)
