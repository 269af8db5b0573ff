"""The words for the codes of this app."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.attachments.states import Purpose, Standing
from scibridge.engines.files.kinds import FileKind

PURPOSES = {
    Purpose.EVIDENCE: _("Evidence: test report, certificate"),
    Purpose.DRAWING: _("Drawing or picture"),
    Purpose.DATA_SHEET: _("Data sheet or table"),
    Purpose.OTHER: pgettext_lazy("a file", "Something else"),
}
STANDINGS = {
    Standing.WAITING: pgettext_lazy("a file", "Waits for a moderator"),
    Standing.OPEN: pgettext_lazy("a file", "Shown"),
    Standing.REFUSED: pgettext_lazy("a file", "Not admitted by a moderator"),
}
FILE_KINDS = {
    FileKind.PDF: "PDF",
    FileKind.PNG: "PNG",
    FileKind.JPEG: "JPEG",
    FileKind.WEBP: "WebP",
    FileKind.TEXT: pgettext_lazy("a file", "Text"),
    FileKind.CSV: "CSV",
    FileKind.DOCX: "Word (docx)",
    FileKind.XLSX: "Excel (xlsx)",
    FileKind.ODT: "OpenDocument (odt)",
}
