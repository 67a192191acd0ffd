"""Addresses of a lead's channels."""

from django.urls import path

from hearten.integrations.channels import views

app_name = "channels"
urlpatterns = [
    path("", views.own, name="own"),
    path("add/", views.add, name="add"),
    path("<uuid:key>/remove/", views.remove, name="remove"),
]
