"""Does the desk run what the command line runs, and leave nothing half-written?"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from mobsim.cli.main import main
from mobsim.desk.result_pages import report_scripts
from mobsim.ground.manifest import sealed_page
from tests.desk_running import DeskClient, desk_client
from tests.test_desk import SMALL

pytestmark = pytest.mark.slow

ENDED = ("done", "failed", "cancelled")


@pytest.fixture(autouse=True, scope="module")
def _on_one_processor() -> Iterator[None]:
    """The start of two workers takes longer than the few nights of a test."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskClient]:
    """A desk with two nights."""
    with desk_client(_with_two_nights(tmp_path)) as client:
        yield client


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskClient]:
    """A desk with two nights that have been run."""
    with desk_client(_with_two_nights(tmp_path_factory.mktemp("kept"))) as client:
        for night, seed in (("hull", 1), ("more", 1), ("more", 2)):
            _run(client, kind="night", night=night, seed=seed)
        yield client


def _with_two_nights(folder: Path) -> Path:
    (folder / "hull.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "more.yaml").write_text(SMALL.replace("psu: 2", "psu: 9"), encoding="utf-8")
    return folder


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
    kept: DeskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = next(each for each in kept.get("/api/jobs") if each["result"] == "hull-1")
    assert ("done", []) == (job["state"], job["faults"])
    assert "mobsim run hull.yaml --seed 1 -o hull-1 --report" == job["command"]
    folder = kept.desk.folder.path
    monkeypatch.chdir(folder)
    again = tmp_path / "again"
    assert 0 == main(["-q", "run", "hull.yaml", "--seed", "1", "-o", str(again)])
    for name in ("run.json", "log.csv", "scenario.yaml", "summary.txt"):
        assert (again / name).read_bytes() == (folder / "hull-1" / name).read_bytes()
    assert 0 == main(["-q", "verify", "hull-1"])
    answers = kept.get("/api/results/hull-1")
    assert ("hull", "night", 360.0, 1) == tuple(
        answers[key] for key in ("night", "kind", "minutes", "seed")
    )
    assert "Capacity" == answers["answers"][0]["said"]
    verdict = answers["verdicts"][0]
    assert ("Capacity", "pass") == (verdict["said"], verdict["verdict"])
    assert 3 == len(answers["sentences"])


def test_a_report_runs_the_replay_and_no_script_that_came_by_mail(kept: DeskClient) -> None:
    address, place = "/results/more-2/report", kept.desk.folder.path / "more-2" / "report.html"
    page = kept.ask("GET", address)
    assert page.content == place.read_bytes()
    policy = page.headers["content-security-policy"]
    assert f"script-src {' '.join(report_scripts())};" in policy
    assert policy.endswith("frame-ancestors 'self'")
    assert "sandbox allow-scripts allow-same-origin allow-downloads;" in policy
    assert any(each in unescape(page.text) for each in report_scripts())
    place.write_bytes(sealed_page("<!doctype html><script>fetch('/api/stop')</script>\n"))
    assert policy == kept.ask("GET", address).headers["content-security-policy"]
    place.write_text("<script>changed</script>", encoding="utf-8")
    refused = kept.ask("GET", address)
    assert 400 == refused.status_code
    assert "was not written by mobsim" in refused.json()["faults"][0]["said"]
    place.unlink()
    assert page.text == kept.ask("GET", address).text


def test_a_result_is_shared_as_a_page_as_sheets_and_as_a_night_with_its_seed(
    kept: DeskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = {
        name: kept.ask("GET", f"/share/hull-1/{name}")
        for name in ("report.html", "brief.zip", "night.yaml")
    }
    assert {200} == {each.status_code for each in shared.values()}
    assert b"PK" == shared["brief.zip"].content[:2]
    assert shared["night.yaml"].headers["content-disposition"].endswith("hull-1-night.yaml")
    first = shared["night.yaml"].text.partition("\n")[0]
    assert "# To repeat this result: mobsim run night.yaml --seed 1" == first
    monkeypatch.chdir(tmp_path)
    (tmp_path / "night.yaml").write_bytes(shared["night.yaml"].content)
    assert 0 == main(["-q", "run", "night.yaml", "--seed", "1", "-o", "again"])
    log = kept.desk.folder.path / "hull-1" / "log.csv"
    assert (tmp_path / "again" / "log.csv").read_bytes() == log.read_bytes()
    assert 404 == kept.ask("GET", "/share/hull-1/log.csv").status_code


def test_two_nights_are_compared_and_say_whether_they_had_the_same_draws(kept: DeskClient) -> None:
    found = kept.get("/api/compare?one=hull-1&other=more-1")
    by_name = {each["said"]: each for each in found["rows"]}
    short = by_name["Most short for an hour or more: Hull, PSU"]
    assert found["same_draws"] is True
    assert ("1", "8", "+7", "one") == tuple(
        short[key] for key in ("one", "other", "difference", "better")
    )
    assert kept.get("/api/compare?one=hull-1&other=more-2")["same_draws"] is False


def test_many_nights_say_their_marks_with_intervals_and_are_compared(kept: DeskClient) -> None:
    job = _run(kept, kind="nights", night="hull", replications=4)
    assert ("done", 4, 4, False) == tuple(
        job[key] for key in ("state", "done", "of", "provisional")
    )
    answers = kept.get("/api/results/hull-1-study")
    assert (4, answers["answers"]) == (job["so_far_nights"], job["so_far"])
    assert (4, False) == (answers["nights"], answers["provisional"])
    assert all({"value", "low", "high"} <= each.keys() for each in answers["answers"])
    folder = kept.desk.folder.path
    shutil.copytree(folder / "hull-1-study", folder / "copied")
    same = kept.get("/api/compare?one=hull-1-study&other=copied")["rows"]
    assert {"same"} == {each["better"] for each in same}
    compared = _run(kept, kind="compare", night="hull", against="more", replications=4)
    rows = kept.get(f"/api/results/{compared['result']}")["rows"]
    assert [each["said"] for each in same] == [each["said"] for each in rows]
    assert "one" in {each["better"] for each in rows}


def test_what_is_not_known_is_allowed_for_on_request(kept: DeskClient) -> None:
    job = _run(kept, kind="uncertainty", night="hull", replications=4)
    [said] = kept.get(f"/api/results/{job['result']}")["sentences"]
    assert "allowing for unknowns" in said
    text = kept.ask("GET", f"/share/{job['result']}/summary.txt")
    assert "2 sets of " in text.text
    for name in ("report.html", "brief.zip", "night.yaml"):
        assert kept.ask("GET", f"/share/{job['result']}/{name}").status_code in (400, 404)


def test_nights_that_are_cancelled_are_kept_marked_and_gone_on_with(
    desk: DeskClient, tmp_path: Path
) -> None:
    number = desk.post("/api/jobs", {"kind": "nights", "night": "more", "replications": 4_000}, 201)
    job = _until(desk, lambda job: bool(job["so_far"]), number["id"])
    assert job["provisional"]
    assert {"said", "value", "low", "high"} <= job["so_far"][0].keys()
    waiting = desk.post("/api/jobs", {"kind": "nights", "night": "hull", "replications": 3}, 201)
    assert "waiting" == desk.get("/api/jobs")[0]["state"]
    assert "cancelled" == desk.ask("DELETE", f"/api/jobs/{waiting['id']}").json()["state"]
    quick = _run(desk, kind="night", night="hull")  # one night waits for nothing
    assert "done" == quick["state"]
    desk.ask("DELETE", f"/api/jobs/{number['id']}")
    ended = _until(desk, lambda job: job["state"] in ENDED, number["id"])
    assert ("cancelled", "more-1-study") == (ended["state"], ended["result"])
    assert "nights are kept" in ended["said"]
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
    asked = {"kind": "compare", "night": "hull", "against": "more", "replications": 100_000}
    number = desk.post("/api/jobs", asked, 201)["id"]
    _until(desk, lambda job: job["done"] > 3, number)
    process = desk.desk._jobs._jobs[number].process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    job = _until(desk, lambda job: job["state"] in ENDED, number)
    assert ("failed", None) == (job["state"], job["result"])
    assert "The run ended before it was finished (SIGKILL, as when memory runs out)." in job["said"]
    assert "No results are kept." in job["said"]
    assert ["hull.yaml", "more.yaml"] == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_however_the_desk_ends_no_process_of_it_is_left(tmp_path: Path, ending: int) -> None:
    (tmp_path / "hull.yaml").write_text(SMALL, encoding="utf-8")
    program = "from mobsim.cli.main import main; raise SystemExit(main())"
    command = [sys.executable, "-c", program, "desk", str(tmp_path), "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        address = next(line.strip() for line in process.stdout if line.startswith("http://"))
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
        assert {signal.SIGINT: 130}.get(ending, -ending) == process.returncode
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
