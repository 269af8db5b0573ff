"""The address of the page that shows the parts."""

from django.urls import path

from scibridge.web.design import views

urlpatterns = [path("design/", views.design, name="design")]
