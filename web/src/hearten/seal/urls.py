"""Addresses of one's own sealed notes."""

from django.urls import path

from hearten.seal import views

app_name = "seal"
urlpatterns = [
    path("", views.home, name="home"),
    path("set-up/", views.set_up, name="set_up"),
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("passphrase/", views.change_passphrase, name="change_passphrase"),
    path("recovery-code/", views.new_code, name="new_code"),
    path("recover/", views.recover, name="recover"),
    path("export/", views.export, name="export"),
    path("take-in/", views.take_in, name="take_in"),
    path("erase/", views.erase, name="erase"),
]
