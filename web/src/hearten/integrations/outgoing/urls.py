"""Addresses of the administrator's room for receivers."""

from django.urls import path

from hearten.integrations.outgoing import views

app_name = "outgoing"
urlpatterns = [
    path("", views.receivers, name="receivers"),
    path("new/", views.new_receiver, name="new_receiver"),
    path("<uuid:key>/", views.receiver, name="receiver"),
    path("<uuid:key>/secret/", views.replace_secret, name="replace_secret"),
    path("<uuid:key>/secret/finish/", views.finish_rotation, name="finish_rotation"),
    path("<uuid:key>/active/", views.set_active, name="set_active"),
    path("<uuid:key>/test/", views.send_test, name="send_test"),
    path("<uuid:key>/remove/", views.remove, name="remove"),
    path("deliveries/<uuid:key>/again/", views.resend, name="resend"),
]
