"""Tables of following. Personal data: what an account follows and searches for, and what it was told."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from scibridge.domain.following.states import BY_MAIL, Cadence, Delivery, News, Target
from scibridge.kernel.ids import new_public_id


def _codes(codes: type[StrEnum], **more: Any) -> "models.CharField[str, str]":
    return models.CharField(max_length=20, choices=[(code.value, code.value) for code in codes], **more)


def _known(codes: type[StrEnum], field: str, name: str) -> models.CheckConstraint:
    values = [code.value for code in codes]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


class Follow(models.Model):
    """What one account follows, until ``ended_at``.

    ``key`` is the same for the same thing. ``known`` holds the documents that a ranked question had answered
    with before, ``face`` a digest of the posting as its follower last saw it. ``checked_at`` is when news was
    last looked for; none means that the first look only notes what there is.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    target = _codes(Target)
    target_id = models.CharField(max_length=12, blank=True)
    search = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    cadence = _codes(Cadence, default=Cadence.WEEKLY.value)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    known = models.JSONField(default=list, blank=True)
    face = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"],
                condition=models.Q(ended_at__isnull=True),
                name="follow_once_while_it_lasts",
            ),
            _known(Target, "target", "follow_target_known"),
            _known(Cadence, "cadence", "follow_cadence_known"),
            models.CheckConstraint(
                condition=(models.Q(target=Target.SEARCH.value, target_id="") & ~models.Q(search={}))
                | (~models.Q(target=Target.SEARCH.value) & ~models.Q(target_id="") & models.Q(search={})),
                name="follow_names_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cadence", "checked_at"],
                condition=models.Q(ended_at__isnull=True),
                name="follow_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.target_id}".strip()


class Digest(models.Model):
    """One mail to one account for one period."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cadence = _codes(Cadence)
    period = models.CharField(max_length=10)
    state = _codes(Delivery, default=Delivery.PREPARED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    next_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "cadence", "period"], name="digest_once_a_period"),
            models.CheckConstraint(
                condition=models.Q(cadence__in=[one.value for one in BY_MAIL]), name="digest_cadence_by_mail"
            ),
            _known(Delivery, "state", "digest_state_known"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="digest_to_send")]

    def __str__(self) -> str:
        return f"{self.cadence} {self.period}: {self.state}"


class Notice(models.Model):
    """One thing an account is told. No words are kept: they are read anew, by who may read what then."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, related_name="notices")
    news = _codes(News)
    document_id = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    by_mail = models.BooleanField(default=False)
    digest = models.ForeignKey(
        Digest, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="notice_told_once"),
            _known(News, "news", "notice_news_known"),
        ]
        indexes = [
            models.Index(fields=["at"], name="notice_by_age"),
            models.Index(fields=["account", "-at"], name="notice_by_account"),
            models.Index(fields=["account"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
            models.Index(
                fields=["account"],
                condition=models.Q(by_mail=True, digest__isnull=True),
                name="notice_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.news} {self.document_id}"
