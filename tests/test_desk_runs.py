"""Does the desk run what the command line runs, and leave nothing half-written?"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mobsim.cli.main import main
from mobsim.desk.result_pages import script_hashes
from mobsim.ground.manifest import sealed_page
from tests.desk_running import DeskClient, desk_client
from tests.test_desk import SMALL

pytestmark = pytest.mark.slow

ENDED = ("done", "failed", "cancelled")
LONG = SMALL.replace("duration: 6h", "duration: 30d").replace("mode: surge", "mode: sustained")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskClient]:
    """A desk with two nights."""
    (tmp_path / "hull.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "more.yaml").write_text(SMALL.replace("psu: 2", "psu: 9"), encoding="utf-8")
    with desk_client(tmp_path) as client:
        yield client


def _until(desk: DeskClient, is_so: Callable[[Any], bool], number: str) -> Any:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        job = next(each for each in desk.get("/api/jobs") if each["id"] == number)
        if is_so(job):
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def _run(desk: DeskClient, **asked: Any) -> Any:
    number = desk.post("/api/jobs", asked, 201)["id"]
    return _until(desk, lambda job: job["state"] in ENDED, number)


def test_a_night_of_the_desk_is_the_night_of_the_command_line(
    desk: DeskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _run(desk, kind="night", night="hull", seed=3)
    assert ("done", "hull-3", []) == (job["state"], job["result"], job["faults"])
    monkeypatch.chdir(tmp_path)
    assert "mobsim run hull.yaml --seed 3 -o hull-3 --report" == job["command"]
    assert 0 == main(["-q", "run", "hull.yaml", "--seed", "3", "-o", "again"])
    for name in ("run.json", "log.csv", "scenario.yaml", "summary.txt"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "hull-3" / name).read_bytes()
    assert 0 == main(["-q", "verify", "hull-3"])
    again = _run(desk, kind="night", night="hull", seed=3)
    assert "hull-3-2" == again["result"]
    answers = desk.get("/api/results/hull-3")
    assert ("hull", "night", 360.0, 3) == tuple(
        answers[key] for key in ("night", "kind", "minutes", "seed")
    )
    assert "Capacity" == answers["answers"][0]["said"]


def test_a_report_runs_the_replay_and_no_script_that_came_by_mail(
    desk: DeskClient, tmp_path: Path
) -> None:
    _run(desk, kind="night", night="hull")
    page = desk.ask("GET", "/results/hull-1/report")
    policy = page.headers["content-security-policy"]
    assert f"script-src {' '.join(script_hashes())};" in policy
    assert policy.endswith("frame-ancestors 'self'")
    assert script_hashes()[0] in page.text
    (tmp_path / "hull-1" / "report.html").write_bytes(
        sealed_page("<!doctype html><script>fetch('/api/stop', {method: 'POST'})</script>\n")
    )
    hostile = desk.ask("GET", "/results/hull-1/report")
    assert policy == hostile.headers["content-security-policy"]
    (tmp_path / "hull-1" / "report.html").write_text("<script>changed</script>", encoding="utf-8")
    assert script_hashes()[0] in desk.ask("GET", "/results/hull-1/report").text


def test_a_result_is_shared_as_a_page_as_sheets_and_as_a_night_with_its_seed(
    desk: DeskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(desk, kind="night", night="hull", seed=5)
    shared = {
        name: desk.ask("GET", f"/share/hull-5/{name}")
        for name in ("report.html", "brief.zip", "night.yaml")
    }
    assert {200} == {each.status_code for each in shared.values()}
    assert b"PK" == shared["brief.zip"].content[:2]
    assert shared["night.yaml"].headers["content-disposition"].endswith("hull-5-night.yaml")
    first = shared["night.yaml"].text.partition("\n")[0]
    assert "# The same again: mobsim run night.yaml --seed 5" == first
    monkeypatch.chdir(tmp_path)
    (tmp_path / "night.yaml").write_bytes(shared["night.yaml"].content)
    assert 0 == main(["-q", "run", "night.yaml", "--seed", "5", "-o", "again"])
    assert (tmp_path / "again/log.csv").read_bytes() == (tmp_path / "hull-5/log.csv").read_bytes()
    assert 404 == desk.ask("GET", "/share/hull-5/log.csv").status_code


def test_two_results_are_compared_on_the_same_draws_alone(desk: DeskClient) -> None:
    for night, seed in (("hull", 1), ("more", 1), ("more", 2)):
        _run(desk, kind="night", night=night, seed=seed)
    found = desk.get("/api/compare?one=hull-1&other=more-1")
    by_name = {each["said"]: each for each in found["rows"]}
    short = by_name["Most short at once: Hull, PSU"]
    assert (True, "2", "9", "+7", "one") == (
        found["same_draws"],
        *(short[key] for key in ("one", "other", "difference", "better")),
    )
    assert desk.get("/api/compare?one=hull-1&other=more-2")["same_draws"] is False


def test_many_nights_say_their_marks_with_intervals_and_are_compared(desk: DeskClient) -> None:
    for night in ("hull", "more"):
        job = _run(desk, kind="nights", night=night, replications=6)
        assert ("done", 6, 6, False) == tuple(
            job[key] for key in ("state", "done", "of", "provisional")
        )
    answers = desk.get("/api/results/hull-1-study")
    assert (6, False) == (answers["nights"], answers["provisional"])
    assert all({"value", "low", "high"} <= each.keys() for each in answers["answers"])
    rows = desk.get("/api/compare?one=hull-1-study&other=more-1-study")["rows"]
    assert [] != [each for each in rows if each["low"] != each["high"]]
    compared = _run(desk, kind="compare", night="hull", against="more", replications=6)
    kept = desk.get(f"/api/results/{compared['result']}")["rows"]
    assert rows == [{**each, "arm": "more-1-study"} for each in kept]
    unsure = _run(desk, kind="uncertainty", night="hull", replications=4)
    assert (
        "allowing for what is not known"
        in (desk.get(f"/api/results/{unsure['result']}")["sentences"][0])
    )


def test_nights_that_are_cancelled_are_kept_marked_and_gone_on_with(
    desk: DeskClient, tmp_path: Path
) -> None:
    number = desk.post("/api/jobs", {"kind": "nights", "night": "more", "replications": 4_000}, 201)
    job = _until(desk, lambda job: bool(job["so_far"]), number["id"])
    assert job["provisional"]
    assert {"said", "value", "low", "high"} <= job["so_far"][0].keys()
    waiting = desk.post("/api/jobs", {"kind": "nights", "night": "hull", "replications": 3}, 201)
    assert "waiting" == desk.get("/api/jobs")[0]["state"]
    quick = _run(desk, kind="night", night="hull")  # one night waits for nothing
    assert "done" == quick["state"]
    desk.ask("DELETE", f"/api/jobs/{number['id']}")
    ended = _until(desk, lambda job: job["state"] in ENDED, number["id"])
    assert ("cancelled", "more-1-study") == (ended["state"], ended["result"])
    assert "nights are kept" in ended["said"]
    _until(desk, lambda job: job["state"] == "done", waiting["id"])
    kept = desk.get("/api/results/more-1-study")
    assert kept["provisional"]
    assert 0 < kept["nights"] < 4_000
    on = _run(
        desk, kind="nights", night="more", replications=kept["nights"] + 2, resume="more-1-study"
    )
    assert ("done", kept["nights"] + 2) == (on["state"], on["done"])
    assert [] == [each.name for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_a_run_that_is_killed_has_failed_and_leaves_nothing(
    desk: DeskClient, tmp_path: Path
) -> None:
    (tmp_path / "long.yaml").write_text(LONG, encoding="utf-8")
    asked = {"kind": "compare", "night": "hull", "against": "more", "replications": 100_000}
    number = desk.post("/api/jobs", asked, 201)["id"]
    _until(desk, lambda job: job["done"] > 3, number)
    process = desk.desk._jobs._jobs[number].process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    job = _until(desk, lambda job: job["state"] in ENDED, number)
    assert ("failed", None) == (job["state"], job["result"])
    assert "The run ended before it was done (SIGKILL, as when memory runs out)." in job["said"]
    assert "Nothing of it is kept." in job["said"]
    assert ["hull.yaml", "long.yaml", "more.yaml"] == sorted(
        each.name for each in tmp_path.iterdir()
    )
    assert "done" == _run(desk, kind="night", night="hull")["state"]


def test_a_night_that_was_changed_after_it_was_asked_for_runs_as_it_was_asked_for(
    desk: DeskClient, tmp_path: Path
) -> None:
    number = desk.post("/api/jobs", {"kind": "night", "night": "hull"}, 201)["id"]
    (tmp_path / "hull.yaml").write_text("schema: 1\n", encoding="utf-8")
    job = _until(desk, lambda job: job["state"] in ENDED, number)
    assert "done" == job["state"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_the_desk_ends_no_process_of_it_is_left(tmp_path: Path, ending: int) -> None:
    (tmp_path / "hull.yaml").write_text(SMALL, encoding="utf-8")
    program = "from mobsim.cli.main import main; raise SystemExit(main())"
    command = [sys.executable, "-c", program, "desk", str(tmp_path), "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().rsplit(" ", 1)[-1].strip()
        ask = _asking(address)
        assert ["hull"] == [each["name"] for each in ask("GET", "/api/folder")["nights"]]
        ask("POST", "/api/jobs", {"kind": "nights", "night": "hull", "replications": 100_000})
        while not (found := ask("GET", "/api/jobs")[0])["done"]:
            assert found["state"] in ("waiting", "running")
            time.sleep(0.02)
        child = _children_of(process.pid)
        assert child
        process.send_signal(ending)
        process.wait(60)
        assert {signal.SIGINT: 130, signal.SIGTERM: 130}.get(ending, -ending) == process.returncode
    end = time.monotonic() + 60
    while (left := [pid for pid in child if Path(f"/proc/{pid}").exists()]) and (
        time.monotonic() < end
    ):
        time.sleep(0.02)
    assert [] == left


def _asking(address: str) -> Callable[..., Any]:
    origin = address.partition("/?")[0]
    jar = urllib.request.HTTPCookieProcessor()
    opener = urllib.request.build_opener(jar)
    opener.open(address).close()

    def ask(method: str, path: str, content: Any = None) -> Any:
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(origin + path, body, {"origin": origin}, method=method)
        with opener.open(request) as answer:
            return json.loads(answer.read())

    return ask


def _children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found
