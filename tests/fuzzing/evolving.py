"""How are many inputs made of a few, so that what is new in a reader's answers leads to more?

An input that makes the reader say something new joins those from which the next ones are made.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.fuzzing.cases import Reader, Recipe, Verdict
from tests.fuzzing.watchdog import verdicts

BATCH = 40
"""Inputs that one child reads."""
_TRIES = 60
"""Smaller inputs that are tried, at most, to find the smallest that fails."""


@dataclass
class Fuzzed:
    """What came of all inputs."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[tuple[Recipe, Verdict]] = field(default_factory=list)
    """Each said something new."""
    failures: dict[tuple[str, ...], tuple[Recipe, Verdict]] = field(default_factory=dict)
    """The first of each kind."""
    seen: set[str] = field(default_factory=set)

    def take(self, recipe: Recipe, verdict: Verdict) -> bool:
        """Count an input; whether it said something new."""
        self.counts[verdict.kind] += 1
        if verdict.failed:
            self.failures.setdefault(verdict.signatures, (recipe, verdict))
            return False
        named = {f"{verdict.kind}: {each}" for each in verdict.signatures or ("nothing",)}
        if named <= self.seen:
            return False
        self.seen |= named
        self.kept.append((recipe, verdict))
        return True

    def text(self) -> str:
        """The counts, in a line."""
        kinds = ("accepted", "refused", "failed")
        told = ", ".join(f"{self.counts[kind]:,} {kind}" for kind in kinds)
        return f"{self.counts.total():,} cases: {told}; {len(self.seen)} distinct messages"


def fuzz(
    reader: Reader,
    start: Sequence[Recipe],
    seed: int,
    *,
    cases: int | None = None,
    seconds: float | None = None,
) -> Fuzzed:
    """Read what there is to begin with, then made-up cases: so many, or as the time allows."""
    found = Fuzzed()
    ended = time.monotonic() + (seconds if seconds is not None else float("inf"))
    for batch in _batches(reader, start, Random(f"{reader.name} {seed}"), found):
        made = batch if cases is None else batch[: max(0, cases - found.counts.total())]
        if not made or time.monotonic() > ended:
            break
        for recipe, verdict in zip(made, verdicts(reader, made), strict=True):
            found.take(recipe, verdict)
    return found


def _batches(
    reader: Reader, start: Sequence[Recipe], rng: Random, found: Fuzzed
) -> Iterator[list[Recipe]]:
    for place in range(0, len(start), BATCH):
        yield list(start[place : place + BATCH])
    while True:
        pool = [recipe for recipe, _ in found.kept] or list(start)
        yield [_made(reader, pool, rng) for _ in range(BATCH)]


def _made(reader: Reader, pool: Sequence[Recipe], rng: Random) -> Recipe:
    """A new recipe; the latest in the pool are likelier to be changed than the first."""
    chosen = pool[-1 - int(len(pool) * rng.random() ** 1.5)]
    return reader.mutate(rng, json.loads(json.dumps(chosen)), rng.choice(pool))


# --- smaller ------------------------------------------------------------------------------------


def smallest(reader: Reader, recipe: Recipe, verdict: Verdict) -> Recipe:
    """A smaller recipe of which a reader says the same."""

    def same(tried: Recipe) -> bool:
        [found] = verdicts(reader, [tried])
        return (found.kind, found.signatures) == (verdict.kind, verdict.signatures)

    return reduced(recipe, same, _TRIES)


def reduced(whole: Any, same: Callable[[Any], bool], tries: int) -> Any:
    """Plain data with as much taken out as leaves it the same, by so many tries."""
    left = tries
    while left > 0:
        for smaller in _smaller(whole):
            left -= 1
            if left < 0:
                break
            if same(smaller):
                whole = smaller
                break
        else:
            break
    return whole


def _smaller(whole: Any) -> Iterator[Any]:
    """The same with something taken out: halves first, then single things."""
    if isinstance(whole, str) and len(whole) > 20:
        yield from _shorter(whole)
    elif isinstance(whole, list):
        size = len(whole)
        while size:
            for place in range(0, len(whole), size):
                yield whole[:place] + whole[place + size :]
            size //= 2
        for place, inner in enumerate(whole):
            for smaller in _smaller(inner):
                yield [*whole[:place], smaller, *whole[place + 1 :]]
    elif isinstance(whole, dict):
        for key, inner in whole.items():
            for smaller in _smaller(inner):
                yield whole | {key: smaller}


def _shorter(text: str) -> Iterator[str]:
    parts = text.splitlines(keepends=True) if text.count("\n") > 1 else list(text)
    size = len(parts) // 2
    while size:
        for place in range(0, len(parts), size):
            yield "".join(parts[:place] + parts[place + size :])
        size //= 2
        if size < 4 and len(parts) > 200:
            return
