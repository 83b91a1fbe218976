"""Findings of a stress test that never was: complete, small or large, always the same."""

from collections.abc import Sequence
from functools import cache
from itertools import count, product
from typing import Any

from mobsim.country.forces import shipped_force_rows
from mobsim.country.returns import KindTotal, kind_totals, read_returns
from mobsim.ground.randomness import uniform
from mobsim.stress.findings import (
    AllowingForBeliefs,
    Answer,
    BreakingPoint,
    Estimate,
    ForceBreakingPoint,
    FrontierPoint,
    HostResult,
    LineResult,
    LineTurn,
    LineTurnInTest,
    LineVerdict,
    MeasureMovement,
    OfLine,
    OfTest,
    QuarterChange,
    Reading,
    Remedy,
    ReturnDifference,
    ScenarioResult,
    Separating,
    SpeedTarget,
    SpeedTurn,
    StockLine,
    StressFindings,
    StressRemark,
    StressRun,
    StressTest,
    Verdict,
)

NIGHTS = 200
TURNS = "Beliefs could change it: 3 % of nights break without them, 31 % with them."
SHA = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
QUESTIONS = (
    "Does declared capacity meet the national requirement?",
    "Would it be enough in a bad week?",
    "Where does it break?",
    "What changed since last quarter?",
    "What would fix it?",
)
READINGS = (
    Reading(
        reading_id="promised-outside-297",
        name="Promised, London owes the 75 only",
        readiness="promised",
        london="outside_297",
    ),
    Reading(
        reading_id="likely-outside-297",
        name="Likely, London owes the 75 only",
        readiness="likely",
        london="outside_297",
    ),
    Reading(
        reading_id="promised-inside-297",
        name="Promised, London owes a share of the 297",
        readiness="promised",
        london="inside_297",
    ),
    Reading(
        reading_id="likely-inside-297",
        name="Likely, London owes a share of the 297",
        readiness="likely",
        london="inside_297",
    ),
)
LINES = (
    ("psu", "PSU", 297, 312),
    ("psu_london", "PSU for London", 75, 78),
    ("bdu", "BDU", 234, 229),
    ("aep", "AEP teams", 18, 23),
)
TESTS = (
    ("one-city", "One city, a Saturday in August", "baseline", False),
    ("one-host", "A large incident anywhere", "baseline", True),
    ("six-cities", "Six cities at once", "severe", False),
    ("two-hosts", "A host and its neighbour", "severe", True),
    ("bank-holiday", "A bank holiday with leave granted", "severe", False),
    ("august-2011", "August 2011 again", "national", False),
    ("week", "A week that spreads", "tail", True),
)


def findings(*, full: bool = False, **changes: Any) -> StressFindings:
    """All lists filled; ``full`` is every force under four readings, else three under two."""
    return StressFindings.model_validate(_made(full=full) | changes)


@cache
def _made(*, full: bool) -> dict[str, Any]:
    return _Maker(full).findings().model_dump()


class _Maker:
    def __init__(self, full: bool) -> None:
        self.readings = READINGS if full else READINGS[:2]
        rows = shipped_force_rows()
        self.forces = rows if full else [rows[0], rows[24], rows[40]]
        self.tests = TESTS if full else TESTS[:3]
        self.more = range(1, 9) if full else range(1)
        self.runs: list[StressRun] = []
        self._numbers = count()

    def chance(self) -> float:
        return uniform(f"findings|{next(self._numbers)}")

    def run(self, name: str, kind: str = "study") -> str:
        folder = f"runs/{name}"
        if folder not in {each.run for each in self.runs}:
            self.runs.append(
                StressRun(
                    run=folder,
                    kind=kind,
                    nights=NIGHTS,
                    seed=7,
                    scenario_sha256=SHA,
                    tables_sha256={"forces.csv": SHA, "roads.csv": SHA},
                    results_sha256=SHA,
                    command=f"mobsim rerun {folder}",
                )
            )
        return folder

    def share(self, about: float | None = None) -> Estimate:
        middle = self.chance() if about is None else about
        low, high = max(0.0, middle - 0.07), min(1.0, middle + 0.07)
        return Estimate(estimate=middle, low=low, high=high, n=NIGHTS)

    def amount(self, most: float) -> Estimate:
        middle = most * self.chance()
        return Estimate(estimate=middle, low=0.9 * middle, high=1.1 * middle, n=NIGHTS)

    def moved(self, about: float, reach: float) -> dict[str, Any]:
        """Before, after and the difference between them, which add up."""
        by = self.change(reach)
        before, after = (
            Estimate(estimate=of, low=0.8 * of, high=1.2 * of, n=NIGHTS)
            for of in (about, about + (by.estimate or 0.0))
        )
        return {"before": before, "after": after, "difference": by}

    def change(self, reach: float) -> Estimate:
        middle = reach * (1.4 * self.chance() - 0.4)
        return Estimate(estimate=middle, low=middle - reach / 5, high=middle + reach / 5, n=NIGHTS)

    def findings(self) -> StressFindings:
        parts: dict[str, Any] = {
            "stock": self.stock(),
            "kinds": self.kinds(),
            "verdicts": self.verdicts(),
            "lines": self.lines(),
            "results": self.results(),
            "hosts": self.hosts(),
            "breaking": self.breaking(),
            "frontier": self.frontier(),
            "separating": self.separating(),
            "map": self.map(),
            "pairs": self.pairs(),
            "remedies": self.remedies(),
        }
        return StressFindings(
            quarter="2026-Q4",
            title="Stress test of mutual aid, 2026-Q4",
            pack="1.0",
            quick=False,
            nights=NIGHTS,
            seed=7,
            made="2026-11-21",
            mobsim="0.2.0",
            code_sha256=SHA,
            libraries={"numpy": "2.3.1", "scipy": "1.16.0", "simpy": "4.1.1"},
            returns_sha256=SHA,
            returns_forces=43,
            returns_synthetic=True,
            answers=self.answers(),
            target=SpeedTarget(percent=40, within=240.0),
            tests=self.stress_tests(),
            readings=list(self.readings),
            change=self.quarter_change(),
            beliefs=self.beliefs(parts["verdicts"], parts["lines"], parts["results"]),
            remarks=[
                StressRemark(force="", kind="synthetic", text="Declared figures are synthetic."),
                StressRemark(force="kent", kind="jump", text="Declared PSUs rose from 9 to 14."),
            ],
            assumptions=[
                "A line may run out of crews in 5 % of nights (assumed).",
                "The target of speed is 40 % of the need for PSUs met within 4 h (assumed).",
            ],
            runs=self.runs,
            **parts,
        )

    def answers(self) -> list[Answer]:
        texts: Sequence[tuple[Verdict | None, str]] = (
            ("fail", "No. Three lines of four are met; BDU are 5 short of 234."),
            ("watch", "Nearly. In a severe week PSU break in 4 % of nights as is likely."),
            ("fail", "At the fifth city at once, and first for AEP teams in the South West."),
            (None, "BDU declared fell by 6; most of the movement is owed to two returns."),
            (None, "Calling an hour earlier mends most: 40 % in 4 h in 18 points more of nights."),
        )
        points = [
            "PSU 312 of 297, PSU for London 78 of 75, AEP teams 23 of 18.",
            "The region with least to spare is the South West.",
        ]
        speed = ["As is likely: met in 62 % of nights (55 % to 69 %)."]
        return [
            Answer(
                question=question,
                answer=text,
                verdict=verdict,
                verdict_on="capacity" if verdict else "",
                points=points,
                speed=speed if verdict == "watch" else [],
            )
            for question, (verdict, text) in zip(QUESTIONS, texts, strict=True)
        ]

    def stress_tests(self) -> list[StressTest]:
        return [
            StressTest(
                test_id=name,
                title=title,
                pack_class=pack_class,
                narrative="Disorder from 20:00 on a Saturday, 35 PSUs needed at the peak.",
                reason="It has happened, and planners must expect it in most years.",
                rotates=rotates,
            )
            for name, title, pack_class, rotates in self.tests
        ]

    def stock(self) -> list[StockLine]:
        rows = [(line, name, "", "", need, have) for line, name, need, have in LINES]
        regions = {row.region: row.region.replace("-", " ").title() for row in self.forces}
        rows += [
            ("aep", "AEP teams", region, name, 2, number % 4)
            for number, (region, name) in enumerate(sorted(regions.items()), start=2)
        ]
        return [
            StockLine(
                line=line,
                name=name,
                region=region,
                region_name=region_name,
                required=required,
                declared=declared,
                headroom=declared - required,
                verdict=_verdict(declared - required, required),
            )
            for line, name, region, region_name, required, declared in rows
        ]

    def kinds(self) -> list[KindTotal]:
        """One that is returned and one that is not."""
        found = kind_totals(read_returns("2026-Q4"), read_returns("2026-Q3"))
        return [each for each in found if each.kind in ("aep", "dogs")]

    def verdicts(self) -> list[LineVerdict]:
        return [
            LineVerdict(
                **each.model_dump(exclude={"verdict"}),
                stock=each.verdict,
                promised="pass",
                likely="watch",
                verdict="fail" if each.verdict == "fail" else "watch",
                reason="In 8 of 200 nights of six cities at once the line ran out of crews.",
            )
            for each in self.stock()
        ]

    def lines(self) -> list[LineResult]:
        return [
            self.line(test, reading.reading_id, line)
            for test, reading, line in product(self.tests, self.readings, self.stock())
        ]

    def line(self, test: Any, reading: str, line: StockLine) -> LineResult:
        name, _, _, rotates = test
        breaks = self.share(0.3 * self.chance() ** 3)
        if line.line == "psu_london":
            breaks = Estimate(estimate=None, low=None, high=None, n=0)
        tested = "fail" if (breaks.estimate or 0) > 0.05 else "pass"
        return LineResult(
            test=name,
            reading=reading,
            line=line.line,
            name=line.name,
            region=line.region,
            region_name=line.region_name,
            host="kent" if rotates else "",
            host_name="Kent" if rotates else "",
            breaks=breaks,
            strained=breaks,
            buffer=12.0,
            verdict=tested if breaks.n else "not tested",
            cause="stock",
            where="Bristol",
            after=245.0,
            reason="in 8 of 200 nights the line ran out of crews, mostly for Bristol",
            run=self.run(f"{name}/{reading}"),
        )

    def results(self) -> list[ScenarioResult]:
        return [
            ScenarioResult(
                test=test[0],
                reading=reading.reading_id,
                line_breaks=self.share(),
                on_time=self.share(),
                forty_after=self.amount(400),
                first_to_break="AEP teams",
                worst_shortfall=self.amount(60),
                forces_below_floor=self.amount(3),
                run=self.run(f"{test[0]}/{reading.reading_id}"),
            )
            for test, reading in product(self.tests, self.readings)
        ]

    def hosts(self) -> list[HostResult]:
        turning = [test for test in self.tests if test[3]]
        return [
            HostResult(
                test=test[0],
                reading=reading.reading_id,
                force=force.force_id,
                force_name=force.name,
                region=force.region,
                line_breaks=self.share(),
                on_time=self.share(),
                worst_shortfall=self.amount(60),
                run=self.run(f"{test[0]}/{reading.reading_id}/{force.force_id}"),
            )
            for test, reading, force in product(turning, self.readings, self.forces)
        ]

    def beliefs(self, verdicts: Any, lines: Any, results: Any) -> AllowingForBeliefs:
        run = self.run("with-beliefs/six-cities")
        line = {
            "verdict": "watch", "with_beliefs": "fail", "turns": True, "run": run,
            "breaks": Estimate(estimate=0.03, low=0.01, high=0.06, n=NIGHTS),
            "breaks_with_beliefs": Estimate(estimate=0.31, low=0.25, high=0.38, n=NIGHTS),
            "sentence": TURNS,
        }  # fmt: skip
        of_line, of_test = set(OfLine.model_fields), set(OfTest.model_fields)
        return AllowingForBeliefs(
            source=f"calibrated {SHA}",
            lines=[LineTurn(**each.model_dump(include=of_line), **line) for each in verdicts],
            tests=[
                LineTurnInTest(**each.model_dump(include=of_line | of_test), **line)
                for each in lines
            ],
            speed=[
                SpeedTurn(
                    **each.model_dump(include=of_test), missed=line["breaks"],
                    missed_with_beliefs=line["breaks"], turns=False,
                    sentence="Beliefs do not change it.", run=run,
                )
                for each in results
            ],
        )  # fmt: skip

    def breaking(self) -> list[BreakingPoint]:
        return [
            BreakingPoint(
                about="speed" if number else "capacity",
                search=f"simultaneous-medium-{number}",
                question="How many cities at once, each of 35 PSUs?",
                incidents="cities of 35 PSUs",
                reading=reading.reading_id,
                unit="incidents",
                criterion="the target is missed" if number else "a line runs out of crews",
                median=Estimate(
                    estimate=None if number else 5.0,
                    low=12.0 if number else 4.0,
                    high=None if number else 6.0,
                    n=NIGHTS,
                ),
                tolerance=1.0,
                lowest=1.0,
                highest=12.0,
                always_broken=0,
                never_broken=2,
                plausibility="In August 2011 there were 5 in one night (HMIC 2011).",
                run=self.run(f"search/simultaneous-{number}/{reading.reading_id}", "search"),
            )
            for number, reading in product(range(2), self.readings)
        ]

    def frontier(self) -> list[FrontierPoint]:
        return [
            FrontierPoint(
                search="simultaneous-medium-0",
                reading=reading.reading_id,
                lever="notice given",
                setting=float(setting),
                setting_unit="h",
                median=Estimate(
                    estimate=4 + setting / 2 - number,
                    low=3.5 + setting / 2 - number,
                    high=4.5 + setting / 2 - number,
                    n=NIGHTS,
                ),
                unit="incidents",
                run=self.run(f"search/simultaneous-0/{reading.reading_id}", "search"),
            )
            for (number, reading), setting in product(enumerate(self.readings), (0, 2, 4, 8))
        ]

    def separating(self) -> list[Separating]:
        return [
            Separating(
                search="simultaneous-medium-0",
                reading=self.readings[0].reading_id,
                factor=f"factor-{number}",
                label="Minutes until a crew is ready at home",
                distance=0.61 / (number + 1),
                p_value=0.0001 + number / 10,
                breaking_median=74.0,
                holding_median=55.0,
                breaking=120,
                holding=80,
                run=self.run(f"search/simultaneous-0/{self.readings[0].reading_id}", "search"),
            )
            for number in self.more
        ]

    def map(self) -> list[ForceBreakingPoint]:
        return [
            self.point(reading.reading_id, force, None)
            for reading, force in product(self.readings, self.forces)
        ]

    def pairs(self) -> list[ForceBreakingPoint]:
        return [
            self.point(self.readings[0].reading_id, one, other)
            for one, other in product(self.forces, self.forces)
            if one.force_id < other.force_id
        ][:200]

    def point(self, reading: str, force: Any, other: Any) -> ForceBreakingPoint:
        return ForceBreakingPoint(
            reading=reading,
            force=force.force_id,
            force_name=force.name,
            other=other.force_id if other else "",
            other_name=other.name if other else "",
            largest=self.amount(70),
            screened=40.0,
            tile_column=force.tile_column,
            tile_row=force.tile_row,
            tile_label=force.tile_label,
            run=self.run(f"search/need/{reading}/{force.force_id}", "search"),
        )

    def remedies(self) -> list[Remedy]:
        measures = (
            ("on_time", "40 % of the need for PSUs met within 4 h", "share", True, 0.2),
            ("worst_shortfall", "Worst shortfall", "units", False, -12.0),
        )
        test = self.tests[2][0]
        return [
            Remedy(
                test=test,
                reading=self.readings[1].reading_id,
                remedy=f"remedy-{rank}",
                label="Call nationally an hour earlier"
                if rank == 1
                else f"{rank} PSUs held forward",
                measure=measure,
                measure_label=label,
                unit=unit,
                more_is_better=more,
                **self.moved(0.4 if unit == "share" else 40.0, abs(reach)),
                statistic="share of nights" if unit == "share" else "mean of nights",
                told_apart=rank < 4,
                rank=rank,
                run=self.run(f"remedies/{test}/{rank}"),
            )
            for measure, label, unit, more, reach in measures
            for rank in range(1, len(self.more) + 2)
        ]

    def quarter_change(self) -> QuarterChange:
        sources = ("all", "returns", "scenarios", "code")
        return QuarterChange(
            before="2026-Q3",
            after="2026-Q4",
            summary=["BDU declared fell by 6, owed to two returns."],
            flags=["The pack has one test more than last quarter."],
            returns=[
                ReturnDifference(
                    force="kent",
                    force_name="Kent",
                    kind="psu",
                    column="declared",
                    before="9",
                    after="14",
                    note="A jump of more than half.",
                )
            ],
            scenarios=["New: a bank holiday with leave granted."],
            code=["mobsim 0.1.0 to 0.2.0."],
            movements=[
                MeasureMovement(
                    test=self.tests[0][0],
                    reading=self.readings[0].reading_id,
                    measure="on_time",
                    measure_label="40 % of the need for PSUs met within 4 h",
                    unit="share",
                    source=source,
                    part="",
                    **self.moved(0.4, 0.2),
                    statistic="share of nights",
                    told_apart=source == "all",
                )
                for source in sources
            ],
        )


def _verdict(headroom: int, required: int) -> Verdict:
    if headroom < 0:
        return "fail"
    return "watch" if headroom < 0.1 * required else "pass"
