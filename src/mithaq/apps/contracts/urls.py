"""Addresses of the contracts app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.contracts import invoice_views

app_name = "contracts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("invoices/", invoice_views.check, name="invoices"),
]
