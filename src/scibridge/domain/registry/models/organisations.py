"""Organisations, their names, external identifiers and relations."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.registry.models.fields import check_country, code_field, on_earth, one_of
from scibridge.domain.registry.states import NameKind, OrganisationStatus, Origin, RelationKind
from scibridge.kernel.bilingual import show
from scibridge.kernel.identifiers import ORGANISATION_SCHEMES, Scheme
from scibridge.kernel.ids import new_public_id

# Schemes whose value names exactly one organisation. Wikidata, GRID, ISNI and funder ids are shared by
# real records (a university and its hospital), so they are not unique.
UNIQUE_SCHEMES = (Scheme.ROR, Scheme.LEI, Scheme.USCC)


class Organisation(models.Model):
    """An organisation as the platform knows it.

    ``types`` holds OrganisationType codes; ``domains`` host names in lower case. ``source_key`` is the
    address of the record in the registry it was imported from, ``source_fingerprint`` the digest of that
    record; ``kept_fields`` names the fields edited here, which a later import leaves alone, and
    ``source_values`` what the source last said about them.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = I18nCharField(_("name"))
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    types = models.JSONField(_("types"), default=list, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, db_index=True, validators=[check_country]
    )
    place = I18nCharField(_("place"), blank=True, default="")
    region = models.CharField(_("region"), max_length=200, blank=True)
    region_code = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    website = models.URLField(_("website"), max_length=1000, blank=True)
    domains = models.JSONField(_("mail and web domains"), default=list, blank=True)
    established = models.PositiveSmallIntegerField(_("established"), null=True, blank=True)
    status = code_field(OrganisationStatus, OrganisationStatus.ACTIVE)
    summary = I18nTextField(_("summary"), blank=True, default="")
    contact_address = models.EmailField(_("contact address, never shown"), max_length=254, blank=True)
    origin = code_field(Origin, Origin.PLATFORM)
    source_key = models.CharField(max_length=100, null=True, blank=True, unique=True, editable=False)
    source_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    kept_fields = models.JSONField(default=list, blank=True, editable=False)
    source_values = models.JSONField(default=dict, blank=True, editable=False)
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
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "pk"]
        constraints = [
            one_of(OrganisationStatus, "status", "organisation_status_known"),
            one_of(Origin, "origin", "organisation_origin_known"),
            on_earth("organisation_on_earth"),
            models.CheckConstraint(
                condition=models.Q(established__isnull=True)
                | models.Q(established__gte=1, established__lte=2200),
                name="organisation_established_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into__isnull=True)),
                name="organisation_merged_has_survivor",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="organisation_not_merged_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "country"], name="organisation_by_status"),
            models.Index(fields=["merged_into", "sort_key", "id", "status"], name="organisation_in_order"),
        ]

    def __str__(self) -> str:
        return show(self.name).text

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return f"organisation:{self.public_id}"


class OrganisationName(models.Model):
    """One name. ``language`` is a BCP 47 code or empty; ``folded`` is what search compares."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    value = models.CharField(max_length=300)
    language = models.CharField(max_length=35, blank=True)
    kind = code_field(NameKind, NameKind.LABEL)
    folded = models.CharField(max_length=300, db_index=True, editable=False)
    from_source = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "value", "language", "kind"], name="organisation_name_once"
            ),
            one_of(NameKind, "kind", "organisation_name_kind_known"),
        ]

    def __str__(self) -> str:
        return self.value


class OrganisationIdentifier(models.Model):
    """An external identifier in its normal form."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(
        max_length=20, choices=[(scheme.value, scheme.value) for scheme in ORGANISATION_SCHEMES]
    )
    value = models.CharField(max_length=100)
    preferred = models.BooleanField(default=True)
    from_source = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["scheme", "-preferred", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "scheme", "value"], name="organisation_identifier_once"
            ),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=models.Q(scheme__in=[scheme.value for scheme in UNIQUE_SCHEMES]),
                name="organisation_identifier_names_one",
            ),
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="organisation_by_identifier")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class OrganisationRelation(models.Model):
    """What another organisation is to this one; a target not yet here is kept by its ROR and label."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations")
    kind = code_field(RelationKind)
    target = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    target_ror = models.CharField(max_length=100, blank=True, db_index=True)
    target_label = models.CharField(max_length=300, blank=True)
    from_source = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            one_of(RelationKind, "kind", "organisation_relation_kind_known"),
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) | ~models.Q(target_ror=""),
                name="organisation_relation_has_target",
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | ~models.Q(target=models.F("organisation")),
                name="organisation_relation_to_another",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "target"],
                condition=models.Q(target__isnull=False),
                name="organisation_relation_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "target_ror"],
                condition=~models.Q(target_ror=""),
                name="organisation_relation_once_by_ror",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.target_label or self.target_id}"
