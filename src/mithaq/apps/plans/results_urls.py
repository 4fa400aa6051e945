"""Addresses of results; they live here because a result holds facts against targets."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.plans import results

app_name = "results"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", results.results, name="list"),
    path("<slug:code>/", results.indicator, name="indicator"),
    path("<slug:code>/<str:unit_code>/explain", results.explain, name="explain"),
]
