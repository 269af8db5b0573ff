"""Making Django ready, once, in the language of the command line."""

import os

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import CHOSEN, _

SETTINGS = "scibridge.config.settings"


def start(*, database: bool = True) -> None:
    """Load the apps; with ``database``, refuse one that was never prepared. Raises CommandFailed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation
    from environs import EnvError

    try:
        django.setup()
    except (ImproperlyConfigured, EnvError) as error:
        words = _("The settings are not usable: %(what)s.") % {"what": str(error).rstrip(".")}
        raise CommandFailed(words, Exit.INPUT) from error
    translation.activate(CHOSEN)
    if database:
        _check_database()


def is_untouched() -> bool:
    """Whether nothing was ever prepared in the database. One that cannot be opened is not."""
    from django.db import DatabaseError, connection
    from django.db.migrations.recorder import MigrationRecorder

    try:
        return not MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return False


def _check_database() -> None:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        words = _("The database cannot be opened: %(what)s. Check DATABASE_URL and SCIBRIDGE_HOME.")
        raise CommandFailed(words % {"what": str(error)}, Exit.ABSENT) from error
    if waiting:
        words = _("The database is not prepared for this version. Run: %(command)s")
        raise CommandFailed(words % {"command": "scibridge setup"}, Exit.ABSENT)
