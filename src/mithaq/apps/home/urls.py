"""Addresses of the home app."""

from django.urls import path

from mithaq.apps.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]
