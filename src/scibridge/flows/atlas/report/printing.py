"""A report as a file: HTML that stands alone, and PDF by WeasyPrint, which is an extra."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NoReturn

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from scibridge.engines.errors import ScibridgeError
from scibridge.flows.atlas.report.parts import Report

EXTRA: Final = "pip install 'scibridge[report]'"
SHEET: Final = "flows/atlas_report.css"


class PrinterAbsent(ScibridgeError):
    """No PDF can be made here: the extra, or a library of the system that it wants, is missing."""

    code = "report_printer_absent"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason, remedy=EXTRA)


def can_print() -> bool:
    """Whether the extra for PDF is installed."""
    return find_spec("weasyprint") is not None


def html_of(report: Report, address: str) -> str:
    """The report as one HTML file with its style; ``address`` is where it can be read."""
    language = get_language() or "en"
    context = {
        "report": report,
        "page_language": "zh-Hans" if language.startswith("zh") else "en",
        "sheet": _sheet(),
        "address": address,
        "site_address": settings.SITE_ADDRESS,
    }
    return render_to_string("flows/atlas/report_file.html", context)


def pdf_of(report: Report, address: str) -> bytes:
    """The same as PDF. Nothing is fetched. Raises PrinterAbsent."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as problem:
        raise PrinterAbsent(str(problem).splitlines()[0]) from problem
    document = HTML(string=html_of(report, address), base_url=settings.SITE_ADDRESS, url_fetcher=_refuse)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


def _refuse(address: str, *_more: Any, **_named: Any) -> NoReturn:
    raise ValueError(address)


def _sheet() -> str:
    path = finders.find(SHEET)
    return Path(str(path)).read_text() if path else ""


def address_of(kind: str, of: str, query: str = "") -> str:
    """Where the report is read, in the reader's language, from the site's root."""
    return reverse("atlas_report", args=[kind, of]) + query
