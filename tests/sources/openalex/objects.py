"""OpenAlex objects and snapshots made for tests, in both generations of the schema."""

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ADDRESS = "https://openalex.org/"


def inverted(text: str) -> dict[str, list[int]]:
    """A text as OpenAlex serves abstracts."""
    index: dict[str, list[int]] = {}
    for place, word in enumerate(text.split(" ")):
        index.setdefault(word, []).append(place)
    return index


def new_work(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A work of the generation of 2024 on."""
    return {
        "id": f"{ADDRESS}W{number}",
        "doi": "https://doi.org/10.1234/ABC.Def",
        "title": f"Solid electrolytes {number}",
        "language": "en",
        "type": "article",
        "publication_year": 2024,
        "publication_date": "2024-05-06",
        "cited_by_count": 7,
        "is_retracted": False,
        "primary_location": {"source": {"display_name": "Journal of Batteries"}},
        "keywords": [{"display_name": "Lithium"}, {"display_name": "Lithium"}, {"keyword": "Glass"}],
        "abstract_inverted_index": inverted("We show that glass conducts"),
        "sustainable_development_goals": [{"id": "https://metadata.un.org/sdg/7"}],
        "authorships": [
            {
                "author_position": "first",
                "author": {
                    "id": f"{ADDRESS}A11",
                    "display_name": "Li Wei",
                    "orcid": "https://orcid.org/0000-0002-1825-0097",
                },
                "countries": ["CN"],
                "raw_affiliation_strings": ["Tsinghua, Beijing", "MIT"],
                "institutions": [
                    {
                        "id": f"{ADDRESS}I21",
                        "display_name": "Tsinghua University",
                        "ror": "https://ror.org/03cve4549",
                        "country_code": "CN",
                        "type": "education",
                    },
                    {"id": f"{ADDRESS}I22", "display_name": "MIT", "country_code": "US"},
                ],
            },
            {"author_position": "last", "author": {"id": None, "display_name": "A. Nobody"}},
        ],
        "topics": [
            {
                "id": f"{ADDRESS}T31",
                "display_name": "Batteries",
                "score": 0.75,
                "subfield": {"id": f"{ADDRESS}subfields/2208", "display_name": "Electrical"},
                "field": {"id": f"{ADDRESS}fields/22", "display_name": "Engineering"},
                "domain": {"id": f"{ADDRESS}domains/3", "display_name": "Physical Sciences"},
            }
        ],
        "concepts": [{"id": f"{ADDRESS}C99", "display_name": "Never read", "score": 0.9, "level": 0}],
        "referenced_works": [f"{ADDRESS}W5", f"{ADDRESS}W6"],
        "updated_date": "2024-06-01T00:00:00",
    } | changes


def old_work(number: int = 2, **changes: Any) -> dict[str, Any]:
    """A work of the generation of 2023."""
    return {
        "id": f"{ADDRESS}W{number}",
        "doi": None,
        "display_name": "Dolor <i>in vivo</i> &amp;ndash; a review",
        "type": "journal-article",
        "publication_year": 2019,
        "publication_date": "2018-12-31",
        "cited_by_count": 0,
        "is_retracted": True,
        "host_venue": {"display_name": "Pain"},
        "abstract_inverted_index": None,
        "authorships": [
            {
                "author_position": "first",
                "author": {"id": f"{ADDRESS}A12", "display_name": "Ana Silva", "orcid": None},
                "raw_affiliation_string": "USP",
                "institutions": [
                    {"id": f"{ADDRESS}I23", "display_name": "USP", "ror": None, "country_code": "BR"}
                ],
            }
        ],
        "concepts": [
            {"id": f"{ADDRESS}C41", "display_name": "Medicine", "score": 0.5, "level": 0},
            {"id": f"{ADDRESS}C42", "display_name": "Left out", "score": 0, "level": 1},
        ],
        "referenced_works": [],
        "updated_date": "2023-02-17",
    } | changes


def write_part(
    directory: Path,
    updated: str,
    lines: Iterable[Mapping[str, Any] | bytes],
    entity: str = "works",
    part: int = 0,
) -> Path:
    """A file of the snapshot layout; a line given as bytes is written as it is."""
    folder = directory / "data" / entity / f"updated_date={updated}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"part_{part:03d}.gz"
    content = b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)
    path.write_bytes(gzip.compress(content, mtime=0))
    return path
