"""Offers, their claims, rights, identifiers and inventors."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.exchange.labels import FIELDS
from scibridge.domain.exchange.models.postings import (
    Comparison,
    Posting,
    code_field,
    comparison_constraints,
    level_between,
    one_of,
    posting_constraints,
)
from scibridge.domain.exchange.states import (
    OFFER_TIERS,
    ExportControl,
    IdentifierKind,
    IpStatus,
    OfferKind,
    Right,
)
from scibridge.engines.matching.documents import Kind


class Offer(Posting):
    """A result put forward. ``partnerships`` holds Partnership codes."""

    KIND = Kind.OFFER
    TIERS = OFFER_TIERS

    kind = code_field(OfferKind, FIELDS["kind"])
    summary = I18nTextField(FIELDS["summary"], blank=True, default="")
    description = I18nTextField(FIELDS["description"], blank=True, default="")
    cost_comparison = I18nTextField(FIELDS["cost_comparison"], blank=True, default="")
    readiness = models.PositiveSmallIntegerField(FIELDS["readiness"], null=True, blank=True)
    readiness_evidence = I18nTextField(FIELDS["readiness_evidence"], blank=True, default="")
    ip_status = code_field(IpStatus, FIELDS["ip_status"])
    background = I18nTextField(FIELDS["background"], blank=True, default="")
    export_control = code_field(ExportControl, FIELDS["export_control"], default=ExportControl.NOT_ASSESSED)
    partnerships = models.JSONField(FIELDS["partnerships"], default=list, blank=True)
    facilities = models.ManyToManyField(
        "registry.Facility", verbose_name=FIELDS["facilities"], blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-published_at", "-pk"]
        constraints = [
            *posting_constraints("offer"),
            one_of(OfferKind, "kind", "offer_kind_known"),
            one_of(IpStatus, "ip_status", "offer_ip_status_known"),
            one_of(ExportControl, "export_control", "offer_export_control_known", empty=False),
            level_between("readiness", "offer_readiness_range"),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="offer_by_state"),
            models.Index(fields=["state", "expires_at"], name="offer_by_expiry"),
        ]


class OfferClaim(Comparison):
    """A measured advantage: the figure, what it is compared with, and where it was shown.

    ``no_comparison`` says that there is nothing to compare it with, which a reader should know too.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="claims")
    baseline_value = models.FloatField(FIELDS["baseline_value"], null=True, blank=True)
    baseline = I18nCharField(FIELDS["baseline"], blank=True, default="")
    source = I18nCharField(FIELDS["source"], blank=True, default="")
    no_comparison = models.BooleanField(FIELDS["no_comparison"], default=False)

    class Meta(Comparison.Meta):
        constraints = comparison_constraints("offer", "offer_claim")


class OfferRight(models.Model):
    """A right that may be had. ``territories`` are ISO 3166 alpha-2, empty meaning everywhere."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="rights")
    position = models.PositiveSmallIntegerField()
    right = code_field(Right, FIELDS["right"], default=Right.USE)
    territories = models.JSONField(FIELDS["territories"], default=list, blank=True)
    exclusive = models.BooleanField(FIELDS["exclusive"], default=False)
    field_of_use = I18nCharField(FIELDS["field_of_use"], blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="offer_right_position_once"),
            one_of(Right, "right", "offer_right_known", empty=False),
        ]

    def __str__(self) -> str:
        return self.right


class OfferIdentifier(models.Model):
    """A DOI, patent number or SPDX licence expression, in its normal form."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="identifiers")
    position = models.PositiveSmallIntegerField()
    scheme = code_field(IdentifierKind, FIELDS["scheme"], default=IdentifierKind.DOI)
    value = models.CharField(FIELDS["value"], max_length=520)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "scheme", "value"], name="offer_identifier_once"),
            one_of(IdentifierKind, "scheme", "offer_identifier_scheme_known", empty=False),
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="offer_by_identifier")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class OfferInventor(models.Model):
    """A person behind an offer; ``share`` is a percentage, if stated."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="inventors")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(FIELDS["share"], max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "person"], name="offer_inventor_once"),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__gt=0, share__lte=100),
                name="offer_inventor_share_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
