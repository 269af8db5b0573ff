"""``scibridge demo``: the demonstration world, loaded, indexed, and one of its matches explained."""

from typing import Annotated

import typer
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from rich.table import Table

from scibridge.cli.answers import condition_words, print_match
from scibridge.cli.terminal import output, progress_bar
from scibridge.domain.exchange.access import visible_need
from scibridge.domain.exchange.models import Need
from scibridge.domain.exchange.queries import need_query
from scibridge.domain.exchange.selectors import answers_to, get_need
from scibridge.engines.matching.documents import Filters, Kind
from scibridge.flows.demonstration.loading import DemonstrationSummary, load_world
from scibridge.flows.demonstration.world import DEFAULT_SEED, build_world
from scibridge.flows.indexing.rebuilding import update_corpus
from scibridge.flows.indexing.updating import bring_up_to_date
from scibridge.kernel.bilingual import show

_SHOWN = 5


def demo(
    size: Annotated[int, typer.Option(min=1, help="How many times the usual world.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed makes another world.")] = DEFAULT_SEED,
) -> None:
    """Load the fictional demonstration world and print one explained match."""
    output.print(_("Loading the demonstration world. Everything in it is fictional."))
    stages = {
        "accounts": _("Accounts"),
        "organisations": _("Organisations"),
        "people": _("People"),
        "facilities": _("Facilities"),
        "needs": _("Needs"),
        "offers": _("Offers"),
        "works": _("Publications"),
    }
    with progress_bar(_("Imagining")) as advance:
        summary = load_world(
            build_world(size=size, seed=seed),
            progress=lambda stage, done, total: advance(done, total, stages.get(stage, stage)),
        )
    with progress_bar(_("Indexing")) as advance:
        bring_up_to_date()
        update_corpus(lambda done, total: advance(done, total, ""))
    _print_counts(summary, stages)
    _print_showcase(summary)
    _print_accounts(summary)


def _print_counts(summary: DemonstrationSummary, stages: dict[str, str]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for heading in ("", _("new"), _("unchanged")):
        table.add_column(heading, justify="right" if heading else "left")
    for stage, counts in summary.counts.items():
        table.add_row(stages.get(stage, stage), f"{counts.new:,}", f"{counts.unchanged:,}")
    output.print(table)


def _print_showcase(summary: DemonstrationSummary) -> None:
    """A need of the world, and the answer that shows best what an explanation is."""
    visitor = AnonymousUser()
    need: Need = get_need(summary.showcase_need, visitor)
    view = visible_need(need, visitor)
    query = need_query(view, filters=Filters(kinds=(Kind.OFFER,)), limit=_SHOWN)
    found = answers_to(need, visitor, kinds=(Kind.OFFER,), limit=_SHOWN)
    output.print()
    output.print(f"{_('A need')}: {show(view.title).text}", style="bold", markup=False)
    output.print("   " + view.document_id, style="dim")
    for must_have in query.must_haves:
        output.print(f"   • {condition_words(must_have)}", markup=False)
    wanted = f"offer:{summary.showcase_offer}"
    chosen = next((match for match in found.matches if match.id == wanted), None)
    for match in [chosen] if chosen is not None else list(found.matches[:1]):
        output.print()
        output.print(_("One of its answers, with every reason:"))
        print_match(output, match)
    output.print()
    output.print(_("All of them: scibridge match --need %(id)s") % {"id": summary.showcase_need})


def _print_accounts(summary: DemonstrationSummary) -> None:
    output.print()
    output.print(_("Accounts you can sign in with:"), style="bold")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for one in summary.accounts:
        table.add_row(one.email, one.password, one.name, show(one.description).text)
    output.print(table)
