"""The change list, and the glossary that stands over all other translations.

The change list has one row per thing whose index entry may be out of date; no personal data.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_CHINESE, LONGEST_ENGLISH, LONGEST_NOTE = 40, 120, 500
LEAST_WEIGHT, MOST_WEIGHT = 1, 100


class IndexChange(models.Model):
    """A thing to look at again: written in the transaction of its change, removed after the index commit.

    ``version`` grows with every further change, so that one made while the index was being written stays.
    """

    document_id = models.CharField(max_length=80, unique=True)
    version = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.version}"


class GlossaryTerm(models.Model):
    """A Chinese term and one English term for it, as the platform wants them rendered.

    Several rows of one term share its renderings by their weights.
    """

    chinese = models.CharField(_("Chinese term"), max_length=LONGEST_CHINESE)
    english = models.CharField(_("English term"), max_length=LONGEST_ENGLISH)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=MOST_WEIGHT,
        validators=[MinValueValidator(LEAST_WEIGHT), MaxValueValidator(MOST_WEIGHT)],
        help_text=_("1 to 100: how usual this rendering is beside others of the same term."),
    )
    note = models.CharField(
        _("note"), max_length=LONGEST_NOTE, blank=True, help_text=_("Where it comes from, or when it holds.")
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    set_at = models.DateTimeField(_("set at"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["chinese", "-weight", "english"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        constraints = [
            models.UniqueConstraint(fields=["chinese", "english"], name="indexing_glossary_pair_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=LEAST_WEIGHT, weight__lte=MOST_WEIGHT),
                name="indexing_glossary_weight",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chinese} ↔ {self.english}"
