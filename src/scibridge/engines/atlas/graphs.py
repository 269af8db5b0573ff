"""Whatever joins units two by two, for the programs that draw networks.

Pure writers. Formats: GraphML (Brandes et al. 2002); VOSviewer's JSON (van Eck and Waltman, VOSviewer manual
1.6.20, section 4.4); Pajek's .net (Batagelj and Mrvar, Pajek manual).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import orjson

from scibridge.engines.atlas.selections import Counting
from scibridge.engines.atlas.views import (
    BridgesView,
    CompareView,
    NetworkView,
    PairsView,
    SubjectView,
    Unit,
    UnitView,
)
from scibridge.engines.errors import UnknownOption

NETWORK_FORMATS: Final = ("graphml", "vosviewer", "pajek")
Networked = NetworkView | PairsView | SubjectView | CompareView | UnitView | BridgesView
Values = dict[str, int | float]
Named = Callable[[Unit], str]


@dataclass(frozen=True, slots=True)
class Vertex:
    """A unit and its figures."""

    unit: Unit
    values: Values


@dataclass(frozen=True, slots=True)
class Link:
    """Two vertices by their position; ``strength`` is what programs draw."""

    one: int
    other: int
    strength: float
    values: Values


@dataclass(frozen=True, slots=True)
class Graph:
    """An undirected network without loops."""

    vertices: tuple[Vertex, ...]
    links: tuple[Link, ...]


def graph_of(view: Networked) -> Graph:
    """The network a view tells of: of pairs their joint works, of bridges their score, of one unit its
    partners around it."""
    if isinstance(view, NetworkView):
        return _measured(view)
    if isinstance(view, BridgesView):
        return _joined(
            (
                one.unit,
                one.partner,
                one.unit_works,
                one.partner_works,
                one.score,
                _told(score=one.score, expected=one.expected, closeness=one.closeness),
            )
            for one in view.bridges
        )
    shared = view.selection.counting is Counting.FRACTIONAL
    if isinstance(view, UnitView):
        own = sum(one.works for one in view.years)
        return _joined(
            (view.unit, one.unit, own, one.partner_works, *_strength(one, shared)) for one in view.partners
        )
    return _joined(
        (one.unit, one.partner, one.unit_works, one.partner_works, *_strength(one, shared))
        for one in view.pairs
    )


def _told(**values: float | None) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _strength(line: Any, shared: bool) -> tuple[float, Values]:
    values = _told(
        works=line.works,
        weight=line.weight,
        salton=line.salton,
        jaccard=line.jaccard,
        intensity=line.intensity,
    )
    return float(line.weight if shared and line.weight is not None else line.works), values


def _joined(rows: Iterable[tuple[Unit, Unit, int, int, float, Values]]) -> Graph:
    place: dict[str, int] = {}
    vertices: list[Vertex] = []
    links = []
    for unit, partner, unit_works, partner_works, strength, values in rows:
        for one, works in ((unit, unit_works), (partner, partner_works)):
            if one.id not in place:
                place[one.id] = len(vertices)
                vertices.append(Vertex(one, {"works": works}))
        links.append(Link(place[unit.id], place[partner.id], strength, values))
    return Graph(tuple(vertices), tuple(links))


def _measured(view: NetworkView) -> Graph:
    shared = view.selection.counting is Counting.FRACTIONAL
    names = ("works", "degree", "strength", "betweenness", "community", "participation", "x", "y")
    return Graph(
        tuple(Vertex(node.unit, {name: getattr(node, name) for name in names}) for node in view.nodes),
        tuple(
            Link(
                edge.one,
                edge.other,
                float(edge.weight if shared and edge.weight is not None else edge.works),
                _told(works=edge.works, weight=edge.weight),
            )
            for edge in view.edges
        ),
    )


def _own_name(unit: Unit) -> str:
    return unit.name or unit.id


def as_network(graph: Graph, form: str, named: Named = _own_name) -> bytes:
    """The network in one of NETWORK_FORMATS; ``named`` says what a unit is called. Raises UnknownOption.

    Two of the same name are told apart by their ids: Pajek's readers take a name for the vertex itself.
    """
    writers: Mapping[str, Callable[[Graph, Sequence[str]], bytes]] = {
        "graphml": _graphml,
        "vosviewer": _vosviewer,
        "pajek": _pajek,
    }
    if form not in writers:
        raise UnknownOption("format", form, NETWORK_FORMATS)
    names = [_line(named(one.unit)) for one in graph.vertices]
    often = Counter(names)
    labels = [
        name if often[name] == 1 else f"{name} ({one.unit.id})"
        for name, one in zip(names, graph.vertices, strict=True)
    ]
    return writers[form](graph, labels)


def _line(text: str) -> str:
    """On one line, without what XML has no place for."""
    return " ".join("".join(one if ord(one) >= 0x20 else " " for one in text).split())


def _kinds(rows: Iterable[Values]) -> dict[str, str]:
    """Every value that a row has, and its type in GraphML."""
    found: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            whole = isinstance(value, int) and found.get(name, "long") == "long"
            found[name] = "long" if whole else "double"
    return found


def _keys(kind: str, values: Mapping[str, str]) -> list[str]:
    return [
        f'  <key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>'
        for name, type_ in values.items()
    ]


def _data(kind: str, values: Mapping[str, Any]) -> str:
    return "".join(f'<data key="{kind}_{name}">{escape(str(value))}</data>' for name, value in values.items())


def _edge_value(name: str) -> str:
    """``weight`` is what programs draw an edge by; the fractional count has another name beside it."""
    return "fractional" if name == "weight" else name


def _graphml(graph: Graph, labels: Sequence[str]) -> bytes:
    words = dict.fromkeys(("label", "name", "name_zh", "country"), "string")
    nodes = _kinds(one.values for one in graph.vertices)
    kinds = _kinds(one.values for one in graph.links)
    edges = {"weight": "double"} | {_edge_value(name): kind for name, kind in kinds.items()}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *_keys("node", words | nodes),
        *_keys("edge", edges),
        '  <graph edgedefault="undirected">',
    ]
    for label, one in zip(labels, graph.vertices, strict=True):
        unit = one.unit
        told = {
            "label": label,
            "name": _line(unit.name),
            "name_zh": _line(unit.name_zh),
            "country": unit.country,
        }
        lines.append(f"    <node id={quoteattr(unit.id)}>{_data('node', told | one.values)}</node>")
    for link in graph.links:
        ends = (graph.vertices[link.one].unit.id, graph.vertices[link.other].unit.id)
        values = {_edge_value(name): value for name, value in link.values.items()}
        lines.append(
            f"    <edge source={quoteattr(ends[0])} target={quoteattr(ends[1])}>"
            f"{_data('edge', {'weight': link.strength} | values)}</edge>"
        )
    return "\n".join([*lines, "  </graph>", "</graphml>", ""]).encode()


def _vosviewer(graph: Graph, labels: Sequence[str]) -> bytes:
    items = []
    for place, (label, one) in enumerate(zip(labels, graph.vertices, strict=True), start=1):
        values = one.values
        item: dict[str, Any] = {"id": place, "label": label, "description": one.unit.id}
        item |= {name: values[name] for name in ("x", "y") if name in values}
        if "community" in values:
            item["cluster"] = int(values["community"]) + 1
        item["weights"] = {"Works": values["works"]}
        if "strength" in values:
            item["weights"]["Total link strength"] = values["strength"]
        items.append(item)
    links = [
        {"source_id": one.one + 1, "target_id": one.other + 1, "strength": one.strength}
        for one in graph.links
    ]
    return orjson.dumps({"network": {"items": items, "links": links}}, option=orjson.OPT_INDENT_2)


def _pajek(graph: Graph, labels: Sequence[str]) -> bytes:
    lines = [f"*Vertices {len(graph.vertices)}"]
    for place, (label, one) in enumerate(zip(labels, graph.vertices, strict=True), start=1):
        words = label.replace('"', "'")
        at = f" {one.values['x']:.4f} {one.values['y']:.4f} 0.5" if "x" in one.values else ""
        lines.append(f'{place} "{words}"{at}')
    lines.append("*Edges")
    lines += [f"{one.one + 1} {one.other + 1} {one.strength:.10g}" for one in graph.links]
    return ("\r\n".join(lines) + "\r\n").encode()
