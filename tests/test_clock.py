"""Are days, months and clock times printed alike on every machine?"""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import mobsim
from mobsim.ground.clock import (
    LONDON,
    ClockTimes,
    WallClock,
    date_in_full,
    day_and_time,
    day_letters,
    day_name,
    month_name,
    with_holidays,
)

WEDNESDAY = datetime(2026, 6, 3, 21, 5, tzinfo=LONDON)


def test_every_day_and_month_has_the_name_that_english_gives_it() -> None:
    days = [day_name(WEDNESDAY + timedelta(days=n)) for n in range(7)]
    assert "Wednesday Thursday Friday Saturday Sunday Monday Tuesday" == " ".join(days)
    months = [month_name(WEDNESDAY.replace(month=n)) for n in range(1, 13)]
    assert ["January", "May", "December"] == [months[0], months[4], months[11]]
    assert 12 == len(set(months))
    assert "Wed" == day_letters(WEDNESDAY)


def test_a_german_machine_prints_english_days() -> None:
    """`strftime` is what a locale reaches; the printed forms ask it for no name."""

    class German(datetime):
        def strftime(self, form: str) -> str:
            named = {"%A": "Mittwoch", "%a": "Mi", "%B": "Juni", "%b": "Jun"}
            for name, german in named.items():
                form = form.replace(name, german)
            return super().strftime(form)

        def __format__(self, form: str) -> str:
            return self.strftime(form) if form else str(self)

    now = German(2026, 6, 3, 21, 5, tzinfo=LONDON)
    assert "Mittwoch" == f"{now:%A}"
    assert "Wed 21:05" == day_and_time(now)
    assert "3 June 2026" == date_in_full(now)


def test_a_time_of_the_first_day_is_printed_without_its_day() -> None:
    times = ClockTimes(WallClock(WEDNESDAY))
    assert "22:05" == times.at(60)
    assert "Thu 00:05 (+3h00)" == times.both(180)


@pytest.mark.parametrize(
    "module", sorted(Path(mobsim.__file__).parent.rglob("*.py")), ids=lambda path: path.stem
)
def test_no_module_asks_a_locale_for_a_name(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert not re.findall(r"%[aAbBcxXp](?![a-zA-Z(])", text)
    assert not re.findall(r"^(?:import|from) (?:locale|calendar)\b", text, re.MULTILINE)


def test_a_minute_before_the_start_is_printed_as_it_is() -> None:
    clock = WallClock(datetime(2026, 8, 16, 14, 0, tzinfo=LONDON))
    assert "Sun 06:00" == clock.format(-480.0)


@pytest.mark.parametrize("year", [1999, 2000, 2050, 2051])
def test_bank_holidays_of_a_year_that_is_not_shipped_are_known_too(year: int) -> None:
    """26 December is one in each of them; two days after the run's end still count."""
    clock = WallClock(datetime(year, 12, 24, 12, 0, tzinfo=LONDON))
    known = with_holidays(clock, 60.0).holidays
    assert date(year, 12, 26) in known
    assert {year} == {day.year for day in known}
