"""Addresses of following, and of the feeds of lists and searches."""

from django.urls import path

from scibridge.web.following import feeds, stopping, views

urlpatterns = [
    path("me/follow/", views.begin, name="follow"),
    path("me/following/", views.following, name="following"),
    path("me/following/<slug:public_id>/", views.change, name="following_change"),
    path("me/following/<slug:public_id>/stop/", views.stop, name="following_stop"),
    path("me/notices/", views.notices, name="notices"),
    path("me/notices/read/", views.read_all, name="notices_read"),
    path("me/notices/<int:number>/", views.open_notice, name="notice"),
    path("stop/<str:link>/", stopping.by_link, name="following_stop_link"),
    path("needs/feed/", feeds.needs, name="needs_feed"),
    path("offers/feed/", feeds.offers, name="offers_feed"),
    path("match/feed/", feeds.match, name="match_feed"),
    path("organisations/<slug:public_id>/feed/", feeds.organisation, name="organisation_feed"),
    path("places/<slug:country>/feed/", feeds.place, name="place_feed"),
    path("places/<slug:country>/<slug:city>/feed/", feeds.place, name="city_feed"),
    path("challenges/<slug:code>/feed/", feeds.challenge, name="challenge_feed"),
]
