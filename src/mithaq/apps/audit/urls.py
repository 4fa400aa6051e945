"""Addresses of the audit app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.audit import views

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.trail, name="trail"),
    path("events/<int:event_id>/", views.event, name="event"),
]
