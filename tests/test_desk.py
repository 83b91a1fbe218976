"""Does the desk answer its own page alone, keep to its folder, and say what is wrong?"""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mobsim.cli.main import main
from mobsim.desk import desk_form, serving
from mobsim.desk.guarding import POLICY
from mobsim.desk.planner_folder import PlannerFolder
from mobsim.desk.result_answers import difference_rows
from mobsim.desk.run_requests import RunRequest
from mobsim.desk.serving import DeskServer, listening
from mobsim.ground.declarations import DurationParameter
from mobsim.ground.errors import MobsimError
from mobsim.ground.intervals import Interval
from mobsim.scenario.file import choices, json_schema
from mobsim.scenario.file.scenario_keys import LayerKeys, _key
from mobsim.scenario.file.value_readers import Share
from mobsim.study.comparing import MeasureDifference
from mobsim.study.night_measures import MEASURES
from tests.desk_running import TOKEN, DeskClient, desk_client

SMALL = """\
schema: 1
title: Hull
question: How soon?
start: 2026-08-15 18:00
duration: 6h
incidents: # where
  - {name: Hull, force: humberside, begins: 20:00, need: {psu: 2}}
"""
OUTSIDE = "lies outside the folder of the scenario"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskClient]:
    """A desk with one night."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "hull.yaml").write_text(SMALL, encoding="utf-8")
    with desk_client(folder) as client:
        yield client


def _folder(desk: DeskClient) -> Path:
    return desk.desk.folder.path


# --- who may ask ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {"cookie": ""}),
        ("GET", "/api/folder", {"cookie": "mobsim_desk_8765=guessed"}),
        ("GET", "/static/desk.js", {"cookie": ""}),
        ("GET", "/?token=guessed", {"cookie": ""}),
        ("GET", f"/?token={TOKEN}", {"cookie": ""}),
        ("GET", "/api/folder", {"host": "mobsim.example:8765"}),
        ("GET", "/api/folder", {"host": "127.0.0.1:9999"}),
        ("GET", "/api/folder", {"origin": "http://127.0.0.1:9999"}),
        ("GET", "/api/folder", {"sec-fetch-site": "same-site"}),
        ("GET", "/results/hull-1/report", {"sec-fetch-site": "cross-site"}),
        ("POST", "/api/stop", {"origin": "https://mobsim.example"}),
        ("POST", "/api/stop", {"origin": "null"}),
        ("POST", "/api/stop", {"origin": ""}),
        ("DELETE", "/api/jobs/1", {"origin": "http://localhost:8765"}),
    ],
)
def test_what_the_desks_own_page_does_not_ask_is_refused(
    desk: DeskClient, method: str, path: str, headers: dict[str, str]
) -> None:
    kept = desk.cookies
    if "cookie" in headers:
        desk.cookies = type(kept)()
    answer = desk.ask(method, path, headers=headers)
    assert 403 == answer.status_code
    assert POLICY == answer.headers["content-security-policy"] or path.startswith("/results/")
    assert "set-cookie" not in answer.headers
    assert answer.text.strip()
    desk.cookies = kept
    assert 200 == desk.ask("GET", "/api/jobs").status_code


def test_the_token_buys_one_cookie_that_no_script_and_no_other_site_can_use(tmp_path: Path) -> None:
    client = DeskClient(tmp_path)
    entered = client.enter()
    assert (303, "/") == (entered.status_code, entered.headers["location"])
    _, *kept = entered.headers["set-cookie"].split("; ")
    assert ["HttpOnly", "SameSite=Strict", "Path=/"] == kept
    assert 200 == client.ask("GET", "/").status_code
    again = client.enter()
    assert (303, None) == (again.status_code, again.headers.get("set-cookie"))


def test_every_answer_says_what_a_page_may_load_and_that_nothing_is_kept(desk: DeskClient) -> None:
    for path in ("/", "/static/page.css", "/api/folder", "/api/nothing"):
        headers = desk.ask("GET", path).headers
        assert POLICY == headers["content-security-policy"]
        assert ("nosniff", "no-referrer", "no-store") == tuple(
            headers[name] for name in ("x-content-type-options", "referrer-policy", "cache-control")
        )
        assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("told", [True, False])
def test_a_request_larger_than_a_scenario_may_be_is_not_read(desk: DeskClient, told: bool) -> None:
    body = json.dumps({"text": "#" * 4_200_000}).encode()
    content: Any = body if told else _in_pieces(body)
    answer = desk.ask("POST", "/api/check", content=content)
    assert 413 == answer.status_code
    assert answer.json()["faults"]


async def _in_pieces(body: bytes) -> Any:
    for start in range(0, len(body), 500_000):
        yield body[start : start + 500_000]


def test_what_is_no_json_object_is_refused_in_a_sentence(desk: DeskClient) -> None:
    for body in (b"{", b"[]", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000):
        answer = desk.ask("POST", "/api/check", content=body)
        assert 400 == answer.status_code
        assert answer.json()["faults"][0]["said"]


# --- the folder, and nothing outside --------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "..%2Fsecret",
        "%2e%2e",
        "..",
        "%00",
        "secret",
        "link",
        "hull%2Eyaml",
        "/etc/passwd",
        "x" * 300,
    ],
)
def test_no_name_leads_out_of_the_folder(desk: DeskClient, name: str) -> None:
    secret = _folder(desk).parent / "secret.yaml"
    secret.write_text(SMALL.replace("Hull", "SECRET"), encoding="utf-8")
    (_folder(desk) / "link.yaml").symlink_to(secret)
    for path in (f"/api/nights/{name}", f"/api/results/{name}", f"/results/{name}/report"):
        answer = desk.ask("GET", path)
        assert 404 == answer.status_code
        assert "SECRET" not in answer.text
    assert ["hull"] == [each["name"] for each in desk.get("/api/folder")["nights"]]


@pytest.mark.parametrize(
    "name",
    ["", ".hidden", "../up", "a/b", "a\\b", "con", "NUL.x", "a\nb", "x" * 81, "a\u202eb", "a."],
)
def test_a_night_is_not_called_what_a_system_cannot_keep(desk: DeskClient, name: str) -> None:
    before = sorted(_folder(desk).parent.rglob("*"))
    answer = desk.post("/api/nights", {"name": name, "like": "hull"}, 400)
    assert "expected a name" in answer["faults"][0]["said"]
    assert before == sorted(_folder(desk).parent.rglob("*"))


def test_a_night_that_is_there_is_not_written_over(desk: DeskClient) -> None:
    desk.post("/api/nights", {"name": "Hull", "like": "march"}, 409)
    assert SMALL == (_folder(desk) / "hull.yaml").read_text("utf-8")


@pytest.mark.parametrize("line", ["forces: ../secret.csv", "roads: /etc/hostname", "base: ../up"])
def test_a_night_reads_no_table_outside_the_folder(desk: DeskClient, line: str) -> None:
    found = desk.post("/api/check", {"text": f"{SMALL}{line}\n"})
    assert OUTSIDE in found["faults"][0]["said"]


def test_a_table_by_a_link_out_of_the_folder_is_not_read(desk: DeskClient) -> None:
    secret = _folder(desk).parent / "secret.csv"
    secret.write_text("force_id\nSECRET\n", encoding="utf-8")
    (_folder(desk) / "mine.csv").symlink_to(secret)
    found = desk.post("/api/check", {"text": f"{SMALL}forces: mine.csv\n"})
    assert OUTSIDE in found["faults"][0]["said"]
    assert "SECRET" not in json.dumps(found)


def test_a_starter_brings_the_tables_that_it_names(desk: DeskClient) -> None:
    desk.post(
        "/api/nights", {"name": "week", "like": "five-evenings", "title": "My week: one"}, 201
    )
    found = desk.get("/api/nights/week")
    assert ([], "My week: one") == (found["faults"], found["tree"]["title"])
    assert (_folder(desk) / "five-evenings.csv").is_file()


# --- checking -------------------------------------------------------------------------------------


def test_the_desk_finds_the_faults_of_check_in_the_same_words(
    desk: DeskClient, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SMALL.replace("humberside", "nowhere") + "drawdown: some\nmoon: full\n"
    (_folder(desk) / "hull.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(_folder(desk))
    assert 3 == main(["check", "hull.yaml"])
    said = capsys.readouterr().err.splitlines()[:-1]
    told = desk.get("/api/nights/hull")["faults"]
    assert said == [
        f"{each['file']}:{each['where']}: {_dotted(each['path'])}: {each['said']}" for each in told
    ]
    assert ["incidents", 0, "force"] == told[0]["path"]


def _dotted(path: list[Any]) -> str:
    return "".join(f"[{o}]" if isinstance(o, int) else f".{o}" for o in path).removeprefix(".")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "schema",
        "schema: 1\nincidents:\n  - {na",
        "schema: 1\nincidents:\n- ",
        "schema: 1\nneed: [[[",
        "a: &a [x, x]\nb: &b [*a, *a]\n" + "".join(f"c{i}: [*b, *b]\n" for i in range(9_000)),
        f"schema: 1\nduration: {'9' * 5_000}\n",
        "schema: 1\ntitle: \x07\n",
        'schema: 1\ntitle: "\\uD800"\n',
        "schema: 1\ntitle: !!python/object:os.system x\n",
        "[" * 500,
        "? {a: b}\n: 1\n",
    ],
    ids=range(12),
)
def test_what_is_half_typed_or_hostile_has_faults_and_is_no_failure(
    desk: DeskClient, text: str
) -> None:
    found = desk.post("/api/check", {"text": text})
    assert found["faults"]
    assert found["settled"] is None


def test_a_file_that_is_no_text_is_listed_with_its_fault(desk: DeskClient) -> None:
    (_folder(desk) / "odd.yaml").write_bytes(b"title: \xff\n")
    found = desk.get("/api/nights/odd")
    assert (None, "") == (found["tree"], found["text"])
    assert "not UTF-8" in found["faults"][0]["said"]
    mended = desk.ask(
        "PUT", "/api/nights/odd/text", json={"version": found["version"], "text": SMALL}
    ).json()
    assert [] == mended["faults"]


def test_a_settled_night_says_where_and_when_it_is(desk: DeskClient) -> None:
    found = desk.get("/api/nights/hull")
    assert ("1 place", "mobsim run hull.yaml") == (found["said"], found["command"])
    settled = found["settled"]
    assert ("2026-08-15 18:00", "2026-08-16 00:00", 360.0) == tuple(
        settled[key] for key in ("start", "end", "minutes")
    )
    assert 0 < settled["usual"]["kent"]["psu"]
    [place] = settled["places"]
    assert ("hull", "Humberside Police", 120.0, None) == tuple(
        place[key] for key in ("id", "force_name", "begins", "ends")
    )


# --- writing --------------------------------------------------------------------------------------


def test_an_edit_says_what_it_changed_and_how_the_command_line_does_it(desk: DeskClient) -> None:
    version = desk.get("/api/nights/hull")["version"]
    edit = {"path": ["incidents", 0, "need", "psu"], "value": 6}
    found = desk.post("/api/nights/hull/edits", {"version": version, "edits": [edit]})
    assert SMALL.replace("psu: 2", "psu: 6") == (_folder(desk) / "hull.yaml").read_text("utf-8")
    assert "--set incidents.hull.need.psu=6" == found["overrides"]
    assert SMALL == found["before"]
    changed = [line for line in found["diff"].splitlines()[3:] if line[0] in "+-"]
    assert 2 == len(changed)


def test_what_another_tab_has_changed_is_not_written_over(desk: DeskClient) -> None:
    version = desk.get("/api/nights/hull")["version"]
    first = {"version": version, "edits": [{"path": ["title"], "value": "One"}]}
    desk.post("/api/nights/hull/edits", first)
    second = {"version": version, "edits": [{"path": ["title"], "value": "Two"}]}
    answer = desk.post("/api/nights/hull/edits", second, 409)
    assert "changed elsewhere" in answer["faults"][0]["said"]
    assert 409 == desk.ask("PUT", "/api/nights/hull/text", json={**second, "text": ""}).status_code
    assert "One" == desk.get("/api/nights/hull")["tree"]["title"]


@pytest.mark.parametrize(
    "edit",
    [
        {"path": ["title"]},
        {"path": "title", "value": 1},
        {"path": [True], "value": 1},
        {"path": [], "value": 1},
        {"path": ["title", "x"], "value": 1},
        {"path": ["incidents", 7, "name"], "value": 1},
        {"path": ["incidents", "0"], "value": 1},
        {"path": ["title"], "append": 1},
        {"path": ["title"], "value": "\ud800"},
        {"path": ["title"], "value": 1e999},
        {"path": ["incidents", 0, "need"], "yaml": "{psu: "},
    ],
)
def test_an_edit_that_cannot_be_made_changes_nothing(desk: DeskClient, edit: Any) -> None:
    version = desk.get("/api/nights/hull")["version"]
    body = json.dumps({"version": version, "edits": [edit]}).replace("Infinity", "1e999")
    answer = desk.ask("POST", "/api/nights/hull/edits", content=body.encode())
    assert 400 == answer.status_code
    assert SMALL == (_folder(desk) / "hull.yaml").read_text("utf-8")


# --- the form, the map ----------------------------------------------------------------------------


def _fields(form: dict[str, Any]) -> dict[str, Any]:
    return {".".join(o["path"]): o for group in form["groups"] for o in group["fields"]}


def test_every_key_of_a_scenario_is_in_the_form_with_its_help() -> None:
    fields = _fields(desk_form.desk_form())
    schema = json_schema()["properties"]
    top = {name.partition(".")[0] for name in fields}
    assert schema.keys() - {"schema", "base", "overrides"} == top
    assert [] == [name for name, each in fields.items() if not each["help"]]
    assert ("Kept at home when lending", "Tours before a day off") == (
        fields["floor_share"]["title"],
        fields["tours_before_day_off"]["title"],
    )


def test_a_key_that_is_declared_is_in_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    class MoreKeys(LayerKeys):
        """With one more."""

        moonlight: Share | None = _key(
            "share of the moon that shines", "10%", nature="policy", why="nobody knows"
        )

    monkeypatch.setattr(desk_form, "LayerKeys", MoreKeys)
    found = _fields(desk_form.desk_form())["moonlight"]
    assert ("share", "10%", True, "Share of the moon that shines.") == tuple(
        found[key] for key in ("kind", "default", "policy", "help")
    )


def test_a_choice_that_is_declared_is_in_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    after = {"after": DurationParameter("45m", "how long it is dark first")}
    monkeypatch.setitem(choices.CHOICES, "trigger", {"at_dusk": after})
    [found] = _fields(desk_form.desk_form())["trigger"]["choices"]
    assert ("at_dusk", "At dusk") == (found["value"], found["title"])
    [field] = found["fields"]
    assert (["at_dusk", "after"], "duration", "45m") == tuple(
        field[key] for key in ("path", "kind", "default")
    )


def test_a_place_is_found_by_its_name_and_by_a_click(desk: DeskClient) -> None:
    towns = desk.get("/api/places?q=newport")
    assert {"Newport": "gwent", "Newport, Essex": "essex"}.items() <= {
        each["write"]: each["force"] for each in towns
    }.items()
    assert "merseyside" == desk.get("/api/places/near?lat=53.647&lon=-3.005")["force"]
    assert 404 == desk.ask("GET", "/api/places/near?lat=54.5&lon=2").status_code
    assert 400 == desk.ask("GET", "/api/places/near?lat=x&lon=nan").status_code
    assert 43 == len(desk.get("/api/map")["forces"])


# --- the server -----------------------------------------------------------------------------------


def test_a_result_that_cannot_be_read_is_named(desk: DeskClient) -> None:
    torn = desk.desk.folder.path / "torn"
    torn.mkdir()
    (torn / "manifest.json").write_text("{", encoding="utf-8")
    (desk.desk.folder.path / "other").mkdir()
    found = desk.get("/api/folder")
    assert ([], ["torn"]) == (found["results"], found["unreadable"])


def test_a_folder_that_is_not_there_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(serving, "serve", lambda folder, *_, **__: opened.append(folder))
    assert 0 == main(["desk", str(tmp_path / "new"), "--no-browser"])
    assert [tmp_path / "new"] == opened
    assert (tmp_path / "new").is_dir()
    assert 1 == main(["desk", str(tmp_path / "no" / "such"), "--no-browser"])


def test_a_port_in_use_is_refused_with_the_next_move() -> None:
    with listening(0) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(MobsimError, match=f"port {port} is in use; without --port"),
            listening(port),
        ):
            raise AssertionError


def test_the_desk_stops_when_no_page_has_asked_for_anything_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_LOOKS", 0.01)
    with listening(0) as listener:
        server = DeskServer(listener, PlannerFolder(tmp_path, {}), 0.0)
        assert listener.getsockname()[0] == "127.0.0.1"
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        thread.join(60)
        assert not thread.is_alive()


def test_a_run_is_refused_that_cannot_be_made(desk: DeskClient) -> None:
    for asked, said in (
        ({"kind": "nap", "night": "hull"}, "expected one of: night, nights"),
        ({"kind": "night"}, "expected the name of a night"),
        ({"kind": "night", "night": "hull", "seed": True}, "expected a whole number"),
        ({"kind": "nights", "night": "hull", "replications": 0}, "expected a whole number from 1"),
        ({"kind": "nights", "night": "hull", "replications": 10**9}, "raise the limit with"),
        ({"kind": "night", "night": "hull", "with": ["a", "b"]}, "found 2 overrides"),
        ({"kind": "night", "night": "hull", "with": ["surge"]}, "unknown override"),
        ({"kind": "compare", "night": "hull", "against": "hull"}, "found one night twice"),
    ):
        assert said in desk.post("/api/jobs", asked, 400)["faults"][0]["said"]
    desk.post("/api/jobs", {"kind": "night", "night": "leeds"}, 404)
    assert [] == desk.get("/api/jobs")
    assert 404 == desk.ask("DELETE", "/api/jobs/1").status_code


def test_a_run_is_of_the_night_as_it_was_when_it_was_asked_for(desk: DeskClient) -> None:
    asked = {"kind": "night", "night": "hull", "seed": 7}
    plan, command = RunRequest(desk.desk.folder, asked, {"hull-7"}).plan()
    (_folder(desk) / "hull.yaml").write_text("schema: 1\n", encoding="utf-8")
    assert (SMALL, str(_folder(desk) / "hull-7-2")) == (plan["text"], plan["target"])
    assert "mobsim run hull.yaml --seed 7 -o hull-7-2 --report" == command


def test_two_shares_of_nights_and_their_difference_add_up_as_printed() -> None:
    before, after, by = (Interval(o, o, o, 0.95, 250, "") for o in (0.344, 0.396, 0.052))
    found = MeasureDifference("more", MEASURES["line_breaks"], before, after, by, None, False)
    [row] = difference_rows([found])
    told = tuple(row[key] for key in ("one", "other", "difference"))
    assert ("34.4 %", "39.6 %", "+5.2 points") == told
