"""Addresses of the plans app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.plans import views

app_name = "plans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.plans, name="list"),
    path("letters/<str:number>/", views.letter, name="letter"),
    path("letters/<str:number>/step/<slug:step>", views.letter_step, name="letter-step"),
    path("ententes/<str:number>/", views.entente, name="entente"),
    path("ententes/<str:number>/sign/<str:unit_code>", views.entente_step, name="entente-step"),
    path("<str:number>/", views.programme, name="programme"),
    path("<str:number>/step/<slug:step>", views.programme_step, name="programme-step"),
]
