"""Addresses of organisations, people, facilities and works."""

from django.urls import path

from scibridge.domain.registry.states import RecordKind
from scibridge.web.registry import (
    affiliations,
    answering,
    curation,
    members,
    merging,
    records,
    representing,
    views,
    works,
)

urlpatterns = [
    path("organisations/", views.organisation_list, name="organisations"),
    path("organisations/new/", records.new_organisation, name="organisation_new"),
    path("organisations/<slug:public_id>/", views.organisation, name="organisation"),
    path(
        "organisations/<slug:public_id>/edit/",
        records.edit,
        {"kind": RecordKind.ORGANISATION},
        name="organisation_edit",
    ),
    path("organisations/<slug:public_id>/facilities/new/", records.new_facility, name="facility_new"),
    path("organisations/<slug:public_id>/members/", members.members, name="organisation_members"),
    path("organisations/<slug:public_id>/members/<int:number>/end/", members.end, name="member_end"),
    path("organisations/<slug:public_id>/represent/", representing.ask, name="organisation_represent"),
    path("representation/", representing.requests, name="representation_requests"),
    path("representation/<int:number>/", representing.answer, name="representation_request"),
    path("people/", views.person_list, name="people"),
    path("people/new/", records.new_person, name="person_new"),
    path("people/<slug:public_id>/", views.person, name="person"),
    path("people/<slug:public_id>/edit/", records.edit, {"kind": RecordKind.PERSON}, name="person_edit"),
    path("people/<slug:public_id>/affiliations/new/", affiliations.add, name="affiliation_new"),
    path("people/<slug:public_id>/affiliations/<int:number>/", affiliations.change, name="affiliation_edit"),
    path(
        "people/<slug:public_id>/affiliations/<int:number>/remove/",
        affiliations.remove,
        name="affiliation_remove",
    ),
    path("facilities/", views.facility_list, name="facilities"),
    path("facilities/<slug:public_id>/", views.facility, name="facility"),
    path(
        "facilities/<slug:public_id>/edit/",
        records.edit,
        {"kind": RecordKind.FACILITY},
        name="facility_edit",
    ),
    path("works/<slug:work_id>/", works.work, name="work"),
    path("records/<slug:kind>/<slug:public_id>/correct/", curation.correct, name="correct"),
    path("records/<slug:kind>/<slug:public_id>/contact/", curation.contact, name="contact"),
    path("records/<slug:kind>/<slug:public_id>/merge/", merging.merge, name="merge"),
    path("corrections/", answering.waiting, name="corrections"),
    path("corrections/<int:number>/", answering.answer, name="correction"),
    path("people/<slug:public_id>/claim/", curation.claim, name="claim"),
    path("claims/<str:token>/", curation.confirm, name="claim_confirm"),
]
