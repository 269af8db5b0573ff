"""The heads of the pages of records: description, the way up, linked data; and what a record still wants."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scibridge.domain.registry.models import Facility, Organisation, Person
from scibridge.domain.registry.states import RecordKind
from scibridge.engines.lake.records import CorpusOrganisation, CorpusPerson, Work
from scibridge.kernel.bilingual import CHINESE, ENGLISH, show, versions
from scibridge.kernel.countries import country_name
from scibridge.web import linked_data
from scibridge.web.addresses import page_address
from scibridge.web.labels import label
from scibridge.web.landing import Landing, crumb, from_home
from scibridge.web.lists import landing_of_list


def _between() -> str:
    return pgettext("between items of a list", ", ")


def _where(record: Organisation | Facility) -> str:
    parts = [show(record.place).text, country_name(record.country) if record.country else ""]
    return _between().join(part for part in parts if part)


def organisation(record: Organisation) -> Landing:
    """Of an organisation."""
    types = _between().join(str(label("organisation_type", code)) for code in record.types)
    told = show(record.summary).text or " · ".join(part for part in (types, _where(record)) if part)
    steps = from_home(crumb(_("Organisations"), "organisations"))
    things = (linked_data.organisation(record),) if record.merged_into_id is None else ()
    return Landing(show(record.name).text, told, steps, things, kind="profile")


def person(record: Person) -> Landing:
    """Of a person."""
    now = [show(one.organisation.name).text for one in record.affiliations.all() if one.to_year is None]
    told = show(record.biography).text or _between().join(now)
    steps = from_home(crumb(_("People"), "people"))
    things = () if record.unlisted else (linked_data.person(record),)
    return Landing(show(record.name).text, told, steps, things, kind="profile")


def facility(record: Facility) -> Landing:
    """Of a facility."""
    told = show(record.description).text or " · ".join(
        part for part in (show(record.organisation.name).text, _where(record)) if part
    )
    steps = from_home(
        crumb(_("Organisations"), "organisations"),
        crumb(record.organisation.name, "organisation", record.organisation.public_id),
    )
    return Landing(show(record.name).text, told, steps, (linked_data.facility(record),))


def of_the_literature(record: CorpusOrganisation | CorpusPerson) -> Landing:
    """Of an author or an institution that only publications name: nobody here speaks for it."""
    if isinstance(record, CorpusOrganisation):
        up, thing = crumb(_("Organisations"), "organisations"), linked_data.literature_organisation(record)
    else:
        up, thing = crumb(_("People"), "people"), linked_data.literature_person(record)
    return Landing(record.name, "", from_home(up), (thing,), kind="profile")


def work(record: Work) -> Landing:
    """Of a publication."""
    title = record.title or record.id
    return Landing(title, record.abstract, from_home(), (linked_data.work(record),), kind="article")


def of_list(request: HttpRequest, kind: RecordKind, title: str, records: Iterable[Any]) -> Landing:
    """Of a list of records of one kind."""
    # Where the address narrows, nothing of it is told.
    told = () if request.GET else records
    items = [(page_address(kind.value, one.public_id), one.name) for one in told]
    return landing_of_list(request, title, items)


def wanting(record: Organisation) -> tuple[Any, ...]:
    """What would make an organisation's page more useful, for whoever looks after it."""
    names, summaries = versions(record.name), versions(record.summary)
    wants = (
        (ENGLISH not in names, _("its name in English")),
        (CHINESE not in names, _("its name in Chinese")),
        (ENGLISH not in summaries, _("a summary in English")),
        (CHINESE not in summaries, _("a summary in Chinese")),
        (not record.website, _("its website")),
        (record.latitude is None, _("its coordinates, so that it is found on the map")),
        (not record.domains, _("its mail domains, so that its people can claim their records")),
        (not record.contact_address, _("an address for messages; it is never shown")),
    )
    return tuple(words for lacking, words in wants if lacking)
