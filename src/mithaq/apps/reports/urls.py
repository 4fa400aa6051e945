"""Addresses of the reports app."""

from django.urls import path

from mithaq.apps.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("contracts/<str:number>/<str:language>.<str:kind>", views.contract, name="contract"),
    path("settlements/<int:pk>/<str:language>.<str:kind>", views.settlement, name="settlement"),
]
