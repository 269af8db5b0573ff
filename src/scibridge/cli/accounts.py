"""``scibridge account``: the first administrator, roles, and who there is."""

from typing import TYPE_CHECKING, Annotated

import typer

from scibridge.cli.exits import CommandFailed, Exit
from scibridge.cli.language import _
from scibridge.cli.starting import start

if TYPE_CHECKING:
    from scibridge.domain.accounts.models import Account

app = typer.Typer(help=_("Accounts and their roles."), no_args_is_help=True)
_MAIL = _("E-mail address of the account.")


def account_of(mail: str) -> "Account":
    """The active account with this address. Raises CommandFailed."""
    from scibridge.domain.accounts.models import Account

    account = Account.objects.filter(email__iexact=mail, is_active=True).first()
    if account is None:
        words = _("There is no active account “%(mail)s”. List them with: scibridge account list")
        raise CommandFailed(words % {"mail": mail}, Exit.ABSENT)
    return account


def only_administrator() -> "Account":
    """The administrator, where there is exactly one. Raises CommandFailed."""
    from scibridge.domain.accounts.models import Account
    from scibridge.domain.accounts.states import PLATFORM, Role

    held = {"role": Role.ADMINISTRATOR.value, "on_kind": PLATFORM, "ended_at__isnull": True}
    found = list(
        Account.objects.filter(is_active=True, **{f"grants__{name}": value for name, value in held.items()})[
            :2
        ]
    )
    if len(found) == 1:
        return found[0]
    words = _("Say in whose name, with --as MAIL. Make an administrator with: scibridge account create")
    raise CommandFailed(words)


@app.command(help=_("Make an account that can sign in at once."))
def create(
    mail: Annotated[str, typer.Argument(help=_MAIL)],
    name: Annotated[str, typer.Option(help=_("Display name."))] = "",
    administrator: Annotated[
        bool, typer.Option("--administrator", help=_("Let it administer the platform."))
    ] = False,
    moderator: Annotated[
        bool, typer.Option("--moderator", help=_("Let it moderate needs and offers."))
    ] = False,
    password: Annotated[
        str | None,
        typer.Option(help=_("Its password; asked for without it."), envvar="SCIBRIDGE_NEW_PASSWORD"),
    ] = None,
) -> None:
    """Asks for the password where none is given."""
    start()
    from allauth.account.models import EmailAddress
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from scibridge.domain.accounts.models import Account
    from scibridge.domain.accounts.services import grant_role
    from scibridge.domain.accounts.states import PLATFORM, Role

    if Account.objects.filter(email__iexact=mail).exists():
        raise CommandFailed(_("There is an account “%(mail)s” already.") % {"mail": mail}, Exit.REFUSED)
    secret = password or typer.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    try:
        validate_password(secret, Account(email=mail, name=name))
        with transaction.atomic():
            account = Account.objects.create_user(mail, secret, name=name)
            account.is_staff = administrator
            account.save(update_fields=["is_staff"])
            EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
            wanted = [(administrator, Role.ADMINISTRATOR), (moderator, Role.MODERATOR)]
            for role in [role for asked, role in wanted if asked]:
                grant_role(account=account, role=role, on_kind=PLATFORM, actor=None)
    except ValidationError as error:
        raise CommandFailed(" ".join(error.messages)) from error
    print(_("Made %(mail)s.") % {"mail": account.email})


@app.command(help=_("Give an account a role on the platform."))
def grant(
    mail: Annotated[str, typer.Argument(help=_MAIL)],
    role: Annotated[str, typer.Argument(help=_("administrator, moderator."))],
) -> None:
    """Held already, nothing changes. Roles on organisations are offered with ``invite``."""
    start()
    from scibridge.domain.accounts.services import grant_role
    from scibridge.domain.accounts.states import PLATFORM, ROLES_ON, Role
    from scibridge.kernel.errors import UnknownOption

    choices = tuple(sorted(ROLES_ON[PLATFORM]))
    if role not in choices:
        raise UnknownOption("role", role, choices)
    grant_role(account=account_of(mail), role=Role(role), on_kind=PLATFORM, actor=None)
    print(_("%(mail)s is %(role)s now.") % {"mail": mail, "role": role})


@app.command(help=_("Invite somebody to act for an organisation; who has the address decides."))
def invite(
    mail: Annotated[str, typer.Argument(help=_("E-mail address of whom to invite."))],
    role: Annotated[str, typer.Argument(help=_("representative, member."))],
    organisation: Annotated[str, typer.Option(help=_("Public id of the organisation."))],
    as_mail: Annotated[
        str, typer.Option("--as", help=_("In whose name; without it, the administrator's."))
    ] = "",
) -> None:
    """The same answer whether or not there is an account; the mail leaves with the worker."""
    start()
    from scibridge.domain.invitations.services import invite as send_invitation
    from scibridge.domain.invitations.states import INVITED_TO, InvitedAs, SubjectKind
    from scibridge.domain.registry.selectors import resolve_organisation
    from scibridge.kernel.errors import UnknownOption

    choices = tuple(sorted(INVITED_TO[SubjectKind.ORGANISATION]))
    if role not in choices:
        raise UnknownOption("role", role, choices)
    actor = account_of(as_mail) if as_mail else only_administrator()
    subject, _moved = resolve_organisation(organisation)
    send_invitation(subject=subject, email=mail, invited_as=InvitedAs(role), actor=actor)
    print(_("An invitation goes to %(mail)s.") % {"mail": mail})


@app.command(name="list", help=_("List the accounts and their roles."))
def listed(
    json: Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))] = False,
) -> None:
    """Oldest first."""
    start()
    from rich.table import Table

    from scibridge.cli.screens import answers, print_json
    from scibridge.domain.accounts.models import Account

    rows = [
        {
            "mail": account.email,
            "name": account.name,
            "active": account.is_active,
            "fictional": account.fictional,
            "roles": [
                f"{one.role} {one.on_kind} {one.on_id}".strip()
                for one in account.grants.all()
                if one.ended_at is None
            ],
        }
        for account in Account.objects.order_by("pk").prefetch_related("grants")
    ]
    if json:
        print_json(rows)
        return
    table = Table(_("E-mail address"), _("Name"), _("Roles"), box=None)
    for row in rows:
        table.add_row(str(row["mail"]), str(row["name"]), ", ".join(row["roles"]))  # type: ignore[arg-type]
    answers().print(table)
