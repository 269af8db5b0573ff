"""``scibridge demo``: a fictional world to try everything on, and one match of it explained."""

from typing import TYPE_CHECKING, Annotated

import typer

from scibridge.cli.indexing import update_all
from scibridge.cli.language import CHOSEN, _
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.flows.demonstration.loading import DemonstrationSummary


def demo(
    size: Annotated[int, typer.Option(help=_("How many times the default world."), min=1)] = 1,
    seed: Annotated[int | None, typer.Option(help=_("Another seed makes another world."))] = None,
) -> None:
    """Loads what is missing; run again, it changes nothing."""
    start()
    from scibridge.cli.screens import bar, say
    from scibridge.flows.demonstration.loading import load_world
    from scibridge.flows.demonstration.world import DEFAULT_SEED, build_world

    stages = {
        "organisations": _("Organisations"),
        "people": _("People"),
        "facilities": _("Facilities"),
        "accounts": _("Accounts"),
        "needs": _("Needs"),
        "offers": _("Offers"),
        "works": _("Works"),
    }
    say(_("Loading the demonstration world. Everything in it is fictional."))
    with bar(_("Making it up")) as advance:
        world = build_world(size, DEFAULT_SEED if seed is None else seed)
        summary = load_world(
            world, progress=lambda stage, done, total: advance(done, total, stages.get(stage, stage))
        )
    update_all()
    _print_summary(summary, stages)
    _print_showcase(summary)


def _print_summary(summary: "DemonstrationSummary", stages: dict[str, str]) -> None:
    from rich.table import Table

    from scibridge.cli.screens import answers

    console = answers()
    table = Table("", _("New"), _("There already"), box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for stage, counts in summary.counts.items():
        table.add_row(stages.get(stage, stage), f"{counts.new:,}", f"{counts.unchanged:,}")
    console.print(table)
    language = "zh" if CHOSEN.startswith("zh") else "en"
    table = Table(_("Sign in as"), _("Password"), _("Who"), box=None)
    for one in summary.accounts:
        table.add_row(one.email, one.password, f"{one.name}: {one.description.get(language, '')}")
    console.print()
    console.print(table)


def _print_showcase(summary: "DemonstrationSummary") -> None:
    from scibridge.cli.answers import print_match
    from scibridge.cli.screens import answers
    from scibridge.domain.exchange.selectors import answers_to, get_need
    from scibridge.engines.matching.documents import Kind
    from scibridge.kernel.bilingual import show

    need = get_need(summary.showcase_need, None)
    found = answers_to(need, None, kinds=(Kind.OFFER,), limit=20)
    wanted = f"offer:{summary.showcase_offer}"
    chosen = [match for match in found.matches if match.id == wanted] or list(found.matches[:1])
    console = answers()
    console.print()
    console.print(_("One match, explained. The need:"), style="bold")
    console.print(f"  {show(need.title).text}  (need:{need.public_id})", markup=False)
    for match in chosen:
        print_match(match, console)
    console.print()
    command = f"scibridge match --need {need.public_id} --explain"
    console.print(_("All answers to it: %(command)s") % {"command": command}, style="dim", markup=False)
