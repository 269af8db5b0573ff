"""Field and constraint shapes that the registry's tables share."""

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from scibridge.kernel.countries import is_country


def one_of(codes: type[StrEnum], field: str, name: str) -> models.CheckConstraint:
    """The column ``field`` holds one of ``codes``."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [code.value for code in codes]}), name=name
    )


def on_earth(name: str) -> models.CheckConstraint:
    """Latitude −90 to 90 and longitude −180 to 180 degrees, both or neither."""
    # Said outright, because a comparison with NULL is unknown, and a check passes what is unknown.
    both = models.Q(latitude__isnull=False, longitude__isnull=False) & models.Q(
        latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180
    )
    return models.CheckConstraint(
        condition=models.Q(latitude__isnull=True, longitude__isnull=True) | both, name=name
    )


def check_country(value: str) -> None:
    """An ISO 3166 alpha-2 code in use."""
    if not is_country(value):
        raise ValidationError(
            _("“%(value)s” is not a country code."), code="country", params={"value": value}
        )


def code_field(codes: type[StrEnum], default: StrEnum | None = None) -> "models.CharField[str, str]":
    """A column for one of ``codes``; the constraint is :func:`one_of`."""
    choices = [(code.value, code.value) for code in codes]
    if default is None:
        return models.CharField(max_length=20, choices=choices)
    return models.CharField(max_length=20, choices=choices, default=default.value)
