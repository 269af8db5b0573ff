"""The change list: one row per thing whose index entry may be out of date. No personal data."""

from django.db import models
from django.utils import timezone


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
