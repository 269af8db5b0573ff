"""Addresses of the atlas; what is narrowed stands in the query."""

from django.urls import path

from scibridge.web.atlas import (
    bridges,
    comparing,
    exporting,
    matrix,
    network,
    overview,
    pictures,
    reporting,
    subjects,
    units,
    works,
)

urlpatterns = [
    path("atlas/", overview.overview, name="atlas"),
    path("atlas/country/<slug:unit>/", units.country, name="atlas_country"),
    path("atlas/region/<slug:unit>/", units.region, name="atlas_region"),
    path("atlas/organisation/<slug:unit>/", units.organisation, name="atlas_organisation"),
    path("atlas/person/<slug:unit>/", units.person, name="atlas_person"),
    path("atlas/topic/<slug:depth>:<int:node>/", subjects.topic, name="atlas_topic"),
    path("atlas/compare/", comparing.compare, name="atlas_compare"),
    path("atlas/bridges/", bridges.bridges, name="atlas_bridges"),
    path("atlas/network/", network.network, name="atlas_network"),
    path("atlas/network/data/", network.data, name="atlas_network_data"),
    path("atlas/matrix/", matrix.matrix, name="atlas_matrix"),
    path("atlas/picture/<slug:kind>/<slug:form>/", pictures.picture, name="atlas_picture"),
    path("atlas/works/", works.works, name="atlas_works"),
    path("atlas/report/<slug:kind>/<str:of>/", reporting.report, name="atlas_report"),
    path("atlas/report/<slug:kind>/<str:of>/pdf/", reporting.pdf, name="atlas_report_pdf"),
    path("atlas/export/<slug:table>/<slug:form>/", exporting.export, name="atlas_export"),
]
