"""Computing the atlas: the lake's works, organisations rolled up and placed as the registry says."""

import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from scibridge.domain.registry.models import OrganisationIdentifier, OrganisationRelation
from scibridge.domain.registry.states import OrganisationStatus, RelationKind
from scibridge.engines.atlas import building
from scibridge.engines.atlas.families import families_table, uppermost
from scibridge.engines.atlas.manifest import AtlasManifest
from scibridge.engines.atlas.pairing import organisation_pairs_by_year
from scibridge.engines.atlas.tables import TABLES
from scibridge.engines.lake.lake import Lake
from scibridge.flows.atlas.regions import regions_of
from scibridge.kernel.identifiers import Scheme

Progress = Callable[[int, int, str], None]


def build_atlas(*, anew: bool = False, progress: Progress | None = None) -> AtlasManifest:
    """Bring the tables up to date with the corpus; what did not change is not counted again.

    Raises AtlasBusy, LakeBroken, LakeDrift, LakeFull, SparkAbsent, SparkGone: the last tables go on serving.
    """
    families, regions = belonging()
    return building.build(
        settings.LAKE_DIRECTORY,
        settings.ATLAS_DIRECTORY,
        families=families,
        regions=regions,
        made=timezone.now().isoformat(timespec="seconds"),
        seconds=time.perf_counter,
        address=settings.LAKE_ENGINE,
        anew=anew,
        progress=progress,
    )


def write_pair_years(path: Path) -> int:
    """Organisations that share works, by year, from the corpus itself into a Parquet file; returns the rows.

    Raises LakeBroken, LakeDrift, LakeFull, SparkAbsent and SparkGone.
    """
    return organisation_pairs_by_year(settings.LAKE_DIRECTORY, path, address=settings.LAKE_ENGINE)


def atlas_is_due() -> bool:
    """Whether the corpus has changed since the tables were made, or they lack one that is read by now.

    Raises AtlasBroken.
    """
    made = AtlasManifest.load(settings.ATLAS_DIRECTORY)
    lacking = bool(made.number) and not TABLES.keys() <= made.rows.keys()
    return lacking or Lake(settings.LAKE_DIRECTORY).generation != made.generation


def belonging() -> tuple[pa.Table, pa.Table]:
    """Institution of the corpus → the uppermost one that the registry says it belongs to, and its region; and
    the names of the regions."""
    live = OrganisationIdentifier.objects.exclude(organisation__status=OrganisationStatus.MERGED.value)
    owners = dict(live.filter(scheme=Scheme.ROR.value).values_list("value", "organisation_id"))
    numbers: dict[int, int] = {}
    for row in Lake(settings.LAKE_DIRECTORY).query("identities").to_pylist():
        if row["ror"] in owners:
            numbers.setdefault(owners[row["ror"]], row["id"])
    for value, owner in live.filter(scheme=Scheme.OPENALEX.value).values_list("value", "organisation_id"):
        numbers.setdefault(owner, int(value[1:]))
    parents: dict[int, int] = {}
    relations = OrganisationRelation.objects.filter(kind=RelationKind.PARENT.value, target__isnull=False)
    for child, parent in relations.order_by("organisation_id", "target_id").values_list(
        "organisation_id", "target_id"
    ):
        parents.setdefault(child, parent)
    tops = {
        number: numbers[top]
        for owner, number in numbers.items()
        if (top := uppermost(owner, parents, numbers)) != owner
    }
    lying, named = regions_of(numbers)
    return families_table(tops, lying), named
