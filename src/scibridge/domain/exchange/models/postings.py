"""What needs and offers have in common: text, classification, ownership, state, tiers and version."""

from enum import StrEnum
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.exchange.labels import FIELDS
from scibridge.domain.exchange.states import (
    Challenge,
    Orientation,
    Origin,
    ResearchClass,
    ReturnReason,
    State,
    Tier,
)
from scibridge.engines.matching.documents import Kind
from scibridge.engines.text.quantities import Operator
from scibridge.kernel.bilingual import show
from scibridge.kernel.ids import new_public_id


def code_field(
    codes: type[StrEnum], label: Any = None, default: StrEnum | None = None
) -> "models.CharField[str, str]":
    """A column for one of ``codes``; without a default it may be empty. The constraint is :func:`one_of`."""
    return models.CharField(
        label,
        max_length=30,
        blank=default is None,
        default="" if default is None else default.value,
        choices=[(code.value, code.value) for code in codes],
    )


def one_of(codes: type[StrEnum], field: str, name: str, *, empty: bool = True) -> models.CheckConstraint:
    """The column ``field`` holds one of ``codes``, or nothing where ``empty`` is allowed."""
    values = [code.value for code in codes] + ([""] if empty else [])
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


def level_between(field: str, name: str) -> models.CheckConstraint:
    """A readiness level is 1 to 9 or unknown."""
    known = models.Q(**{f"{field}__gte": 1, f"{field}__lte": 9})
    return models.CheckConstraint(condition=models.Q(**{f"{field}__isnull": True}) | known, name=name)


def posting_constraints(name: str) -> list[models.BaseConstraint]:
    """The invariants of every posting; ``name`` prefixes their names."""
    dated = models.Q(published_at__isnull=False, expires_at__isnull=False)
    public = [State.PUBLISHED.value, State.EXPIRED.value, State.FULFILLED.value]
    return [
        one_of(State, "state", f"{name}_state_known", empty=False),
        one_of(Origin, "origin", f"{name}_origin_known", empty=False),
        one_of(Challenge, "challenge", f"{name}_challenge_known"),
        one_of(Orientation, "orientation", f"{name}_orientation_known"),
        one_of(ResearchClass, "research_class", f"{name}_research_class_known"),
        one_of(ReturnReason, "return_reason", f"{name}_return_reason_known"),
        models.CheckConstraint(
            condition=~models.Q(state__in=public) | dated, name=f"{name}_public_has_dates"
        ),
        models.CheckConstraint(
            condition=(models.Q(state=State.RETURNED.value) & ~models.Q(return_reason=""))
            | (~models.Q(state=State.RETURNED.value) & models.Q(return_reason="")),
            name=f"{name}_returned_has_reason",
        ),
        models.CheckConstraint(condition=models.Q(version__gte=1), name=f"{name}_version_from_one"),
        models.UniqueConstraint(
            fields=["organisation", "external_reference"],
            condition=models.Q(organisation__isnull=False) & ~models.Q(external_reference=""),
            name=f"{name}_reference_once_per_body",
        ),
        models.UniqueConstraint(
            fields=["owner", "external_reference"],
            condition=models.Q(organisation__isnull=True) & ~models.Q(external_reference=""),
            name=f"{name}_reference_once_per_owner",
        ),
    ]


class Comparison(models.Model):
    """A measurable statement; ``low`` equals ``high`` for a single figure."""

    position = models.PositiveSmallIntegerField()
    metric = I18nCharField(FIELDS["metric"])
    operator = code_field(Operator, FIELDS["operator"], default=Operator.AT_LEAST)
    low = models.FloatField(FIELDS["low"])
    high = models.FloatField(FIELDS["high"])
    unit = models.CharField(FIELDS["unit"], max_length=60, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.metric} {self.operator} {self.low:g} {self.unit}"


def comparison_constraints(parent: str, name: str) -> list[models.BaseConstraint]:
    """The invariants of a comparison that belongs to ``parent``; ``name`` prefixes their names."""
    return [
        models.UniqueConstraint(fields=[parent, "position"], name=f"{name}_position_once"),
        one_of(Operator, "operator", f"{name}_operator_known", empty=False),
        models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name=f"{name}_in_order"),
    ]


class Posting(models.Model):
    """A need or an offer.

    ``sdgs`` holds numbers 1 to 17, ``topics`` ``{"id": "T…", "name": {"en": …}}``, ``field_tiers``
    the owner's choices for fields of ``TIERS``. ``version`` grows with every write and guards against lost
    updates.
    """

    KIND: ClassVar[Kind]
    TIERS: ClassVar[dict[str, Tier]]
    objects: ClassVar[models.Manager[Self]] = models.Manager()

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "registry.Organisation",
        verbose_name=FIELDS["organisation"],
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = I18nCharField(FIELDS["title"])
    material = I18nTextField(FIELDS["material"], blank=True, default="")
    method = I18nTextField(FIELDS["method"], blank=True, default="")
    efficacy = I18nTextField(FIELDS["efficacy"], blank=True, default="")
    product = I18nTextField(FIELDS["product"], blank=True, default="")
    application = I18nTextField(FIELDS["application"], blank=True, default="")
    keywords = I18nCharField(FIELDS["keywords"], blank=True, default="")
    challenge = code_field(Challenge, FIELDS["challenge"])
    orientation = code_field(Orientation, FIELDS["orientation"])
    research_class = code_field(ResearchClass, FIELDS["research_class"])
    sdgs = models.JSONField(FIELDS["sdgs"], default=list, blank=True)
    topics = models.JSONField(FIELDS["topics"], default=list, blank=True)
    confidential_details = I18nTextField(FIELDS["confidential_details"], blank=True, default="")
    field_tiers = models.JSONField(FIELDS["field_tiers"], default=dict, blank=True)
    external_reference = models.CharField(FIELDS["external_reference"], max_length=100, blank=True)
    expires_on = models.DateField(FIELDS["expires_on"], null=True, blank=True)

    state = code_field(State, default=State.DRAFT)
    return_reason = code_field(ReturnReason)
    return_note = I18nTextField(blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    origin = code_field(Origin, default=Origin.FORM)
    fictional = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return show(self.title).text or self.public_id

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return f"{self.KIND.value}:{self.public_id}"
