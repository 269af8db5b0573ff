"""``scibridge setup``: database, static files, catalogues and home folder, made or brought up to date."""

from typing import Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _
from scibridge.cli.starting import start


def setup(
    quiet: Annotated[bool, typer.Option("--quiet", help=_("Say nothing unless something is wrong."))] = False,
) -> None:
    """Run again, it does only what is missing."""
    start(database=False)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from scibridge.cli.places import rebuild_places
    from scibridge.cli.screens import bar, say
    from scibridge.domain.indexing.selectors import current_lexicon
    from scibridge.engines.matching.index import MatchIndex
    from scibridge.flows.statistics import learn_sizes

    def tell(words: str) -> None:
        if not quiet:
            say(words)

    for folder in (
        settings.LAKE_DIRECTORY,
        settings.INDEX_DIRECTORY,
        settings.CACHE_DIRECTORY,
        settings.MEDIA_ROOT,
    ):
        folder.mkdir(parents=True, exist_ok=True)
    tell(_("Home folder: %(path)s") % {"path": settings.HOME})
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        with bar(_("Database")):
            call_command("migrate", interactive=False, verbosity=0)
            learn_sizes()
    except DatabaseError as error:
        words = _("The database cannot be prepared: %(what)s. Check DATABASE_URL and SCIBRIDGE_HOME.")
        raise CommandFailed(words % {"what": str(error)}, Exit.ABSENT) from error
    tell(
        _("Database: %(number)s migrations applied.") % {"number": waiting}
        if waiting
        else _("Database: up to date.")
    )
    with bar(_("Static files")):
        call_command("collectstatic", interactive=False, verbosity=0)
    tell(_("Static files: in place."))
    with bar(_("Dictionary")):
        current_lexicon()
        MatchIndex.create(settings.INDEX_DIRECTORY)
    tell(_("Dictionary and index: in place."))
    if _without_places():
        rebuild_places()
        tell(_("Places: counted."))
    if _without_catalogues():
        tell(_("The Chinese catalogues are not compiled: pages will be in English. Run: make install"))


def _without_places() -> bool:
    """Whether there are organisations of which no page of a place knows yet: an older database."""
    from scibridge.domain.places.models import Place
    from scibridge.domain.registry.models import Organisation

    return Organisation.objects.exists() and not Place.objects.exists()


def _without_catalogues() -> bool:
    """Whether the words of another language are missing: a checkout compiles them in ``make install``."""
    from pathlib import Path

    import scibridge

    package = Path(scibridge.__file__).parent
    sources = list(package.rglob("locale/*/LC_MESSAGES/django.po"))
    return any(not source.with_suffix(".mo").exists() for source in sources)
