"""Addresses of the common about groups."""

from django.urls import path

from hearten.blocks import views

app_name = "blocks"
urlpatterns = [path("", views.how_groups_are_shown, name="how")]
