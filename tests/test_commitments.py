"""Is every unit of a national figure owed by somebody, and by the rule?"""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making.synthetic_commitments import (
    Commitment,
    main,
    rewrite,
    shipped_requirements,
    synthetic_commitments,
)
from mobsim.country.commitments import Strength, aep_commitments, apportion, psu_commitments
from mobsim.country.forces import shipped_force_rows
from mobsim.ground.tables import data_path

WEIGHTS = st.dictionaries(st.text("abc", min_size=1), st.integers(0, 40_000), min_size=1)


@pytest.fixture(scope="module")
def strengths() -> list[Strength]:
    return [Strength(row.force_id, row.officers, row.region) for row in shipped_force_rows()]


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, str]:
    return {row.force_id: row.region_alt or "" for row in shipped_force_rows()}


@pytest.fixture(scope="module")
def rule(strengths: list[Strength], elsewhere: dict[str, str]) -> dict[str, Commitment]:
    return synthetic_commitments(strengths, elsewhere, shipped_requirements())


@given(st.integers(0, 1_000), WEIGHTS)
def test_shares_add_up_and_lie_within_one_of_exact(total: int, weights: dict[str, int]) -> None:
    shares = apportion(total, weights)
    assert total == sum(shares.values())
    whole = sum(weights.values())
    for name, share in shares.items():
        exact = Fraction(total * weights[name], whole) if whole else Fraction(total, len(weights))
        assert abs(share - exact) < 1


@given(st.integers(0, 1_000), WEIGHTS)
def test_shares_do_not_depend_on_the_order_of_the_weights(
    total: int, weights: dict[str, int]
) -> None:
    backwards = dict(reversed(weights.items()))
    assert apportion(total, weights) == apportion(total, backwards)


def test_a_tie_of_remainders_goes_to_the_first_id() -> None:
    assert {"b": 0, "a": 1} == apportion(1, {"b": 7, "a": 7})


def test_weights_of_nothing_count_as_equal() -> None:
    assert {"a": 2, "b": 1} == apportion(3, {"a": 0, "b": 0})


def test_nobody_shares_nothing() -> None:
    assert {} == apportion(0, {})
    with pytest.raises(ValueError, match="expected weights to share out 3, found none"):
        apportion(3, {})


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="weights of 0 or more"):
        apportion(3, {"a": -1})


def test_the_shipped_table_is_what_the_rule_gives() -> None:
    found = data_path("forces.csv").read_bytes().decode()
    assert found == rewrite(found, shipped_requirements())


def test_the_command_says_whether_the_table_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main([])
    assert "as the rule gives it" in capsys.readouterr().out


def edited(force_id: str, **cells: str) -> str:
    """The shipped table with some cells of one force changed."""
    rows = list(csv.DictReader(data_path("forces.csv").read_text(encoding="utf-8").splitlines()))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | cells if row["force_id"] == force_id else row for row in rows)
    return out.getvalue()


def test_computing_anew_mends_a_changed_commitment() -> None:
    changed = edited("essex", psu_commitment="99", bdu_declared="0", psu_trained="1")
    assert edited("essex") == rewrite(changed, shipped_requirements())


def test_computing_anew_leaves_a_published_stock_alone() -> None:
    changed = edited("kent", psu_trained="17")
    assert changed == rewrite(changed, shipped_requirements())


def test_the_297_outside_london_gives_the_published_21_and_11(
    rule: dict[str, Commitment],
) -> None:
    found = {f: rule[f].psu_commitment for f in ("west-midlands", "kent", "sussex")}
    assert {"west-midlands": 21, "kent": 11, "sussex": 8} == found


def test_the_297_over_everybody_gives_less_than_was_published(
    rule: dict[str, Commitment],
) -> None:
    assert 16 == rule["west-midlands"].psu_commitment_inside_297
    assert 8 == rule["kent"].psu_commitment_inside_297


def test_every_national_figure_is_owed_in_full(rule: dict[str, Commitment]) -> None:
    assert 297 + 75 == sum(c.psu_commitment for c in rule.values())
    assert 297 + 75 == sum(c.psu_commitment_inside_297 for c in rule.values())
    assert 234 == sum(c.bdu_commitment for c in rule.values())
    assert 18 == sum(c.aep_commitment for c in rule.values())
    assert 18 == sum(c.aep_commitment_north_west for c in rule.values())
    assert 18_000 // 25 == sum(c.psu_trained for c in rule.values())


def test_london_owes_exactly_its_75_when_outside_the_297(rule: dict[str, Commitment]) -> None:
    assert 75 == rule["metropolitan"].psu_commitment + rule["city-of-london"].psu_commitment


def test_nobody_owes_more_than_it_has_trained_under_either_reading() -> None:
    for row in shipped_force_rows():
        assert row.psu_trained >= max(row.psu_commitment, row.psu_commitment_inside_297 or 0)
        assert row.aep_trained == 2 * max(row.aep_commitment, row.aep_commitment_north_west or 0)
        assert row.bdu_trained == 2 * row.bdu_commitment


def test_each_region_has_two_aep_teams_under_either_grouping(
    strengths: list[Strength], elsewhere: dict[str, str]
) -> None:
    moved = [replace(each, region=elsewhere[each.force_id]) for each in strengths]
    for forces in (strengths, moved):
        owed = aep_commitments(forces, 2)
        teams: dict[str, int] = {}
        for each in forces:
            teams[each.region] = teams.get(each.region, 0) + owed[each.force_id]
        assert [2] * 9 == list(teams.values())


def test_a_region_of_one_force_owes_both_teams() -> None:
    assert {"kent": 2} == aep_commitments([Strength("kent", 9, "se")], 2)


def test_a_known_share_is_kept_and_the_others_take_the_rest() -> None:
    kent = Strength("kent", 10, "south-east")
    forces = [kent, replace(kent, force_id="surrey"), replace(kent, force_id="sussex")]
    owed = psu_commitments(forces, 9, 0, "outside_297", {"sussex": 5})
    assert {"kent": 2, "surrey": 2, "sussex": 5} == owed
