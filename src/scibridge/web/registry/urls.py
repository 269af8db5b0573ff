"""Addresses of organisations, people, facilities and works."""

from django.urls import path

from scibridge.web.registry import curation, views, works

urlpatterns = [
    path("organisations/", views.organisation_list, name="organisations"),
    path("organisations/<slug:public_id>/", views.organisation, name="organisation"),
    path("people/", views.person_list, name="people"),
    path("people/<slug:public_id>/", views.person, name="person"),
    path("facilities/", views.facility_list, name="facilities"),
    path("facilities/<slug:public_id>/", views.facility, name="facility"),
    path("works/<slug:work_id>/", works.work, name="work"),
    path("records/<slug:kind>/<slug:public_id>/correct/", curation.correct, name="correct"),
    path("records/<slug:kind>/<slug:public_id>/contact/", curation.contact, name="contact"),
    path("people/<slug:public_id>/claim/", curation.claim, name="claim"),
    path("claims/<str:token>/", curation.confirm, name="claim_confirm"),
]
