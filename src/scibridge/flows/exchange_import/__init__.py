"""Needs and offers from files: JSON Lines and CSV, as described in ``docs/import``."""

from scibridge.flows.exchange_import.columns import columns, read_cells, template_csv, write_cells
from scibridge.flows.exchange_import.importing import (
    PostingImportSummary,
    RowProblem,
    import_needs,
    import_offers,
)
from scibridge.flows.exchange_import.reading import FileRefused

__all__ = [
    "FileRefused",
    "PostingImportSummary",
    "RowProblem",
    "columns",
    "import_needs",
    "import_offers",
    "read_cells",
    "template_csv",
    "write_cells",
]
