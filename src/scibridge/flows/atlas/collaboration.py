"""Loading an aggregate of who publishes with whom: all of science beside the corpus's own view."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from scibridge.engines.atlas.science import contradictions, write_science
from scibridge.flows.imports import ImportSummary, RejectFile
from scibridge.sources.collaboration import BadRow, read_collaboration


def import_collaboration(path: Path, *, reject_file: Path) -> ImportSummary:
    """Replace the aggregate by that of ``path``; a file of which no row can be taken changes nothing.

    A pair of more works than one of its countries has is taken, and noted. Raises SourceAbsent,
    SourceUnreadable and LakeFull.
    """
    summary = ImportSummary(source=str(path))
    matrix: dict[tuple[int, str, str], int] = {}
    with RejectFile(reject_file, summary) as rejects:
        for row in read_collaboration(path):
            summary.read += 1
            if isinstance(row, BadRow):
                rejects.add(f"{path.name}:{row.line}", row.reason, {"snippet": row.snippet})
            elif (key := (row.year, row.one, row.other)) in matrix:
                rejects.add(f"{path.name}", "duplicate_id", {"snippet": f"{row}"})
            else:
                matrix[key] = row.works
    summary.new = len(matrix)
    if matrix:
        summary.notes = Counter({"pair_above_country": len(contradictions(matrix))})
        made = timezone.now().isoformat(timespec="seconds")
        write_science(settings.ATLAS_DIRECTORY, matrix, source=path.name, made=made)
    return summary
