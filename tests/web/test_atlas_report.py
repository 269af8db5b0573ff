"""Profile reports: a page to print, and a PDF whose Chinese can be read out of it again."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.web.test_atlas import build_small, read

from scibridge.engines.atlas.selections import Selection
from scibridge.flows.atlas.report import printing
from scibridge.flows.atlas.report.keeping import Order, Standing, begin, standing
from scibridge.flows.atlas.report.tasks import write_report

pytestmark = pytest.mark.django_db
Run = Callable[..., Any]
PATH = "atlas/report/country/CN/pdf/"


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CACHE_DIRECTORY", tmp_path / "cache")
    cache.clear()
    build_small()


def text_of(content: bytes) -> str:
    """Without spaces: lines break where there is none, in Chinese and in narrow columns."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def work_through() -> None:
    """What the background worker does with the orders that wait."""
    for one in DBTaskResult.objects.filter(task_path=write_report.module_path, status="READY"):
        write_report.call(*one.args_kwargs["args"])


def test_the_page_holds_every_part_in_both_languages(client: Client) -> None:
    page, chinese = (
        read(client, "atlas/report/country/CN/"),
        read(client, "atlas/report/country/CN/", "zh-hans"),
    )
    for part in ("figures", "years", "partners", "subjects", "bridges", "method"):
        assert f'<section id="{part}"' in page
        assert f'href="#{part}"' in page
    assert "<h1>China</h1>" in page
    assert "<h1>中国</h1>" in chinese
    assert "国家（地区）概况报告" in chinese
    # Six works; partners with intervals; coverage; formulas and sources.
    assert '<th scope="row">United States</th>' in page
    assert "8 works are in this selection; 100% of them could be placed." in page
    assert "n_ab / √(n_a n_b)" in page
    # Two people stand behind these figures: what judges them is not told.
    assert "not told" in page
    assert 'id="leadership"' not in page
    assert "Download as PDF" in page
    assert "scibridge[report]" not in page
    for path, title in (
        ("atlas/report/organisation/I1/", "House 1"),
        ("atlas/report/organisation/I1/?roll_up=1", "House 1"),
        ("atlas/report/topic/field:22/?from=2020", "Engineering"),
    ):
        assert f"<h1>{title}</h1>" in read(client, path), path
    assert "2020–2022" in read(client, "atlas/report/topic/field:22/?from=2020")


def test_pages_of_the_atlas_lead_to_their_report(client: Client) -> None:
    for path, report in (
        ("atlas/country/CN/?from=2020", "atlas/report/country/CN/?from=2020"),
        ("atlas/organisation/I1/?roll_up=1", "atlas/report/organisation/I1/?roll_up=1"),
        ("atlas/topic/field:22/", "atlas/report/topic/field:22/"),
    ):
        assert f'href="/en/{report}"' in read(client, path), path


def test_what_cannot_be_reported_says_so(client: Client) -> None:
    for path, status in (
        ("atlas/report/country/ZZ/", 404),
        ("atlas/report/planet/CN/", 400),
        ("atlas/report/topic/field:x/", 400),
        ("atlas/report/country/CN/?source=science", 400),
        ("atlas/report/organisation/I999/pdf/", 404),
    ):
        for language in ("en", "zh-hans"):
            assert 'id="main"' in read(client, path, language, status)


def test_a_pdf_is_written_in_the_background_and_then_given(client: Client) -> None:
    for language, words in (
        ("en", ("China", "Profile of a country or region", "United States", "Method and sources")),
        ("zh-hans", ("中国", "国家（地区）概况报告", "美国", "方法与来源", "萨尔顿系数")),
    ):
        address = f"/{language}/{PATH}"
        before = client.get(address)
        assert (before.status_code, "Refresh" in before.headers) == (200, False)
        ordered = client.post(address)
        assert (ordered.status_code, ordered.headers["Location"]) == (302, address)
        # Asked twice, it is written once.
        client.post(address)
        assert DBTaskResult.objects.filter(task_path=write_report.module_path).count() == 1
        waiting = client.get(address)
        assert (waiting.status_code, waiting.headers["Refresh"]) == (200, "2")
        work_through()
        DBTaskResult.objects.all().delete()
        response: Any = client.get(address)
        assert response.headers["Content-Type"] == "application/pdf"
        day = timezone.now().date()
        assert (
            f'filename="scibridge-atlas-report-CN-{day:%Y-%m-%d}.pdf"'
            in response.headers["Content-Disposition"]
        )
        content = b"".join(response.streaming_content)
        text = text_of(content)
        for one in words:
            assert one.replace(" ", "") in text, one
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        assert f"2 / {len(pages)}" in pages[1].extract_text()


def test_without_the_extra_printing_is_offered_and_what_to_install(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "find_spec", lambda _name: None)
    page = read(client, "atlas/report/country/CN/")
    assert "Download as PDF" not in page
    assert "pip install &#x27;scibridge[report]&#x27;" in page
    assert "pip install &#x27;scibridge[report]&#x27;" in read(client, PATH)


def test_a_library_of_the_system_that_is_missing_is_told_to_who_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    client.post(f"/en/{PATH}")
    work_through()
    page = read(client, PATH)
    assert "The PDF could not be written." in page
    assert "scibridge[report]" in page
    monkeypatch.undo()


def test_who_waits_too_long_is_told_why() -> None:
    order = Order("country", "CN", Selection(), "", "en")
    assert Order.of_text(order.as_text()) == order
    assert standing(order) == (Standing.NONE, "")
    asked = order.file(".asked")
    begin(order)
    assert standing(order)[0] is Standing.WAITING
    for seconds, how in ((100, Standing.SLOW), (1000, Standing.NONE)):
        moment = timezone.now().timestamp() - seconds
        os.utime(asked, (moment, moment))
        assert standing(order)[0] is how


def test_reports_are_counted(client: Client, settings: Any) -> None:
    settings.PAGE_RATE_VISITOR = "1/m"
    assert client.post(f"/en/{PATH}").status_code == 302
    assert client.get(f"/en/{PATH}").status_code == 429


def test_at_the_terminal(run: Run, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "china.pdf"
    told = run("atlas", "report", "country", "CN", "--output", str(file), "--language", "zh-hans")
    assert told.code == 0, told.err
    assert "概况报告" in text_of(file.read_bytes())
    page = tmp_path / "subject.html"
    with translation.override("en"):
        assert run("atlas", "report", "topic", "field:22", "-o", str(page), "--from", "2020").code == 0
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    assert "<style>" in html
    assert "<h1>Engineering</h1>" in html
    assert "/en/atlas/report/topic/field:22/" in html
    for line, code in (
        (f"country CN -o {tmp_path}/x.doc", 1),
        (f"country ZZ -o {tmp_path}/x.html", 3),
        (f"planet CN -o {tmp_path}/x.html", 1),
        (f"country CN -o {tmp_path}/x.html --language fr", 1),
    ):
        assert run("atlas", "report", *line.split()).code == code, line
