"""Addresses of the contracts app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.contracts import invoice_views, views

app_name = "contracts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.contracts, name="list"),
    path("invoices/", invoice_views.check, name="invoices"),
    path("payments/", views.settlements, name="settlements"),
    path("payments/<int:pk>/", views.settlement, name="settlement"),
    path("payments/<int:pk>/record.json", views.settlement_json, name="settlement-json"),
    path("payments/<int:pk>/explain/<path:key>", views.explain, name="explain"),
    path("payments/<int:pk>/step/<slug:step>", views.settlement_step, name="settlement-step"),
    path("<str:number>/", views.contract, name="contract"),
    path("<str:number>/figure/<slug:name>", views.figure, name="figure"),
    path("<str:number>/undertakings/<int:rank>", views.chain, name="chain"),
    path("<str:number>/step/<str:step>", views.step, name="step"),
]
