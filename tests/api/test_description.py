"""The description of the API, and the page that shows it."""

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from jsonschema import Draft202012Validator
from tests.api.conftest import description

_REFERENCE = re.compile(r'"\$ref": ?"#/components/schemas/([^"]+)"')


def _operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_schema_is_valid_and_every_reference_resolves() -> None:
    components = description()["components"]["schemas"]
    for schema in components.values():
        Draft202012Validator.check_schema(schema)
    assert set(_REFERENCE.findall(json.dumps(description()))) <= set(components)


def test_operations_are_named_once_and_described() -> None:
    ids = [operation["operationId"] for _, _, operation in _operations()]
    assert len(ids) == len(set(ids))
    for path, method, operation in _operations():
        assert operation["summary"], (path, method)
        assert operation["tags"], (path, method)


def test_everything_but_health_names_its_refusals() -> None:
    for path, _, operation in _operations():
        if not path.endswith(("/health", "/problems/{code}")):
            assert {"404", "429"} <= set(operation["responses"]), path


def test_writes_ask_for_a_token_or_a_session() -> None:
    for path, method, operation in _operations():
        if method in {"post", "patch"} and not path.endswith("/match"):
            assert operation["security"] == [{"BearerToken": []}, {"Session": []}], path


@pytest.mark.django_db
def test_the_page_brings_everything_itself(send: Any) -> None:
    page = send("get", "/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "http://" not in text
    assert "https://" not in text
    assert '"validatorUrl": null' in text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text), (
        "an inline script needs a looser policy"
    )
    assert "<style" not in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
        assert finders.find(address.removeprefix("/static/")), address


@pytest.mark.django_db
def test_the_description_is_served(send: Any) -> None:
    served = send("get", "/openapi.json")
    assert served.json()["openapi"].startswith("3.1")
    assert served.json()["paths"].keys() == description()["paths"].keys()
