"""Which `Scenario` does a file describe?"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from mobsim.country.force_names import unknown_force
from mobsim.country.force_tables import (
    SHIPPED,
    CellChange,
    LaidTables,
    laid_sources,
    missing_told,
    path_of,
)
from mobsim.country.forces import (
    Agreement,
    Force,
    Region,
    UnitKind,
    lines_for,
    load_agreements,
    load_forces,
    load_kinds,
    load_regions,
)
from mobsim.country.lines import NationalLine, kinds_for_london, load_requirements
from mobsim.ground.budgets import limit, over
from mobsim.ground.clock import WallClock, with_holidays
from mobsim.ground.errors import Fault, InputError, did_you_mean, reading
from mobsim.policy import LEVERS, Policies
from mobsim.policy.levers import trigger_of
from mobsim.scenario.file.beyond_bodies import (
    BEYOND,
    never_more_than_lent,
    with_bodies,
)
from mobsim.scenario.file.blanks import told_once
from mobsim.scenario.file.choices import Chosen, arguments_of, plugin_of
from mobsim.scenario.file.disorder import NOTHING, DisorderReader, made_of
from mobsim.scenario.file.forces_now import ForceNow, ForcesNowReader, with_crews
from mobsim.scenario.file.key_checking import read_keys, with_texts
from mobsim.scenario.file.layers import entry_id, replaced_lists
from mobsim.scenario.file.nested_keys import MONTHS, OTHER, InlineAgreement, slug
from mobsim.scenario.file.operating import aid_out_id, operation_ids, operation_readers
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.placing import IncidentReader, Roads, World, read_entries
from mobsim.scenario.file.placing_by_name import with_places
from mobsim.scenario.file.planned_aid import PlannedLending, with_planned_aid
from mobsim.scenario.file.posture_reading import PostureReader, StatedPosture
from mobsim.scenario.file.readiness_keys import OnDuty
from mobsim.scenario.file.repeating import (
    Member,
    check_overlaps,
    days_of,
    for_each_of,
    members_of,
    turning_to_each,
    with_members,
)
from mobsim.scenario.file.scenario_finding import (
    STDIN,
    Document,
    ScenarioSource,
    find_source,
    no_table,
    read_document,
)
from mobsim.scenario.file.scenario_keys import (
    REQUIRED,
    SCHEMA_VERSION,
    Basis,
    LayerKeys,
)
from mobsim.scenario.file.stacking import (
    choice_of,
    chosen_layers,
    completed,
    default_name,
    default_title,
    faults_of_other_overrides,
    origins,
    stack,
)
from mobsim.scenario.file.supply import (
    Rostering,
    Supply,
    away_share,
    default_on_duty,
    on_duty_shares,
    rostered_stock,
    rosters_of,
    stock_of,
    trained,
)
from mobsim.scenario.file.target_reading import TargetReader
from mobsim.scenario.file.tension_reading import TensionReader
from mobsim.scenario.file.workload import too_much_work
from mobsim.scenario.file.yaml_reading import Node, Plain
from mobsim.scenario.file.yaml_reading import Path as At
from mobsim.scenario.scenario import (
    AskingRules,
    Disorder,
    Durations,
    Incident,
    LocalReadiness,
    LodgingRules,
    Operation,
    RiskRules,
    Roster,
    Rules,
    Scenario,
    Stock,
    Target,
    Tension,
    Timeline,
)

Value = TypeVar("Value")

CALENDAR = "calendar"
REPEATED = ("incidents", "operations", CALENDAR)
"""The lists whose entries can repeat on other days."""

_AS_WRITTEN = frozenset({"question", "duration", "mode", "static", "drawdown", "chance"})
"""The keys whose values go into a `Scenario` unchanged."""


@dataclass(frozen=True)
class Resolved:
    """A scenario, and the origin of each of its values."""

    scenario: Scenario
    origins: Mapping[str, tuple[Plain, str]]
    """The value at each path, as it is written in a scenario, and its origin."""
    overrides: tuple[str, ...]
    """The names of the overrides that a user can choose."""
    stated: Mapping[str, int]
    """The number of incidents, operations and entries of aid that all layers together state."""
    simulated: Mapping[str, int]
    """The number of incidents, operations and entries of aid in the scenario."""
    remarks: tuple[str, ...] = ()
    """Remarks on probable mistakes in the layers, or in the names of towns."""
    towns: Mapping[str, str] = field(default_factory=dict)
    """The town that each entry names, with its county, by path such as ``incidents.leeds``."""
    tags: tuple[str, ...] = ()
    """Words that help to find the scenario again."""
    forces_now: Mapping[str, ForceNow] = field(default_factory=dict)
    """How each force differs from its usual state on this night, by id of the force."""
    usual: Mapping[str, Mapping[str, Stock]] = field(default_factory=dict)
    """The usual stock of each force that differs on this night."""
    cells: tuple[CellChange, ...] = ()
    """The cells of the user's tables that differ from the tables that they override."""


def load_scenario(
    source: str | Path,
    *,
    override: str | None = None,
    settings: Sequence[str] = (),
    allow_outside: bool = False,
) -> Scenario:
    """Load a scenario from a path, a shipped scenario's name, or ``-`` for standard input.

    ``override``: the name of an override in the file. ``settings``: texts such as ``path=value``,
    which override everything else, in order. ``allow_outside``: whether the file can name other
    files outside its folder; paths in settings can lead anywhere. If the scenario has faults, the
    function raises an `InputError` with every fault that it found.

    >>> load_scenario("three-large", settings=["incidents.medway.need.psu=5"]).mode
    'surge'
    """
    found = resolve(source, override=override, settings=settings, allow_outside=allow_outside)
    return found.scenario


def resolve(
    source: str | Path,
    *,
    override: str | None = None,
    settings: Sequence[str] = (),
    allow_outside: bool = False,
    others: bool = True,
) -> Resolved:
    """The scenario of a file, with the origin of each value; see `load_scenario`.

    ``others``: whether to check the overrides that the user did not choose, too.
    """
    with reading("<stdin>" if str(source) == STDIN else source):
        found = find_source(source, allow_outside=allow_outside)
        return resolve_source(found, override, settings, others=others)


def resolve_source(
    source: ScenarioSource,
    override: str | None = None,
    settings: Sequence[str] = (),
    *,
    others: bool = True,
) -> Resolved:
    """The scenario of a text from a file or from an editor; see `resolve`."""
    with reading(source.label):
        document = read_document(source)
        try:
            return _resolve(document, override, settings, others=others)
        except InputError as error:
            raise InputError(_told(error.faults, document)) from error


def resolve_text(text: str, settings: Sequence[str] = ()) -> Resolved:
    """The scenario of a resolved text, changed by settings; see `resolve`.

    A process reads the same text only once. The files that the text names can be anywhere.
    """
    with reading(_WITHOUT_FILE):
        document = _document_of(text)
        try:
            return _resolve(document, None, settings, others=False)
        except InputError as error:
            raise InputError(_told(error.faults, document)) from error


def resolve_calendar(table: str | Path, settings: Sequence[str] = ()) -> Resolved:
    """A scenario that has only the planned events of a table, changed by settings."""
    path = Path(table)
    text = _EVENTS_ALONE.format(json.dumps(path.name))
    source = ScenarioSource(str(table), "calendar", path.absolute().parent, text)
    with reading(table):
        return _resolve(read_document(source), None, settings, others=False)


_EVENTS_ALONE = """\
schema: 1
question: What do planned events take?
start: 2026-01-01 00:00
duration: 1d
disorder: {{stochastic: {{mean: 1}}}} # a scenario needs some; these are never drawn
calendar: [{}]
"""
_WITHOUT_FILE = "scenario.yaml"


@lru_cache(maxsize=64)
def _document_of(text: str) -> Document:
    return read_document(ScenarioSource(_WITHOUT_FILE, "scenario", Path.cwd(), text))


def _told(faults: Iterable[Fault], document: Document) -> list[Fault]:
    """The faults to report; a fault without a file is one of the scenario's file."""
    label = document.source.label
    named = (each if each.file else dataclasses.replace(each, file=label) for each in faults)
    return told_once([*document.faults, *named])


def _resolve(
    document: Document, override: str | None, settings: Sequence[str], *, others: bool
) -> Resolved:
    layers = chosen_layers(document, override, settings)
    stacked, faults = stack(document, layers, default_name(document, override))
    places = with_places(stacked)
    faults += places.faults
    keys, more = read_keys(places.tree)
    tree = with_texts(places.tree, keys)
    resolver = _Resolver(tree, keys)
    resolver.towns = places.towns
    resolver.faults = faults + more
    if others:
        resolver.faults += faults_of_other_overrides(document, override)
    scenario = resolver.scenario()
    written = resolver.with_all_members(tree)
    worked_out: dict[str, Sequence[Mapping[str, Plain]]] = {
        "incidents": resolver.worked_out,
        **{key: operation_ids(written, key) for key in ("operations", "calendar")},
    }
    whole = completed(written, worked_out, scenario.name)
    resolved = {"schema": SCHEMA_VERSION, **{k: n.plain() for k, n in whole.items.items()}}
    scenario = dataclasses.replace(scenario, resolved=resolved)
    out = {aid_out_id(place) for place in range(_listed(tree, "aid_out"))}
    of_year = {str(each["id"]) for each in worked_out["calendar"]}
    aid = sum(each.operation_id in out for each in scenario.operations)
    events = sum(each.operation_id in of_year for each in scenario.operations)
    simulated = {
        "incidents": len(scenario.incidents),
        "operations": len(scenario.operations) - aid - events,
        "calendar": events,
        "aid_out": aid,
        "targets": len(scenario.targets),
        "tensions": len(scenario.tensions),
    }
    stated = {key: _listed(tree, key) for key in simulated}
    remarks, below = (*document.remarks, *places.remarks), document.values
    for layer in layers:
        remarks += tuple(replaced_lists(below, layer))
        below = layer
    if resolver.laid:
        remarks += tuple(resolver.laid.notes)
    names = tuple(document.overrides)
    return Resolved(
        scenario,
        origins(whole),
        names,
        stated,
        simulated,
        remarks=remarks,
        towns=places.towns | resolver.towns_of_days(),
        tags=keys.tags or (),
        forces_now=resolver.now,
        usual=resolver.usual,
        cells=tuple(resolver.laid.changes) if resolver.laid else (),
    )


def _listed(tree: Node, key: str) -> int:
    found = tree.find((key,)).value
    return len(found) if isinstance(found, list) else 0


class _Resolver(PartReader):
    """Makes a `Scenario` from valid keys, and collects all further faults."""

    def __init__(self, tree: Node, keys: LayerKeys) -> None:
        super().__init__(tree)
        self.keys = keys
        self.worked_out: list[dict[str, Plain]] = []
        self.towns: Mapping[str, str] = {}
        """The town that each entry names, by path of the entry, such as ``incidents.leeds``."""
        self.members: dict[str, list[Member]] = {}
        """The members of each list, by key of the list."""
        self.laid: LaidTables | None = None
        """The tables of forces to combine, if there are several."""
        self.now: dict[str, ForceNow] = {}
        """How each force differs from its usual state on this night, by id of the force."""
        self.usual: dict[str, dict[str, Stock]] = {}
        """The usual stock of each force that differs on this night."""
        readiness, host = keys.readiness, keys.host_readiness
        self.is_roster = readiness is not None and readiness.name == "roster"
        self.host_is_local = host is not None and host.name == "local"
        self.roster = dict(readiness.parameters) if readiness and self.is_roster else {}

    def scenario(self) -> Scenario:
        """Make the scenario, or raise an error that has all the faults found so far."""
        keys = self.keys
        self._check_keys()
        clock = WallClock(keys.start) if keys.start else None
        regions = load_regions()
        kinds = self.attempt(self._kinds, "kinds") or ()
        lines = self.attempt(lambda: self._lines(kinds), "requirements") if kinds else None
        forces = None
        if lines is not None:
            forces = self.attempt(lambda: self._forces(kinds, lines, regions), "forces")
        left_out = self._left_out(forces or ())
        self.now = self._forces_now(forces or (), kinds, left_out)
        usual = trained(forces or (), keys.trained_factor or 1.0)
        everybody = with_crews(usual, self.now)
        self._check_crews(everybody)
        beyond = keys.beyond or ()
        roads = None
        if everybody:
            roads = self.attempt(lambda: self._roads(everybody, left_out), "roads")
        hosts = tuple(each for each in everybody if each.force_id not in left_out)
        durations = Durations(**_fields_of(keys.durations, Durations))
        known = tuple(kind.kind_id for kind in kinds)
        factor = _fields_of(keys, Rules).get("convoy_factor", 1.0)
        need = 1.0 if keys.need_factor is None else keys.need_factor
        world = World(clock, keys.duration, roads, known, durations.own_travel, factor, need)
        parts: dict[str, Any] = {
            **self._members(world),
            "agreements": _in_play(self._agreements(everybody, kinds), left_out),
            "policies": self._policies(clock),
            "timeline": self._timeline(),
            "local": self._local(),
        }
        if beyond:
            regions = tuple(sorted((*regions, BEYOND), key=lambda each: each.region_id))
        forces = with_bodies(hosts, beyond, kinds) if beyond else hosts
        rules = self._rules(regions)
        stated = self._postures(world, durations.standby_notice)
        if self.faults:
            raise InputError(told_once(self.faults))
        name, duration = _given(keys.name), _given(keys.duration)
        self.usual = self._stock([each for each in usual if each.force_id in self.now], {})[0]
        stock, rosters = self._supply(forces)
        released = parts["policies"].london_release.before_call
        lending = PlannedLending(
            stock=stock,
            kept_in_london=frozenset() if released else kinds_for_london(_given(lines)),
            drawdown=_given(keys.drawdown),
            rest=durations.rest,
            roads=_given(roads),
            convoy_factor=factor,
        )
        parts["posture"] = tuple(each.of(stock) for each in stated)
        parts["operations"] = self._in_the_run(with_planned_aid(parts["operations"], lending))
        return Scenario(
            **parts,
            **{key: _given(getattr(keys, key)) for key in _AS_WRITTEN},
            name=name,
            title=keys.title or default_title(name),
            clock=with_holidays(_given(clock), duration),
            readiness="roster" if rosters else "timeline",
            host_readiness="local" if self.host_is_local else "timeline",
            forces=forces,
            regions=regions,
            kinds=kinds,
            stock=stock,
            durations=durations,
            rules=rules,
            asking=AskingRules(**_fields_of(keys.asking, AskingRules)),
            risk=RiskRules(**_fields_of(keys.risk, RiskRules)),
            lodging=LodgingRules(**_fields_of(keys.lodging, LodgingRules)),
            notices={force: each.notice for force, each in self.now.items() if each.notice},
            rosters=rosters,
            requirements=lines,
            left_out=left_out,
            returns_loaded=keys.forces not in (SHIPPED, (SHIPPED,)),
        )

    def _require(self) -> None:
        drawn = self.keys.disorder is None or self.keys.disorder.name != NOTHING
        for key, expected in REQUIRED.items():
            if not (drawn and key == "incidents"):
                self.missing(key, expected)
        unread = self.node.find(("incidents",)).mark.cell
        if self.keys.incidents is not None and not (self.keys.incidents or drawn or unread):
            self.fault("found none, expected at least one incident", "incidents")

    def _check_keys(self) -> None:
        """Report the faults of the keys themselves."""
        self._require()
        self._check_shares()
        if self.keys.static and self.keys.likely:
            self.key_fault("found 'likely' and 'static' both on, expected one of them", "likely")
        self._check_roster()
        self._check_work()

    def _check_work(self) -> None:
        """Stop before the later steps if it would take too long to simulate the scenario."""
        if found := too_much_work(self.keys):
            path, message = found
            self.fault(message, *path)
            raise InputError(told_once(self.faults))

    def _left_out(self, forces: Sequence[Force]) -> tuple[str, ...]:
        """Ids of the forces that are not in play, in order."""
        chosen = self.keys.forces_in_play or ()
        known = {force.force_id: force for force in forces}
        for i, name in enumerate(chosen):
            if known and name not in known:
                self.fault(unknown_force(name, known), "forces_in_play", i)
        return tuple(name for name in known if chosen and name not in chosen)

    def _check_crews(self, forces: Sequence[Force]) -> None:
        """Report a fault if there are too many crews; the engine makes an object for each."""
        crews = sum(s.trained + s.declared for f in forces for s in f.stock.values())
        if crews > limit("crews"):
            self.fault(over("crews", crews), "forces" if self.keys.forces != SHIPPED else "kinds")

    def _check_shares(self) -> None:
        keys = self.keys
        if keys.stock == "fit" and keys.host_readiness and not self.host_is_local:
            self.fault(
                "found 'fit' with host_readiness: timeline, which promises commitments; expected "
                "'commitment'",
                "stock",
            )
        if keys.leave is None or keys.not_fit is None:
            return
        if OTHER not in keys.leave and len(keys.leave) < len(MONTHS):
            self.fault("missing 'other'; expected the leave of the months not named", "leave")
        if keys.not_fit + max(keys.leave.values()) > 1:
            self.fault("'not_fit' and 'leave' add up to more than 100%", "not_fit")

    def _check_roster(self) -> None:
        if not self.is_roster:
            return
        if self.keys.host_readiness and not self.host_is_local:
            self._not_on_roster("host_readiness", "local", "by which the host's crews turn out too")
        elif self.keys.stock == "commitment":
            self._not_on_roster("stock", "fit", "which counts the crews that are fit")

    def _not_on_roster(self, key: str, expected: str, why: str) -> None:
        """Report a key that conflicts with roster readiness.

        If a preset set the key, report the fault at the key that chose the roster.
        """
        found, readiness = self.tree.find((key,)), self.tree.find(("readiness",))
        said = choice_of(found)
        if found.mark.file:
            preset = "" if readiness.mark.file else f" ({readiness.mark.layer})"
            message = f"found {said!r} with readiness: roster{preset}, {why}; expected {expected!r}"
            self.fault(message, key)
        else:
            message = f"found 'roster' with {key}: {said} ({found.mark.layer}); expected 'timeline'"
            self.fault(message, "readiness")

    def _kinds(self) -> tuple[UnitKind, ...]:
        shipped, table = load_kinds(), _table(self.keys.kinds)
        known = {kind.kind_id for kind in shipped}
        further = load_kinds(table) if table else ()
        for kind in further:
            if kind.kind_id in known:
                raise ValueError(f"the kind {kind.kind_id!r} is shipped; expected another id")
        return shipped + further

    def _lines(self, kinds: Sequence[UnitKind]) -> tuple[NationalLine, ...]:
        table = _table(self.keys.requirements)
        return lines_for(kinds, load_requirements(table, kinds=[kind.kind_id for kind in kinds]))

    def _forces(
        self, kinds: Sequence[UnitKind], lines: Sequence[NationalLine], regions: Sequence[Region]
    ) -> tuple[Force, ...]:
        keys = self.keys
        return load_forces(
            self._force_tables(),
            london=keys.london or "outside_297",
            north_wales=keys.north_wales or "wales",
            commitments=keys.commitments or "synthetic",
            kinds=kinds,
            lines=lines,
            regions=regions,
            allow_unreconciled=bool(keys.allow_unreconciled),
        )

    def _force_tables(self) -> str | LaidTables | None:
        """The user's table of forces, or several tables; None for the shipped table."""
        self.laid = laid_sources(self.keys.forces)
        if self.laid is None:
            one = self.keys.forces
            return _table(one, missing_told) if isinstance(one, str) else None
        for place, source in enumerate(self.laid.sources):
            if path := path_of(source):
                at = ("forces", place) if isinstance(self.keys.forces, tuple) else ("forces",)
                self.attempt(partial(_table, path, missing_told), *at)
        return self.laid

    def _roads(self, forces: Sequence[Force], left_out: Sequence[str]) -> Roads:
        return Roads(forces, _table(self.keys.roads), self.keys.beyond or (), left_out)

    def _forces_now(
        self, forces: Sequence[Force], kinds: Sequence[UnitKind], left_out: Sequence[str]
    ) -> dict[str, ForceNow]:
        """How each force differs from its usual state on this night, by id of the force."""
        if not forces:
            return {}
        playing = {force.force_id for force in forces}.difference(left_out)
        reader = ForcesNowReader(self.tree, self.keys.forces_now or {}, playing)
        found = reader.read(forces, kinds)
        self.faults += reader.faults
        return found

    def _away(self) -> float:
        """The share of crews that are unfit or on leave; 0 unless ``stock`` is ``fit``."""
        keys = self.keys
        if keys.stock != "fit":
            return 0.0
        return away_share(_given(keys.not_fit), _given(keys.leave), _given(keys.start).month)

    def _supply(
        self, forces: Sequence[Force]
    ) -> tuple[dict[str, dict[str, Stock]], dict[str, dict[str, Roster]]]:
        """The stock of each force and, under roster readiness, its rosters."""
        stock, how = self._stock(forces, self.now)
        return stock, rosters_of(forces, stock, how) if how else {}

    def _stock(
        self, forces: Sequence[Force], now: Mapping[str, ForceNow]
    ) -> tuple[dict[str, dict[str, Stock]], Rostering | None]:
        """The stock of each force, and how its crews form under roster readiness."""
        keys = self.keys
        basis: Basis = _given(keys.stock)
        shares = self._away(), _given(keys.absence), _given(keys.floor_share)
        supply = Supply(basis, *shares, now)
        stock = {each.force_id: stock_of(each, supply) for each in forces}
        bodies = stock.keys() & set(keys.beyond or ())
        stock |= {body: never_more_than_lent(stock[body]) for body in bodies}
        if not self.is_roster:
            return stock, None
        holiday, fill = self.roster["holiday"], self.roster["level_2_fill"]
        how = Rostering(supply, self._on_duty(), holiday, fill)
        return rostered_stock(forces, stock, how), how

    def _members(self, world: World) -> dict[str, Any]:
        """The incidents (stated or drawn), the operations, the targets and the tensions."""
        self._repeat(world)
        incidents = self._incidents(world)
        operations = self._operations(world)
        self._check_turns(incidents)
        return {
            "incidents": incidents,
            "disorder": self._disorder(world),
            "operations": operations,
            "targets": self._targets(incidents, world),
            "tensions": self._tensions(world),
        }

    def _repeat(self, world: World) -> None:
        """Find the members for each entry of a list; stop if there are too many to write out."""
        for key in REPEATED:
            end = None if key == CALENDAR else world.duration
            entries = getattr(self.keys, key) or ()
            self.members[key] = members_of(key, entries, self, world.clock, end)
        ids = [str(m.changes.get("id") or self._entry_id(m)) for m in self.members["incidents"]]
        series = days_of(ids)
        wanted = {**self._by_town(ids), **series}
        operations, targets = self.members["operations"], enumerate(self.keys.targets or ())
        self.members["operations"] = [turning_to_each(each, series) for each in operations]
        self.members["targets"] = [
            each for i, keys in targets for each in for_each_of(keys, ("targets", i), wanted)
        ]
        for key, members in self.members.items():
            values = sum(self.tree.find(each.path).count() for each in members)
            if values > limit("nodes"):
                self.fault(over("nodes", values), key)
                raise InputError(told_once(self.faults))

    def _by_town(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """The ids of incidents by town; a town is left out if an incident has its name as id."""
        found: dict[str, list[str]] = {}
        for member, each in zip(self.members["incidents"], ids, strict=True):
            town = self.towns.get(f"incidents.{self._entry_id(member)}", "")
            for name in {slug(town), slug(town.partition(",")[0])} - {"", *ids}:
                found.setdefault(name, []).append(each)
        return found

    def _incidents(self, world: World) -> tuple[Incident, ...]:
        members = self.members["incidents"]
        readers = [IncidentReader(each.keys, self.tree, each.path, world) for each in members]
        incidents = read_entries(readers, self)
        self.worked_out = [reader.worked_out for reader in readers]
        spans = {each.incident_id: (each.begins, each.ends) for each in incidents}
        self._check_overlaps(members, spans, world)
        return incidents

    def _operations(self, world: World) -> tuple[Operation, ...]:
        """The operations of the run and of the calendar, before aid is brokered."""
        members = [each for key in ("operations", CALENDAR) for each in self.members[key]]
        readers = operation_readers(members, self.keys, self.tree, world)
        operations = read_entries(readers, self)
        spans = {each.operation_id: (each.begins, each.ends) for each in operations}
        self._check_overlaps(members, spans, world)
        return operations

    def _check_overlaps(
        self, members: Sequence[Member], spans: Mapping[str, tuple[float, float]], world: World
    ) -> None:
        if world.clock:
            check_overlaps(members, spans, world.clock, self)

    def _in_the_run(self, planned: Sequence[Operation]) -> tuple[Operation, ...]:
        """The operations, except calendar events that fall outside the run."""
        names = {each.changes.get("id") or self._entry_id(each) for each in self.members[CALENDAR]}
        end = _given(self.keys.duration)
        run = [
            dataclasses.replace(each, begins=max(0.0, each.begins))
            if each.operation_id in names
            else each
            for each in planned
            if each.operation_id not in names or (each.begins < end and each.ends > 0)
        ]
        return tuple(sorted(run, key=lambda each: (each.begins, each.operation_id)))

    def _entry_id(self, member: Member) -> str:
        return entry_id(self.tree.find(member.path), str(member.path[0]))

    def towns_of_days(self) -> dict[str, str]:
        """The town for each day of a repeating entry that names a town."""
        days = [
            (f"{key}.{self._entry_id(each)}", f"{key}.{each.changes['id']}")
            for key in REPEATED
            for each in self.members[key]
            if "id" in each.changes
        ]
        return {day: self.towns[entry] for entry, day in days if entry in self.towns}

    def with_all_members(self, tree: Node) -> Node:
        """The tree with each repetition of an incident or operation written out."""
        for key, members in self.members.items():
            tree = with_members(tree, key, members)
        return tree

    def _is_every_one(self, incidents: Sequence[Incident]) -> bool:
        """Whether all stated entries could be read, so that any other name is unknown."""
        return len(incidents) == len(self.members["incidents"])

    def _targets(self, incidents: Sequence[Incident], world: World) -> tuple[Target, ...]:
        found, whole = [], self._is_every_one(incidents)
        for each in self.members["targets"]:
            reader = TargetReader(each.keys, self.tree, each.path)
            target = reader.read(incidents, world.kinds, world.clock, whole=whole)
            self.faults += reader.faults
            found += [target] if target else []
        return tuple(found)

    def _tensions(self, world: World) -> tuple[Tension, ...]:
        found = []
        for i, keys in enumerate(self.keys.tensions or ()):
            reader = TensionReader(keys, self.tree, ("tensions", i), world)
            tension = reader.read()
            self.faults += reader.faults
            found += [tension] if tension else []
        return tuple(found)

    def _postures(self, world: World, notice: float) -> list[StatedPosture]:
        found = []
        for place, keys in enumerate(self.keys.posture or ()):
            reader = PostureReader(keys, self.tree, ("posture", place), world)
            posture = reader.read(notice)
            self.faults += reader.faults
            found += [posture] if posture else []
        return found

    def _check_turns(self, incidents: Sequence[Incident]) -> None:
        """Check that operations hand units over only to stated incidents of the same host."""
        hosts = {each.incident_id: each.force for each in incidents if not each.holding}
        if not self._is_every_one(incidents):
            return
        for member in self.members["operations"]:
            operation = member.keys
            for j, incident in enumerate(operation.may_turn_to or ()):
                at = (*member.path, "may_turn_to", j)
                self._check_named("incident", incident, list(hosts), *at)
                host = hosts.get(incident, operation.force)
                if operation.force and host != operation.force:
                    message = f"found {incident!r}, whose host is {host!r}; expected an incident "
                    self.fault(f"{message}of the operation's own host, {operation.force!r}", *at)

    def _disorder(self, world: World) -> Disorder | None:
        reader = DisorderReader(self.keys.disorder, self.tree, world)
        disorder = reader.read()
        self.faults += reader.faults
        return disorder

    def _agreements(
        self, forces: Sequence[Force], kinds: Sequence[UnitKind]
    ) -> tuple[Agreement, ...]:
        chosen = self.keys.agreements
        if chosen is None or not kinds:
            return ()
        in_force = load_agreements(kinds=kinds)
        shipped = {each.agreement_id: each for each in load_agreements(examples=True, kinds=kinds)}
        if isinstance(chosen, str):
            return tuple(shipped.values()) if chosen == "examples" else in_force
        found = {each.agreement_id: each for each in in_force}
        for i, each in enumerate(chosen):
            if isinstance(each, InlineAgreement):
                self._check_agreement(each, ("agreements", i), forces, kinds)
                name = f"agreement-{i + 1}"
                shared = frozenset(each.kinds) or None
                found[name] = Agreement(name, frozenset(each.forces), shared)
            elif each in shipped:
                found[each] = shipped[each]
            else:
                self._check_named("agreement", each, list(shipped), "agreements", i)
        return tuple(found[name] for name in sorted(found))

    def _check_agreement(
        self, agreement: InlineAgreement, at: At, forces: Sequence[Force], kinds: Sequence[UnitKind]
    ) -> None:
        known = {force.force_id: force for force in forces}
        for i, name in enumerate(agreement.forces):
            if known and name not in known:
                self.fault(unknown_force(name, known), *at, "forces", i)
        for i, name in enumerate(agreement.kinds):
            self._check_named("kind", name, [kind.kind_id for kind in kinds], *at, "kinds", i)

    def _check_named(
        self, noun: str, name: str, known: Sequence[str], *at: str | int, key: bool = False
    ) -> None:
        """Report a fault in the key or the value at a path, unless the name is known."""
        if name not in known:
            tell = self.key_fault if key else self.fault
            tell(f"unknown {noun} {name!r}; {did_you_mean(name, known)}", *at)

    def _policies(self, clock: WallClock | None) -> Policies | None:
        made: dict[str, Any] = {key: self._policy(key, clock) for key in LEVERS}
        ranking, trigger = self.keys.ranking, self.keys.trigger
        if None in made.values() or ranking is None or trigger is None:
            return None
        made["trigger"] = trigger_of(trigger.name, made["trigger"])
        return Policies(ranking.name, **made)

    def _policy(self, key: str, clock: WallClock | None) -> Any:
        """The policy that a choice makes from its parameters; None if there is a fault."""
        chosen: Chosen | None = getattr(self.keys, key)
        plugin = plugin_of(key, chosen.name) if chosen else None
        if chosen is None or plugin is None:
            return None
        at = (key, chosen.name)
        given = arguments_of(
            key, chosen, lambda time, each: self._minute_within(time, clock, (*at, each))
        )
        if given is None:
            return None
        return made_of(plugin, given, lambda message: self.fault(message, *at))

    def _minute_within(self, moment: Any, clock: WallClock | None, at: At) -> float:
        """The minute of a time that a parameter gives, which must be within the run."""
        minute = self.minute(moment, clock, 0.0, *at) or 0.0
        if minute < 0:
            self.fault("expected a time at or after the scenario's start", *at)
        elif minute >= (self.keys.duration or minute + 1):
            self.fault("expected a time before the scenario's end", *at)
        return minute

    def _rules(self, regions: Sequence[Region]) -> Rules:
        desks = self.keys.ricc_desks or {}
        known = [region.region_id for region in regions]
        for name in desks.keys() - {OTHER}:
            self._check_named("region", name, known, "ricc_desks", name, key=True)
        self._check_ricc_at(known)
        given = _fields_of(self.keys, Rules)
        usual = {each.region_id: desks.get(OTHER, each.desks) for each in regions}
        if BEYOND in regions:
            usual[BEYOND.region_id] = BEYOND.desks
        given["ricc_desks"] = {region: desks.get(region, usual[region]) for region in usual}
        if "recall_after_call" in self.roster:
            given["recall_after_call"] = self.roster["recall_after_call"]
        return Rules(**given)

    def _check_ricc_at(self, known: Sequence[str]) -> None:
        """Check that the named regions exist, and that no lost RICC works for another region."""
        given = self.keys.ricc_at or {}
        lost = {region for region, at in given.items() if at != region}
        for region, at in given.items():
            for name in (region, at):
                self._check_named("region", name, known, "ricc_at", region, key=True)
            if at in lost and region in lost:
                message = f"found {at!r}, which is lost itself; expected a region that is not"
                self.key_fault(message, "ricc_at", region)

    def _on_duty(self) -> OnDuty:
        chosen = self.keys.host_readiness
        return (chosen.parameters.get("on_duty") if chosen else None) or default_on_duty()

    def _timeline(self) -> Timeline:
        readiness = self.keys.readiness
        if readiness is None or self.is_roster:
            return Timeline()
        timeline = Timeline(**(arguments_of("readiness", readiness) or {}))
        shares, ends = len(timeline.shares), len(timeline.minutes)
        at = ("readiness", "timeline", "shares")
        if shares != ends:
            self.fault(
                f"found {shares} shares and {ends} ends, expected the same number of both", *at
            )
        elif timeline.shares[-1] != 1:
            self.fault("expected the last share to be 100%", *at)
        return timeline

    def _local(self) -> LocalReadiness:
        chosen = self.keys.host_readiness
        given: dict[str, Any] = {}
        if chosen and self.host_is_local:
            given = arguments_of("host_readiness", chosen) or {}
        given.pop("on_duty", None)
        return LocalReadiness(on_duty_shares(self._on_duty()), **given)


def _in_play(agreements: Sequence[Agreement], left_out: Sequence[str]) -> tuple[Agreement, ...]:
    """The agreements between forces in play."""
    if not left_out:
        return tuple(agreements)
    kept = (dataclasses.replace(a, forces=a.forces.difference(left_out)) for a in agreements)
    return tuple(each for each in kept if len(each.forces) > 1)


def _table(path: str | None, hint: Callable[[Path], str] = lambda _: "") -> str | None:
    """The path of the user's table; None for the shipped table."""
    if path is None or path == SHIPPED:
        return None
    try:
        Path(path).stat()
    except OSError as error:
        raise ValueError(no_table(Path(path), error, hint(Path(path)))) from None
    return path


def _given(value: Value | None) -> Value:
    """A value that must be present, because an earlier step reports its absence as a fault."""
    assert value is not None
    return value


def _fields_of(keys: object, made: Any) -> dict[str, Any]:
    """The keys that are also fields of a dataclass, if they could be read."""
    names = [each.name for each in dataclasses.fields(made)]
    found = {name: getattr(keys, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}
