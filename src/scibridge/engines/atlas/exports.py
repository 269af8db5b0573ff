"""Views as files to take along: tables as CSV, Parquet and JSON, networks for the programs of the field.

Pure writers: a view in, bytes out. Formats: GraphML (Brandes et al. 2002); VOSviewer's map and network files
(van Eck and Waltman, VOSviewer manual 1.6, section 4); Pajek's .net (Batagelj and Mrvar, Pajek manual).
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from scibridge.engines.atlas.intervals import Interval
from scibridge.engines.atlas.views import (
    BridgesView,
    NetworkView,
    Node,
    PairsView,
    RankingView,
    Unit,
    UnitView,
    as_data,
)

TABLE_FORMATS: Final = ("csv", "parquet", "json")
NETWORK_FORMATS: Final = ("graphml", "vosviewer-map", "vosviewer-network", "pajek")
# Cells that a spreadsheet would run as a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Rows = list[dict[str, Any]]


def as_json(view: Any) -> bytes:
    """The whole view, as the API answers it."""
    return orjson.dumps(as_data(view), option=orjson.OPT_INDENT_2)


def as_csv(lines: Sequence[Any]) -> bytes:
    """Lines of a view as UTF-8 with a mark, so that spreadsheets read it; text that could run is quoted."""
    rows = flat(lines)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(rows[0] if rows else [])
    for row in rows:
        writer.writerow([_harmless(value) for value in row.values()])
    return file.getvalue().encode("utf-8-sig")


def as_parquet(lines: Sequence[Any]) -> bytes:
    """Lines of a view as one Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(flat(lines)), sink, compression="zstd")
    return bytes(sink.getvalue())


def lines_of(
    view: UnitView | PairsView | RankingView | BridgesView | NetworkView, part: str
) -> Sequence[Any]:
    """The lines of a view under the name they have there (``years``, ``partners``, ``pairs`` …)."""
    lines: Sequence[Any] = getattr(view, part)
    return lines


def flat(lines: Sequence[Any]) -> Rows:
    """Lines as rows of plain values: a unit becomes its id, names and country, an interval two columns, a
    list its names."""
    return [_flat(line) for line in lines]


def _flat(line: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for one in fields(line):
        value = getattr(line, one.name)
        if isinstance(value, Unit):
            row |= {
                one.name: value.id,
                f"{one.name}_name": value.name,
                f"{one.name}_name_zh": value.name_zh,
                f"{one.name}_country": value.country,
            }
        elif isinstance(value, Interval) or one.name == "interval":
            row |= {"low": value.low if value else None, "high": value.high if value else None}
        elif isinstance(value, tuple):
            row[one.name] = "; ".join(_short(each) for each in value)
        else:
            row[one.name] = value
    return row


def _short(value: Any) -> str:
    person = getattr(value, "person", value)
    return str(getattr(person, "name", "") or getattr(person, "id", person))


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def as_network(view: NetworkView, form: str) -> bytes:
    """The network in one of NETWORK_FORMATS. Raises UnknownOption."""
    from scibridge.engines.errors import UnknownOption

    writers = {
        "graphml": _graphml,
        "vosviewer-map": _vosviewer_map,
        "vosviewer-network": _vosviewer_network,
        "pajek": _pajek,
    }
    if form not in writers:
        raise UnknownOption("format", form, NETWORK_FORMATS)
    return writers[form](view).encode("utf-8")


_NODE_KEYS: Final = (
    ("label", "string"),
    ("country", "string"),
    ("works", "long"),
    ("degree", "long"),
    ("strength", "double"),
    ("betweenness", "double"),
    ("community", "long"),
    ("participation", "double"),
    ("x", "double"),
    ("y", "double"),
)


def _graphml(view: NetworkView) -> str:
    keys = [
        f'  <key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>' for name, kind in _NODE_KEYS
    ]
    keys += [
        '  <key id="joint" for="edge" attr.name="works" attr.type="long"/>',
        '  <key id="weight" for="edge" attr.name="weight" attr.type="double"/>',
    ]
    nodes = []
    for node in view.nodes:
        data = "".join(
            f'<data key="{name}">{escape(_xml(_value(node, name)))}</data>' for name, _ in _NODE_KEYS
        )
        nodes.append(f"    <node id={quoteattr(node.unit.id)}>{data}</node>")
    edges = [
        f"    <edge source={quoteattr(view.nodes[one.one].unit.id)} "
        f"target={quoteattr(view.nodes[one.other].unit.id)}>"
        f'<data key="joint">{one.works}</data>'
        f'<data key="weight">{_weight(one.weight, one.works)}</data></edge>'
        for one in view.edges
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
            *keys,
            '  <graph edgedefault="undirected">',
            *nodes,
            *edges,
            "  </graph>",
            "</graphml>",
            "",
        ]
    )


def _value(node: Node, name: str) -> str:
    if name == "label":
        return node.unit.name or node.unit.id
    if name == "country":
        return node.unit.country
    return str(getattr(node, name))


def _xml(text: str) -> str:
    """Without the characters XML 1.0 has no place for."""
    return "".join(one for one in text if one in "\t\n\r" or ord(one) >= 0x20)


def _weight(weight: float | None, works: int) -> float:
    return float(works) if weight is None else weight


def _plain(text: str) -> str:
    """On one line, without what would end a column or a label."""
    return " ".join(_xml(text).replace('"', "'").split())


def _vosviewer_map(view: NetworkView) -> str:
    """Tab-separated: id, label, place, cluster (from 1), and two weights."""
    rows = ["id\tlabel\tx\ty\tcluster\tweight<Works>\tweight<Total link strength>"]
    rows += [
        f"{place}\t{_plain(_value(node, 'label'))}\t{node.x}\t{node.y}\t{node.community + 1}\t{node.works}"
        f"\t{node.strength:g}"
        for place, node in enumerate(view.nodes, start=1)
    ]
    return "\n".join(rows) + "\n"


def _vosviewer_network(view: NetworkView) -> str:
    """Tab-separated: the numbers of two items of the map file, and the strength of their link."""
    return "".join(f"{one.one + 1}\t{one.other + 1}\t{one.works}\n" for one in view.edges)


def _pajek(view: NetworkView) -> str:
    rows = [f"*Vertices {len(view.nodes)}"]
    rows += [
        f'{place} "{_plain(_value(node, "label"))}" {node.x:.4f} {node.y:.4f} 0.5'
        for place, node in enumerate(view.nodes, start=1)
    ]
    rows.append("*Edges")
    rows += [f"{one.one + 1} {one.other + 1} {one.works}" for one in view.edges]
    return "\r\n".join(rows) + "\r\n"
