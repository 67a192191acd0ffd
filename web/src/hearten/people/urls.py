"""Addresses of people, teams, invitations, the own account and the lock."""

from django.urls import path

from hearten.people import import_views, views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.add_person, name="add_person"),
    path("people/import/", import_views.import_people, name="import_people"),
    path("people/<uuid:key>/", views.person, name="person"),
    path("people/<uuid:key>/invite/", views.invite, name="invite"),
    path("people/<uuid:key>/take-back-invitation/", views.take_back_invitation, name="take_back_invitation"),
    path("people/<uuid:key>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:key>/reactivate/", views.reactivate, name="reactivate"),
    path("teams/", views.teams, name="teams"),
    path("teams/add/", views.add_team, name="add_team"),
    path("teams/<uuid:key>/", views.team, name="team"),
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("account/", views.account, name="account"),
    path("account/second-step/", views.second_step, name="second_step"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("lock/", views.lock, name="lock"),
    path("locked/", views.locked, name="locked"),
    path("locked/someone-else/", views.someone_else, name="someone_else"),
    path("still-here/", views.still_here, name="still_here"),
]
