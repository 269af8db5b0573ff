"""Tables of accounts. Personal data: e-mail address, display name, language; token digests, no tokens."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scibridge.domain.accounts.states import ROLES_ON, Role, Scope
from scibridge.engines.text.normalise import visible
from scibridge.kernel.bilingual import CHINESE, ENGLISH
from scibridge.kernel.ids import new_public_id


def tidy_name(name: str) -> str:
    """A display name without invisible or reordering characters, spaces folded."""
    return " ".join(visible(name).split())[:200]


def shown_language(language: str | None) -> str:
    """The content language nearest to ``language``."""
    return CHINESE if (language or "").lower().startswith("zh") else ENGLISH


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a normalised address; the name is Django's."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        """A new account; without a password it cannot sign in by password."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.full_clean(exclude=["password"])
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Account":
        """An account that may use Django's admin; platform roles are still grants."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Addresses are compared without case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in. What they may do is in :class:`Grant`."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the administration pages"), default=False)
    fictional = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The display name."""
        return self.name

    def get_short_name(self) -> str:
        """The display name."""
        return self.name


class Grant(models.Model):
    """A role of an account on a thing, named by kind and public id; ended grants stay as history."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    on_kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in ROLES_ON])
    on_id = models.CharField(max_length=12, blank=True)
    granted_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "on_kind", "on_id"],
                condition=models.Q(ended_at__isnull=True),
                name="grant_once_while_it_lasts",
            ),
            models.CheckConstraint(
                condition=models.Q(on_kind="platform", on_id="", role__in=["administrator", "moderator"])
                | (
                    models.Q(on_kind="organisation", role__in=["representative", "member"])
                    & ~models.Q(on_id="")
                ),
                name="grant_role_fits_its_thing",
            ),
        ]
        indexes = [models.Index(fields=["on_kind", "on_id"], name="grant_by_thing")]

    def __str__(self) -> str:
        return f"{self.role} on {self.on_kind} {self.on_id}".strip()


class ApiToken(models.Model):
    """A bearer token: shown once, kept as a SHA-256 digest."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def may(self, scope: Scope) -> bool:
        """Whether the token carries ``scope``."""
        return scope.value in self.scopes
