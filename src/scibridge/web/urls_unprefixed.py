"""Addresses without a language: the way in, and what machines ask for."""

from django.urls import path

from scibridge.web.home import machines, sitemaps, world

urlpatterns = [
    path("", machines.entrance, name="entrance"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:part>.xml", sitemaps.section, name="sitemap_section"),
    path("healthz", machines.health, name="health"),
    path("world/<slug:key>-<slug:view>-<slug:size>-<slug:theme>.svg", world.dots, name="world_dots"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
