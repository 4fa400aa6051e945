"""Addresses of the facts app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.facts import views

app_name = "facts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.units, name="list"),
    path("<str:code>/", views.unit, name="unit"),
    path("<str:code>/<str:period>/enter", views.month, name="month"),
    path("<str:code>/<str:period>/verify", views.verify, name="verify"),
    path("<str:code>/<slug:element>/<str:period>/history", views.history, name="history"),
]
