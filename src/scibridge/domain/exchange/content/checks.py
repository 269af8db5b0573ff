"""What must hold between fields: always, and before a posting is put to a moderator."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from scibridge.domain.exchange.content.units import check_unit
from scibridge.domain.exchange.content.values import BadValue
from scibridge.domain.exchange.states import ExportControl
from scibridge.engines.matching.documents import Kind
from scibridge.engines.text.quantities import Operator
from scibridge.kernel.bilingual import versions
from scibridge.kernel.errors import FieldProblem

_REQUIRED = {Kind.NEED: ("kind", "title", "problem"), Kind.OFFER: ("kind", "title", "summary")}


def _empty(value: object) -> bool:
    return not (versions(value) if hasattr(value, "data") else value)


def _comparison_problems(name: str, rows: list[dict[str, Any]]) -> list[FieldProblem]:
    problems = []
    for place, row in enumerate(rows):
        at = f"{name}.{place}"
        required = [
            field
            for field in ("metric", "operator", "low")
            if row[field] is None or _required_gap(row, field)
        ]
        problems += [FieldProblem(f"{at}.{field}", "required") for field in required]
        if required:
            continue
        between = row["operator"] == Operator.BETWEEN.value
        if row["high"] is None:
            problems.append(FieldProblem(f"{at}.high", "required"))
        elif between and row["low"] >= row["high"]:
            problems.append(FieldProblem(f"{at}.high", "not_above", {"low": row["low"]}))
        elif not between and row["low"] != row["high"]:
            problems.append(FieldProblem(f"{at}.high", "only_for_between"))
        try:
            check_unit(row["unit"])
        except BadValue as bad:
            problems.append(FieldProblem(f"{at}.unit", bad.code, bad.data))
    return problems


def _required_gap(row: Mapping[str, Any], field: str) -> bool:
    return field != "low" and _empty(row[field])


def _need_problems(values: Mapping[str, Any]) -> list[FieldProblem]:
    problems = _comparison_problems("must_haves", values["must_haves"])
    low, high = values["budget_low"], values["budget_high"]
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        problems.append(FieldProblem("budget_high", "below_low", {"low": str(low)}))
    if (low is not None or high is not None) and not values["currency"]:
        problems.append(FieldProblem("currency", "required"))
    for list_name, reason in (
        ("eligible_countries", "eligible_reason"),
        ("excluded_countries", "excluded_reason"),
    ):
        if values[list_name] and _empty(values[reason]):
            problems.append(FieldProblem(reason, "reason_required"))
    both = sorted(set(values["eligible_countries"]) & set(values["excluded_countries"]))
    if both:
        problems.append(FieldProblem("excluded_countries", "contradiction", {"countries": both}))
    return problems


def _offer_problems(values: Mapping[str, Any]) -> list[FieldProblem]:
    problems = _comparison_problems("claims", values["claims"])
    for place, row in enumerate(values["rights"]):
        if not row["right"]:
            problems.append(FieldProblem(f"rights.{place}.right", "required"))
    people = [row["person"] for row in values["inventors"]]
    for place, person in enumerate(people):
        if not person:
            problems.append(FieldProblem(f"inventors.{place}.person", "required"))
        elif person in people[:place]:
            problems.append(FieldProblem(f"inventors.{place}.person", "duplicate"))
    total = sum((row["share"] or Decimal(0) for row in values["inventors"]), Decimal(0))
    if total > 100:
        problems.append(FieldProblem("inventors", "shares_exceed", {"total": str(total)}))
    pairs = [(row["scheme"], row["value"]) for row in values["identifiers"]]
    problems += [
        FieldProblem(f"identifiers.{place}.value", "duplicate")
        for place, pair in enumerate(pairs)
        if pair in pairs[:place]
    ]
    return problems


def check_content(kind: Kind, values: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong between the fields of a whole content, draft or not."""
    problems = [FieldProblem("title", "required")] if _empty(values["title"]) else []
    return problems + (_need_problems(values) if kind is Kind.NEED else _offer_problems(values))


def check_evidence(kind: Kind, values: Mapping[str, Any]) -> list[FieldProblem]:
    """What makes an offer believable, asked when it is put to a moderator.

    A readiness level needs the evidence it rests on; a claim needs what it is compared with, or the word
    that nothing comparable exists.
    """
    if kind is not Kind.OFFER:
        return []
    problems = []
    if values["readiness"] is not None and _empty(values["readiness_evidence"]):
        problems.append(
            FieldProblem("readiness_evidence", "evidence_required", {"level": values["readiness"]})
        )
    for place, row in enumerate(values["claims"]):
        compared = row["baseline_value"] is not None or not _empty(row["baseline"])
        if not compared and not row["no_comparison"]:
            problems.append(FieldProblem(f"claims.{place}.baseline", "baseline_required"))
        elif compared and row["no_comparison"]:
            problems.append(FieldProblem(f"claims.{place}.no_comparison", "compared_after_all"))
    return problems


def check_complete(kind: Kind, values: Mapping[str, Any], today: date) -> list[FieldProblem]:
    """What a moderator must not be bothered with: required fields, dates gone by, prohibited export."""
    problems = [FieldProblem(name, "required") for name in _REQUIRED[kind] if _empty(values[name])]
    problems += [
        FieldProblem(name, "in_the_past", {"value": values[name].isoformat()})
        for name in ("deadline", "expires_on")
        if values.get(name) is not None and values[name] < today
    ]
    if values.get("export_control") == ExportControl.PROHIBITED.value:
        problems.append(FieldProblem("export_control", "prohibited"))
    return problems
