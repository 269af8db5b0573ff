"""People, their identifiers and their affiliations. An affiliation belongs to the person."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.registry.models.fields import check_country, code_field, one_of
from scibridge.domain.registry.models.organisations import Organisation
from scibridge.domain.registry.states import Origin
from scibridge.kernel.bilingual import show
from scibridge.kernel.identifiers import PERSON_SCHEMES, Scheme
from scibridge.kernel.ids import new_public_id

UNIQUE_PERSON_SCHEMES = (Scheme.ORCID, Scheme.OPENALEX)


class Person(models.Model):
    """A person; ``account`` is whoever has shown that the record is theirs.

    ``other_names`` is a list of strings; ``expertise`` maps a content language to a list of keywords;
    ``folded`` joins every name for search, one per line. Whoever is ``unlisted`` has a page, and is in no
    list, search, feed or map.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = I18nCharField(pgettext_lazy("person", "name"))
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    folded = models.TextField(editable=False)
    country = models.CharField(
        _("country"), max_length=2, blank=True, db_index=True, validators=[check_country]
    )
    biography = I18nTextField(_("biography"), blank=True, default="")
    expertise = models.JSONField(_("expertise"), default=dict, blank=True)
    website = models.URLField(_("website"), max_length=1000, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    origin = code_field(Origin, Origin.PLATFORM)
    unlisted = models.BooleanField(_("not shown in lists and searches"), default=False)
    fictional = models.BooleanField(default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["merged_into", "sort_key", "id", "unlisted"], name="person_in_order")]
        constraints = [
            one_of(Origin, "origin", "person_origin_known"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(account__isnull=True),
                name="person_merged_has_no_account",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="person_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return show(self.name).text

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return f"person:{self.public_id}"


class PersonIdentifier(models.Model):
    """An external identifier in its normal form; ``verified_at`` when its owner signed in with it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(
        max_length=20, choices=[(scheme.value, scheme.value) for scheme in PERSON_SCHEMES]
    )
    value = models.CharField(max_length=100)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["scheme", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "scheme", "value"], name="person_identifier_once"),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=models.Q(scheme__in=[scheme.value for scheme in UNIQUE_PERSON_SCHEMES]),
                name="person_identifier_names_one",
            ),
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="person_by_identifier")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Affiliation(models.Model):
    """A person at an organisation, by years (both inclusive); no ``to_year`` means still there."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    role = I18nCharField(_("role"), blank=True, default="")
    from_year = models.PositiveSmallIntegerField(_("from"), null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(_("to"), null=True, blank=True)

    class Meta:
        ordering = [
            models.F("to_year").desc(nulls_first=True),
            models.F("from_year").desc(nulls_last=True),
            "pk",
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_year__isnull=True)
                | models.Q(to_year__isnull=True)
                | models.Q(to_year__gte=models.F("from_year")),
                name="affiliation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(from_year__isnull=True) | models.Q(from_year__gte=1900, from_year__lte=2200)
                )
                & (models.Q(to_year__isnull=True) | models.Q(to_year__gte=1900, to_year__lte=2200)),
                name="affiliation_years_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.organisation_id}"

    def is_current(self, year: int) -> bool:
        """Whether it holds in ``year``."""
        return (self.from_year is None or self.from_year <= year) and (
            self.to_year is None or self.to_year >= year
        )
