"""Tables of places and of what is publicly known at them: derived, rebuilt with one command.

Only what a visitor who is not signed in may read is in them, so that no count can tell more than a page. The
rows of ``Place`` alone are kept through a rebuild: the address of a city, once given, stays. Personal data:
which people stand at which place, by public id, as their open records say.
"""

from django.db import models
from django.utils import timezone
from i18nfield.fields import I18nCharField

from scibridge.engines.matching.documents import Kind
from scibridge.kernel.countries import country_name
from scibridge.kernel.ids import LENGTH

LONGEST_SLUG = 60
_REGISTRY_KINDS = (Kind.ORGANISATION, Kind.PERSON, Kind.FACILITY)
_POSTING_KINDS = (Kind.NEED, Kind.OFFER)


def _public_id() -> "models.CharField[str, str]":
    return models.CharField(max_length=LENGTH)


def _one_of(kinds: tuple[Kind, ...], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in kinds]), name=name)


class Place(models.Model):
    """A country (``slug`` empty, named by its code) or a city of one, with how much stands there.

    ``names`` holds the folded names under which records are recognised as being here, one per line;
    ``region_code`` tells namesakes of one country apart, where it is known.
    """

    country = models.CharField(max_length=2)
    slug = models.CharField(max_length=LONGEST_SLUG, blank=True)
    name = I18nCharField(blank=True, default="")
    names = models.TextField(blank=True)
    region = models.CharField(max_length=200, blank=True)
    region_code = models.CharField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    organisations = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    facilities = models.PositiveIntegerField(default=0)
    needs = models.PositiveIntegerField(default=0)
    offers = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["country", "slug"]
        constraints = [models.UniqueConstraint(fields=["country", "slug"], name="place_address_once")]
        indexes = [models.Index(fields=["country", "-organisations"], name="place_by_size")]

    def __str__(self) -> str:
        return f"{self.slug or country_name(self.country)}, {self.country}"

    @property
    def is_country(self) -> bool:
        """Whether it is a whole country."""
        return not self.slug


class Presence(models.Model):
    """An organisation, person or facility at a place.

    An organisation has a row for each of its types (``code``), a person for each place where they are now;
    """

    kind = models.CharField(max_length=20)
    public_id = _public_id()
    country = models.CharField(max_length=2)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, blank=True)
    main = models.BooleanField(default=True)
    postings = models.PositiveIntegerField(default=0)
    works = models.PositiveIntegerField(default=0)
    name_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            _one_of(_REGISTRY_KINDS, "presence_kind_known"),
            models.UniqueConstraint(fields=["kind", "public_id", "place", "code"], name="presence_once"),
        ]
        indexes = [
            models.Index(fields=["country", "kind", "code", "public_id"], name="presence_by_country"),
            models.Index(fields=["place", "kind", "code", "public_id"], name="presence_by_place"),
            models.Index(fields=["kind", "public_id"], name="presence_of"),
            models.Index(
                fields=["country", "kind", "main", "-postings", "-works", "name_key"],
                name="presence_weight_in_country",
            ),
            models.Index(
                fields=["place", "kind", "main", "-postings", "-works", "name_key"],
                name="presence_weight_in_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.public_id} at {self.country}"


class Posted(models.Model):
    """A published need or offer as every visitor sees it: by whom, where, about what, until when.

    Organisation, country and place are empty where its owner holds the organisation back.
    """

    kind = models.CharField(max_length=20)
    public_id = _public_id()
    code = models.CharField(max_length=30, blank=True)
    organisation = models.CharField(max_length=LENGTH, blank=True)
    country = models.CharField(max_length=2, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    challenge = models.CharField(max_length=30, blank=True)
    published_at = models.DateTimeField()
    deadline = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            _one_of(_POSTING_KINDS, "posted_kind_known"),
            models.UniqueConstraint(fields=["kind", "public_id"], name="posted_once"),
        ]
        indexes = [
            models.Index(fields=["country", "kind", "-published_at"], name="posted_by_country"),
            models.Index(fields=["place", "kind", "-published_at"], name="posted_by_place"),
            models.Index(fields=["challenge", "kind", "-published_at"], name="posted_by_challenge"),
            models.Index(fields=["challenge", "kind", "country", "code"], name="posted_facets"),
            models.Index(fields=["organisation", "kind"], name="posted_by_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.public_id}"


class PostedTopic(models.Model):
    """A topic that a posting carries; ``name`` maps a content language to words."""

    posted = models.ForeignKey(Posted, on_delete=models.CASCADE, related_name="topics")
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=20)
    name = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["posted", "topic"], name="posted_topic_once")]
        indexes = [models.Index(fields=["topic", "kind"], name="posted_topic_by_topic")]

    def __str__(self) -> str:
        return self.topic


class Involved(models.Model):
    """Who openly stands behind a posting: its organisation, its inventors, its facilities."""

    posted = models.ForeignKey(Posted, on_delete=models.CASCADE, related_name="involved")
    kind = models.CharField(max_length=20)
    public_id = _public_id()
    country = models.CharField(max_length=2, blank=True)
    challenge = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            _one_of(_REGISTRY_KINDS, "involved_kind_known"),
            models.UniqueConstraint(fields=["posted", "kind", "public_id"], name="involved_once"),
        ]
        indexes = [
            models.Index(fields=["challenge", "kind", "country", "public_id"], name="involved_facets"),
            models.Index(fields=["challenge", "kind", "public_id"], name="involved_everywhere"),
            models.Index(fields=["kind", "public_id"], name="involved_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.public_id} in {self.posted_id}"


class Portrait(models.Model):
    """What the open literature says of an organisation, a place or a challenge; made from the whole corpus.

    ``subject`` is ``organisation:<id>``, ``country:<code>``, ``place:<key>`` or ``challenge:<code>``. Each of
    ``topics`` is {id, name, field, works}, each of ``partners`` {id, name, country, works}, strongest first.
    ``placed`` of the ``works`` carry a topic: the coverage of the list.
    """

    subject = models.CharField(max_length=60, unique=True)
    works = models.PositiveIntegerField()
    placed = models.PositiveIntegerField()
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    topics = models.JSONField(default=list, blank=True)
    partners = models.JSONField(default=list, blank=True)
    generation = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.subject}: {self.works}"
