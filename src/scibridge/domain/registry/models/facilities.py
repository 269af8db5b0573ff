"""Facilities: instruments, laboratories and services that others may use, and on what terms."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from scibridge.domain.registry.models.fields import check_country, code_field, on_earth, one_of
from scibridge.domain.registry.models.organisations import Organisation
from scibridge.domain.registry.states import AccessMode, FacilityStatus, Origin
from scibridge.kernel.bilingual import show
from scibridge.kernel.ids import new_public_id


class Facility(models.Model):
    """A facility of an organisation.

    ``kinds`` and ``techniques`` map a content language to a list of keywords; ``access_types`` holds
    AccessType codes; ``eligible_countries`` (alpha-2) and ``eligible_organisation_types`` name who may apply,
    empty meaning everyone, with the reason in ``eligibility_reason``. ``contact_address`` is for the relay
    and never shown.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="facilities")
    name = I18nCharField(_("name"))
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    folded = models.TextField(editable=False)
    description = I18nTextField(_("description"), blank=True, default="")
    kinds = models.JSONField(_("kinds"), default=dict, blank=True)
    techniques = models.JSONField(_("techniques"), default=dict, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, db_index=True, validators=[check_country]
    )
    place = I18nCharField(_("place"), blank=True, default="")
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    website = models.URLField(_("website"), max_length=1000, blank=True)
    access_types = models.JSONField(_("ways of access"), default=list, blank=True)
    access_mode = code_field(AccessMode, AccessMode.CONDITIONAL)
    eligible_countries = models.JSONField(_("eligible countries"), default=list, blank=True)
    eligible_organisation_types = models.JSONField(
        _("eligible types of organisation"), default=list, blank=True
    )
    eligibility_reason = I18nCharField(_("reason for the restriction"), blank=True, default="")
    how_to_apply = I18nTextField(_("how to apply"), blank=True, default="")
    contact_address = models.EmailField(_("contact address, never shown"), max_length=254, blank=True)
    status = code_field(FacilityStatus, FacilityStatus.OPEN)
    origin = code_field(Origin, Origin.PLATFORM)
    fictional = models.BooleanField(default=False, editable=False)
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
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["sort_key", "pk"]
        constraints = [
            one_of(AccessMode, "access_mode", "facility_access_mode_known"),
            one_of(FacilityStatus, "status", "facility_status_known"),
            one_of(Origin, "origin", "facility_origin_known"),
            on_earth("facility_on_earth"),
        ]

    def __str__(self) -> str:
        return show(self.name).text

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return f"facility:{self.public_id}"
