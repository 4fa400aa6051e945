"""Addresses of the home app."""

from django.urls import path

from mithaq.apps.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("help/", views.guides, name="guides"),
    path("help/images/<str:name>", views.guide_picture, name="guide-picture"),
    path("help/<slug:slug>/", views.guide, name="guide"),
]
