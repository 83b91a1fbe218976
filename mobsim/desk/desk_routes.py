"""What does the desk answer to each address?"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mobsim.country.gazetteer import LONGEST_NAME
from mobsim.desk.country_map import country_map, town_near, towns_called
from mobsim.desk.desk_form import desk_form
from mobsim.desk.guarding import refusal
from mobsim.desk.night_checking import checked, faults_told, tree_of
from mobsim.desk.planner_folder import (
    NightFile,
    NotThereError,
    PlannerFolder,
    StaleError,
    TakenError,
)
from mobsim.ground.errors import InputError, MobsimError
from mobsim.ground.json_files import parsed
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.safe_text import escaped
from mobsim.looking import page as looking_page

HERE: Final = Path(__file__).parent
PAGE: Final = HERE / "templates" / "desk.html"
STATIC: Final = HERE / "static"
STYLE: Final = Path(looking_page.__file__).parent / "templates" / "page.css"
"""The colours and letters that the reports have too."""
_STATUS: Final[Mapping[type[MobsimError], tuple[int, str]]] = {
    NotThereError: (404, "Look at the list of this folder again."),
    TakenError: (409, ""),
    StaleError: (409, "Look at what it is now, and make your change again."),
}

Answer = Callable[[Request, Any], Any]


class JsonAnswer(JSONResponse):
    """Plain data, in which nothing stands that nobody sees."""

    def render(self, content: Any) -> bytes:
        """The bytes of the answer."""
        return escaped(json.dumps(content, ensure_ascii=False, allow_nan=False)).encode()


class Desk:
    """Answers what the page asks."""

    def __init__(self, folder: PlannerFolder) -> None:
        self.folder = folder
        self._one_at_a_time = Lock()
        """Reading scenarios uses caches of the whole process."""

    def app(self) -> Starlette:
        """All addresses, without the guard before them."""
        name = "/api/nights/{name}"
        api = [
            self._route("/api/folder", "GET", self._folder),
            self._route("/api/form", "GET", lambda *_: desk_form()),
            self._route("/api/map", "GET", lambda *_: country_map()),
            self._route("/api/places", "GET", _places),
            self._route("/api/places/near", "GET", _near),
            self._route("/api/nights", "POST", self._new_night, 201),
            self._route(name, "GET", self._night),
        ]
        return Starlette(
            routes=[
                Route("/", lambda _: FileResponse(PAGE, media_type="text/html"), methods=["GET"]),
                Route("/static/page.css", lambda _: FileResponse(STYLE), methods=["GET"]),
                Mount("/static", StaticFiles(directory=STATIC)),
                *api,
            ]
        )

    def _route(self, path: str, method: str, answer: Answer, status: int = 200) -> Route:
        async def endpoint(request: Request) -> Response:
            return await _answered(request, partial(self._alone, answer), status)

        return Route(path, endpoint, methods=[method], name=f"{method} {path}")

    def _alone(self, answer: Answer, request: Request, asked: Any) -> Any:
        with self._one_at_a_time:
            return answer(request, asked)

    # --- the folder and its nights --------------------------------------------------------------

    def _folder(self, *_: Any) -> dict[str, Any]:
        nights = [self._outline(name) for name in self.folder.night_names()]
        results = [
            {"name": name, "night": "", "kind": kind, "title": name, "provisional": False}
            for name, (_, kind) in self.folder.results().items()
        ]
        starters = [
            {"name": each.name, "title": each.title, "said": each.said}
            for each in self.folder.starters.values()
        ]
        return {
            "folder": str(self.folder.path),
            "nights": nights,
            "results": results,
            "starters": starters,
        }

    def _outline(self, name: str) -> dict[str, Any]:
        found = self._document(self.folder.night(name))
        title = (found["settled"] or {}).get("title") or name
        kept = {key: found[key] for key in ("name", "said", "version")}
        return {**kept, "title": title, "sound": not found["faults"]}

    def _new_night(self, _: Request, asked: Any) -> dict[str, Any]:
        name, like = _text(asked, "name"), _text(asked, "like")
        night = self.folder.new_night(name, like)
        return {"name": night.name}

    def _night(self, request: Request, _: Any) -> dict[str, Any]:
        return self._document(self.folder.night(request.path_params["name"]))

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


async def _answered(request: Request, answer: Answer, status: int) -> Response:
    try:
        asked = await _read(request)
        found = await run_in_threadpool(answer, request, asked)
    except ClientDisconnect:
        return JsonAnswer(refusal("The request is larger than the desk takes."), 413)
    except InputError as error:
        return JsonAnswer({"faults": faults_told(error.faults)}, 400)
    except MobsimError as error:
        code, move = next((_STATUS[kind] for kind in _STATUS if isinstance(error, kind)), (400, ""))
        return JsonAnswer(refusal(str(error), move), code)
    return found if isinstance(found, Response) else JsonAnswer(found, status)


async def _read(request: Request) -> Any:
    """What a request says besides its address, as plain data."""
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
