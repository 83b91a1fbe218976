"""What does the desk return for each address?"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mobsim.country.gazetteer import LONGEST_NAME
from mobsim.desk.country_map import country_map, town_near, towns_called
from mobsim.desk.desk_form import desk_form
from mobsim.desk.desk_jobs import BusyError, DeskJobs
from mobsim.desk.edit_settings import as_settings
from mobsim.desk.edits_wanted import TextEdit
from mobsim.desk.guarding import refusal
from mobsim.desk.night_checking import checked, faults_told, tree_of
from mobsim.desk.planner_folder import (
    NightFile,
    NotThereError,
    PlannerFolder,
    StaleError,
    TakenError,
)
from mobsim.desk.result_answers import KeptResult, answers_of, compared, outline_of
from mobsim.desk.result_pages import (
    brief_zip,
    has_page,
    night_with_seed,
    report_of,
    report_policy,
)
from mobsim.desk.run_requests import RunRequest
from mobsim.desk.yaml_surgery import edited, typed_value, with_line_ends
from mobsim.ground.budgets import limit
from mobsim.ground.errors import InputError, MobsimError, what_happened
from mobsim.ground.json_files import parsed
from mobsim.ground.manifest import MANIFEST
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.safe_text import escaped
from mobsim.looking import page as looking_page
from mobsim.scenario.file.nested_keys import slug

HERE: Final = Path(__file__).parent
PAGE: Final = HERE / "templates" / "desk.html"
STATIC: Final = HERE / "static"
STYLE: Final = Path(looking_page.__file__).parent / "templates" / "page.css"
"""The style sheet of the reports, with its colours and fonts."""
_LOG: Final = logging.getLogger(__name__)
_MOST_OUTLINES: Final = 10_000
_MOST_EDITS: Final = 1_000
_STATUS: Final[Mapping[type[MobsimError], tuple[int, str]]] = {
    NotThereError: (404, "Look at the list of this folder again."),
    TakenError: (409, ""),
    BusyError: (409, "Wait until some runs have ended, or cancel one."),
    StaleError: (409, "Look at its present contents, and make your change again."),
}

Answer = Callable[[Request, Any], Any]


class JsonAnswer(JSONResponse):
    """An answer that contains plain data without invisible characters."""

    def render(self, content: Any) -> bytes:
        """Return the answer as bytes."""
        return escaped(json.dumps(content, ensure_ascii=False, allow_nan=False)).encode()


class DeskAnswers:
    """Answers the requests of the page."""

    def __init__(self, folder: PlannerFolder, stop: Callable[[], None]) -> None:
        self.folder, self._stop = folder, stop
        self._jobs = DeskJobs()
        self._one_at_a_time = Lock()
        self._outlines: dict[tuple[str, ...], dict[str, Any]] = {}
        """The entry of each night and result in the page's list, by the state on which it
        depends.
        """

    @property
    def is_busy(self) -> bool:
        """Whether any run is in progress or waiting."""
        return self._jobs.is_busy

    def close(self) -> None:
        """End all runs, and wait until they have ended."""
        self._jobs.close()

    def app(self) -> Starlette:
        """Return the application with all its routes, but without the guard."""
        name = "/api/nights/{name}"
        api = [
            self._route("/api/folder", "GET", self._folder),
            self._route("/api/form", "GET", lambda *_: desk_form()),
            self._route("/api/map", "GET", lambda *_: country_map()),
            self._route("/api/places", "GET", _places),
            self._route("/api/places/near", "GET", _near),
            self._route("/api/nights", "POST", self._new_night, 201),
            self._route(name, "GET", self._night),
            self._route(f"{name}/edits", "POST", self._edit),
            self._route(f"{name}/text", "PUT", self._put),
            self._route("/api/check", "POST", self._check),
            self._route("/api/jobs", "POST", self._start, 201),
            self._route("/api/jobs", "GET", lambda *_: self._jobs.told(), alone=False),
            self._route("/api/jobs/{number}", "DELETE", self._cancel, alone=False),
            self._route("/api/results/{name}", "GET", self._answers),
            self._route("/results/{name}/report", "GET", self._report),
            self._route("/api/compare", "GET", self._compare),
            self._route("/share/{name}/{file}", "GET", self._share),
            self._route("/api/alive", "POST", lambda *_: {"alive": True}, alone=False),
            self._route("/api/stop", "POST", self._end, alone=False),
        ]
        return Starlette(
            routes=[
                Route("/", lambda _: FileResponse(PAGE, media_type="text/html"), methods=["GET"]),
                Route("/static/page.css", lambda _: FileResponse(STYLE), methods=["GET"]),
                Mount("/static", StaticFiles(directory=STATIC)),
                *api,
            ],
            exception_handlers={HTTPException: _not_there},
        )

    def _route(
        self, path: str, method: str, answer: Answer, status: int = 200, *, alone: bool = True
    ) -> Route:
        """Make a route of the desk.

        If ``alone`` is true, the route waits until other answers are complete, because code that
        reads scenarios uses shared caches.
        """
        work = partial(self._alone, answer) if alone else answer

        async def endpoint(request: Request) -> Response:
            return await _answered(request, work, status)

        return Route(path, endpoint, methods=[method], name=f"{method} {path}")

    def _alone(self, answer: Answer, request: Request, asked: Any) -> Any:
        with self._one_at_a_time:
            return answer(request, asked)

    # --- the folder and its nights --------------------------------------------------------------

    def _folder(self, *_: Any) -> dict[str, Any]:
        names = self.folder.night_names()
        nights = [self._outline(name) for name in names]
        if len(self._outlines) > _MOST_OUTLINES:
            self._outlines.clear()
        busy = self._jobs.targets()
        results = [
            self._result_outline(KeptResult(name, *found), names)
            for name, found in self.folder.results().items()
            if name not in busy
        ]
        starters = [
            {"name": each.name, "title": each.title, "said": each.said}
            for each in self.folder.starters.values()
        ]
        return {
            "folder": str(self.folder.path),
            "nights": nights,
            "results": results,
            "unreadable": self.folder.unreadable(),
            "starters": starters,
        }

    def _outline(self, name: str) -> dict[str, Any]:
        night = self.folder.night(name)
        key = (name, night.version, self.folder.tables_state())
        if key not in self._outlines:
            found = self._document(night)
            title = (found["settled"] or {}).get("title") or name
            kept = {each: found[each] for each in ("name", "said", "version")}
            self._outlines[key] = {**kept, "title": title, "sound": not found["faults"]}
        return self._outlines[key]

    def _new_night(self, _: Request, asked: Any) -> dict[str, Any]:
        name, like = _text(asked, "name"), _text(asked, "like")
        night = self.folder.new_night(name, like)
        if asked.get("title"):
            titled = edited(night.text, [TextEdit(("title",), "set", _text(asked, "title"))], name)
            night = self.folder.write(night, night.content_of(titled))
        return {"name": night.name}

    def _night(self, request: Request, _: Any) -> dict[str, Any]:
        return self._document(self.folder.night(request.path_params["name"]))

    def _edit(self, request: Request, asked: Any) -> dict[str, Any]:
        night = self._known(request, asked)
        edits = edits_asked(asked.get("edits"))
        changed = edited(night.text, edits, night.path.name)
        overrides = as_settings(edits, night.text, changed) if changed != night.text else ""
        return self._changed(night, changed, overrides)

    def _put(self, request: Request, asked: Any) -> dict[str, Any]:
        night = self._known(request, asked)
        try:
            before = night.text
        except InputError:
            before = ""
        return self._changed(night, with_line_ends(_text(asked, "text"), before), "")

    def _known(self, request: Request, asked: Any) -> NightFile:
        """Return a night; refuse if its file has changed since the page read it."""
        night = self.folder.night(request.path_params["name"])
        if night.version != _text(asked, "version"):
            raise StaleError(f"{night.path.name} was changed elsewhere.")
        return night

    def _changed(self, night: NightFile, text: str, overrides: str) -> dict[str, Any]:
        try:
            before = night.text
        except InputError:
            before = ""
        content = night.content_of(text) if text != before else night.content
        after = self.folder.write(night, content)
        lines = unified_diff(
            before.splitlines(), text.splitlines(), "before", night.path.name, lineterm="", n=1
        )
        changes = {"before": before, "diff": "\n".join(lines), "overrides": overrides}
        return {**self._document(after), **changes}

    def _check(self, _: Request, asked: Any) -> dict[str, Any]:
        name = asked.get("name", "night")
        path = self.folder.path / f"{name if name in self.folder.night_names() else 'night'}.yaml"
        return checked(_text(asked, "text"), path)

    # --- runs and results -----------------------------------------------------------------------

    def _start(self, _: Request, asked: Any) -> dict[str, Any]:
        request = RunRequest(self.folder, asked, self._jobs.targets())
        plan, command = request.plan()
        job = self._jobs.add(plan, request.night.name, command)
        return {"id": job.number}

    def _cancel(self, request: Request, _: Any) -> dict[str, Any]:
        return self._jobs.cancel(request.path_params["number"]).told()

    def _end(self, *_: Any) -> dict[str, Any]:
        self._stop()
        return {"stopping": True}

    def _result(self, name: str) -> KeptResult:
        if name in self._jobs.targets():
            raise NotThereError(f"{name} is being run.")
        return KeptResult(name, *self.folder.result(name))

    def _answers(self, request: Request, _: Any) -> dict[str, Any]:
        result = self._result(request.path_params["name"])
        found = answers_of(result)
        of = _of_night(result, found.get("scenario", ""), self.folder.night_names())
        return {"provisional": False, **found, **of}

    def _result_outline(self, result: KeptResult, nights: Sequence[str]) -> dict[str, Any]:
        key = (result.name, str((result.folder / MANIFEST).stat().st_mtime_ns))
        if key not in self._outlines:
            self._outlines[key] = outline_of(result)
        found = self._outlines[key]
        return {**found, **_of_night(result, found["scenario"], nights)}

    def _report(self, request: Request, _: Any) -> Response:
        result = self._result(request.path_params["name"])
        page = report_of(result.folder, result.kind)
        return HTMLResponse(page, headers={"content-security-policy": report_policy()})

    def _compare(self, request: Request, _: Any) -> dict[str, Any]:
        names = [request.query_params.get(key, "") for key in ("one", "other")]
        return compared(*map(self._result, names))

    def _share(self, request: Request, _: Any) -> Response:
        result, file = self._result(request.path_params["name"]), request.path_params["file"]
        content: str | bytes
        if file == "report.html":
            content = report_of(result.folder, result.kind)
        elif file == "brief.zip":
            content = brief_zip(result.folder, result.kind)
        elif file == "night.yaml" and has_page(result.kind):
            content = night_with_seed(result.folder, answers_of(result)["seed"])
        elif file == "summary.txt" and not has_page(result.kind):
            content = answers_of(result)["text"]
        else:
            raise NotThereError("There is no such file to share.")
        name = quote(f"{result.name}-{file}")
        kept = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(content, media_type="application/octet-stream", headers=kept)

    def _document(self, night: NightFile) -> dict[str, Any]:
        try:
            text = night.text
        except InputError as error:
            faults = faults_told(error.faults)
            told: dict[str, Any] = {"faults": faults, "said": "", "plan": None, "settled": None}
            return {"name": night.name, "text": "", "version": night.version, "tree": None, **told}
        return {
            "name": night.name,
            "text": text,
            "version": night.version,
            "tree": tree_of(text, night.path.name),
            **checked(text, night.path),
            "command": f"mobsim run {night.path.name}",
        }


def _of_night(result: KeptResult, scenario: str, nights: Sequence[str]) -> dict[str, Any]:
    """Return a result's name and kind and, if known, the name of the night that was run."""
    begins = [each for each in nights if result.name.startswith(f"{each}-")]
    named = [each for each in nights if scenario in (each, slug(each))]
    found = max(begins or named, key=len, default="")
    return {"name": result.name, "kind": result.kind, "night": found}


# --- what requests say ----------------------------------------------------------------------------


def _text(asked: Mapping[str, Any], key: str) -> str:
    found = asked.get(key)
    if not isinstance(found, str):
        raise InputError.about(key, f"found {found!r}, expected a text")
    return found


def _places(request: Request, _: Any) -> list[dict[str, Any]]:
    return towns_called(request.query_params.get("q", "")[:LONGEST_NAME])


def _near(request: Request, _: Any) -> dict[str, Any]:
    found = [read_plain(request.query_params.get(key, ""), float) for key in ("lat", "lon")]
    if found[0] is None or found[1] is None:
        raise InputError.about("near", "found no degrees, expected lat and lon")
    return town_near(found[0], found[1])


def edits_asked(found: Any) -> list[TextEdit]:
    """Return the edits in a request; raise `InputError` if they are not valid."""
    if not isinstance(found, list) or len(found) > _MOST_EDITS:
        raise InputError.about("edits", f"expected a list of at most {_MOST_EDITS} edits")
    return [_edit_asked(each) for each in found]


def _edit_asked(found: Any) -> TextEdit:
    keys = {"path", "value", "yaml", "remove", "append"}
    if not isinstance(found, dict) or not found.keys() <= keys or len(found) != 2:
        message = "found no edit, expected a path, and a value, an entry to append or remove: true"
        raise InputError.about("edits", message)
    path = found.get("path")
    if not isinstance(path, list) or not all(map(_is_step, path)) or len(path) > limit("depth"):
        raise InputError.about("edits", f"found the path {path!r}, expected keys and places")
    steps = tuple(path)
    if "append" in found:
        return TextEdit(steps, "append", found["append"])
    if "yaml" in found:
        return TextEdit(steps, "set", typed_value(_text(found, "yaml"), steps))
    if "value" in found:
        return TextEdit(steps, "set", found["value"])
    return TextEdit(steps, "remove")


def _is_step(found: Any) -> bool:
    return isinstance(found, str | int) and not isinstance(found, bool)


async def _answered(request: Request, answer: Answer, status: int) -> Response:
    try:
        asked = await _read(request)
        found = await run_in_threadpool(answer, request, asked)
    except ClientDisconnect:
        return JsonAnswer(refusal("The request is larger than the desk accepts."), 413)
    except InputError as error:
        return JsonAnswer({"faults": faults_told(error.faults)}, 400)
    except RecursionError:
        return JsonAnswer(refusal("The request is nested too deeply.", "Nest it less deeply."), 400)
    except MobsimError as error:
        code, move = next((_STATUS[kind] for kind in _STATUS if isinstance(error, kind)), (400, ""))
        return JsonAnswer(refusal(str(error), move), code)
    except Exception as error:  # noqa: BLE001 - the last net
        _LOG.exception("%s %s", request.method, request.url.path)
        told = f"The desk failed here: {what_happened(error)}."
        return JsonAnswer(refusal(told, "If this happens again, restart the desk."), 500)
    return found if isinstance(found, Response) else JsonAnswer(found, status)


async def _not_there(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return JsonAnswer(refusal("There is nothing at this address."), status)


async def _read(request: Request) -> Any:
    """Return the body of a request as plain data."""
    body = await request.body()
    if not body:
        return {}
    try:
        found = parsed(body.decode())
    except ValueError as error:
        raise InputError.about("request", f"is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise InputError.about("request", "found no object, expected keys and values in JSON")
    return found
