"""Needs and their must-haves."""

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
from scibridge.domain.exchange.states import NEED_TIERS, NeedKind
from scibridge.engines.matching.documents import Kind


class Need(Posting):
    """Something someone needs.

    ``budget_low`` and ``budget_high`` are in ``currency`` (ISO 4217); countries are ISO 3166 alpha-2, and a
    list of them stands only with its reason.
    """

    KIND = Kind.NEED
    TIERS = NEED_TIERS

    kind = code_field(NeedKind, FIELDS["kind"])
    problem = I18nTextField(FIELDS["problem"], blank=True, default="")
    current_solution = I18nTextField(FIELDS["current_solution"], blank=True, default="")
    shortfall = I18nTextField(FIELDS["shortfall"], blank=True, default="")
    excluded_approaches = I18nTextField(FIELDS["excluded_approaches"], blank=True, default="")
    readiness_now = models.PositiveSmallIntegerField(FIELDS["readiness_now"], null=True, blank=True)
    readiness_required = models.PositiveSmallIntegerField(FIELDS["readiness_required"], null=True, blank=True)
    budget_low = models.DecimalField(
        FIELDS["budget_low"], max_digits=18, decimal_places=2, null=True, blank=True
    )
    budget_high = models.DecimalField(
        FIELDS["budget_high"], max_digits=18, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(FIELDS["currency"], max_length=3, blank=True)
    deadline = models.DateField(FIELDS["deadline"], null=True, blank=True)
    answer_within_days = models.PositiveSmallIntegerField(FIELDS["answer_within_days"], null=True, blank=True)
    ip_position = models.JSONField(FIELDS["ip_position"], default=list, blank=True)
    eligible_countries = models.JSONField(FIELDS["eligible_countries"], default=list, blank=True)
    eligible_reason = I18nTextField(FIELDS["eligible_reason"], blank=True, default="")
    excluded_countries = models.JSONField(FIELDS["excluded_countries"], default=list, blank=True)
    excluded_reason = I18nTextField(FIELDS["excluded_reason"], blank=True, default="")

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-published_at", "-pk"]
        constraints = [
            *posting_constraints("need"),
            one_of(NeedKind, "kind", "need_kind_known"),
            level_between("readiness_now", "need_readiness_now_range"),
            level_between("readiness_required", "need_readiness_required_range"),
            models.CheckConstraint(
                condition=models.Q(budget_low__isnull=True)
                | models.Q(budget_high__isnull=True)
                | models.Q(budget_low__lte=models.F("budget_high")),
                name="need_budget_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(budget_low__isnull=True, budget_high__isnull=True)
                | ~models.Q(currency=""),
                name="need_budget_has_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_within_days__isnull=True)
                | models.Q(answer_within_days__gte=1, answer_within_days__lte=365),
                name="need_answer_days_range",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="need_by_state"),
            models.Index(fields=["state", "expires_at"], name="need_by_expiry"),
        ]


class NeedMustHave(Comparison):
    """A condition that answers are measured by."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="must_haves")
    note = I18nCharField(FIELDS["note"], blank=True, default="")

    class Meta(Comparison.Meta):
        constraints = comparison_constraints("need", "must_have")
