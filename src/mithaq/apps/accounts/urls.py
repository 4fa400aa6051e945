"""Addresses of the accounts app."""

from django.urls import URLPattern, URLResolver, path

from mithaq.apps.accounts.views import people, profile, sign_in

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password, name="password"),
    path("profile/second-factor/", profile.second_factor, name="second-factor"),
    path("profile/second-factor/remove/", profile.second_factor_remove, name="second-factor-remove"),
    path("profile/mandates/<int:mandate_id>/delegate/", profile.delegation_new, name="delegation-new"),
    path("profile/delegations/<int:mandate_id>/end/", profile.delegation_end, name="delegation-end"),
    path("administration/", people.administration, name="administration"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/new/", people.person_new, name="person-new"),
    path("administration/people/<str:username>/", people.person, name="person"),
    path("administration/people/<str:username>/edit/", people.person_edit, name="person-edit"),
    path("administration/people/<str:username>/close/", people.person_disable, name="person-disable"),
    path("administration/people/<str:username>/open/", people.person_enable, name="person-enable"),
    path("administration/people/<str:username>/unlock/", people.person_unlock, name="person-unlock"),
    path("administration/people/<str:username>/second-factor/", people.person_second_factor, name="person-factor"),
    path("administration/people/<str:username>/mandates/new/", people.mandate_new, name="mandate-new"),
    path("administration/mandates/<int:mandate_id>/end/", people.mandate_end, name="mandate-end"),
    path("administration/who-can-see/", people.who_can_see, name="who-can-see"),
]
