"""``scibridge account``: the operator's way to accounts and roles."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.table import Table

from scibridge.cli.terminal import output
from scibridge.domain.accounts.models import Account, Grant
from scibridge.domain.accounts.services import ensure_account, grant_role
from scibridge.domain.accounts.states import ORGANISATION, PLATFORM, ROLES_ON, Role
from scibridge.kernel.errors import FieldProblem, InvalidInput, NotFound

app = typer.Typer(no_args_is_help=True, help="Accounts and roles, for whoever runs the installation.")


@app.command()
def create(
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    name: Annotated[str, typer.Option(help="The name others see.")] = "",
) -> None:
    """Make an account with a confirmed address; asks for its password."""
    password: str = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    account = ensure_account(email=email, name=name, password=password)
    output.print(_("%(email)s can sign in.") % {"email": account.email}, markup=False)


@app.command()
def grant(
    email: Annotated[str, typer.Argument(help="The account.")],
    role: Annotated[str, typer.Argument(help="administrator, moderator, representative or member.")],
    organisation: Annotated[
        str, typer.Option(help="Id of the organisation, for representative and member.")
    ] = "",
) -> None:
    """Give an account a role on the platform or on an organisation."""
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        raise NotFound(kind="account", id=email)
    if role not in set(Role):
        problem = FieldProblem("role", "unknown_code", {"value": role, "choices": tuple(Role)})
        raise InvalidInput([problem])
    on_kind = PLATFORM if Role(role) in ROLES_ON[PLATFORM] else ORGANISATION
    if on_kind == ORGANISATION and not organisation:
        raise InvalidInput([FieldProblem("--organisation", "required")])
    on_id = organisation if on_kind == ORGANISATION else ""
    grant_role(account=account, role=Role(role), on_kind=on_kind, on_id=on_id, actor=None)
    output.print(_("Granted."))


@app.command("list")
def list_accounts() -> None:
    """List the accounts with their roles."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    held: dict[int, list[str]] = {}
    for one in Grant.objects.filter(ended_at__isnull=True):
        held.setdefault(one.account_id, []).append(" ".join(part for part in (one.role, one.on_id) if part))
    for account in Account.objects.order_by("email"):
        table.add_row(account.email, account.name, ", ".join(held.get(account.pk, [])))
    output.print(table)
