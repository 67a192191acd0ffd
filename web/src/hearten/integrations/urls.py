"""Addresses of the administrator's room for sources."""

from django.urls import path

from hearten.integrations import views

app_name = "integrations"
urlpatterns = [
    path("", views.sources, name="sources"),
    path("new/", views.new_source, name="new_source"),
    path("<uuid:key>/", views.source, name="source"),
    path("<uuid:key>/secret/", views.replace_secret, name="replace_secret"),
    path("<uuid:key>/secret/finish/", views.finish_rotation, name="finish_rotation"),
    path("<uuid:key>/token/", views.replace_token, name="replace_token"),
    path("<uuid:key>/active/", views.set_active, name="set_active"),
    path("<uuid:key>/files/", views.upload, name="upload"),
    path("agents/<uuid:key>/", views.match_agent, name="match_agent"),
]
