"""Addresses of the territory app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.territory.views import explorer, imports, units

app_name = "territory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", explorer.explore, name="explorer"),
    path("import/", imports.choose, name="import"),
    path("import/check/", imports.check, name="import-check"),
    path("compare/", units.compare, name="compare"),
    path("norms/<str:key>/", explorer.norm, name="norm"),
    path("<str:code>/", units.unit, name="unit"),
    path("<str:code>/explore/", explorer.explore, name="explore"),
    path("<str:code>/branches/", explorer.branches, name="branches"),
    path("<str:code>/points/", explorer.points, name="points"),
    path("<str:code>/why/<str:indicator>/", explorer.explain, name="explain"),
]
