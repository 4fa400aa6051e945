"""Addresses of the pages without a domain word. Who may open them is decided here, above `web`."""

from django.conf import settings
from django.urls import path

from mithaq.apps.accounts.access import public, requires, signed_in
from mithaq.apps.accounts.matrix import Permission
from mithaq.web import gallery, source, views

app_name = "web"

# The gallery is a tool of those who build; on a server, of those who run it.
in_gallery = signed_in if settings.DEBUG else requires(Permission.ACCOUNTS_MANAGE)

urlpatterns = [
    path("language/", public(views.set_language), name="set-language"),
    path("theme/", public(views.set_theme), name="set-theme"),
    path("choose/", signed_in(views.choose), name="choose"),
    path("source/", public(source.source), name="source"),
    path("source/licence.txt", public(source.licence), name="licence"),
    path("gallery/", in_gallery(gallery.show), name="gallery"),
    path("gallery/explanation/", in_gallery(gallery.explanation), name="gallery-explanation"),
    path("gallery/form/", in_gallery(gallery.try_form), name="gallery-form"),
]
