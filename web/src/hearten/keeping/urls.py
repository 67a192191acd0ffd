"""Addresses of one's own data."""

from django.urls import path

from hearten.keeping import views

app_name = "keeping"
urlpatterns = [
    path("", views.own_data, name="own_data"),
    path("take-out/", views.take_out, name="take_out"),
    path("erase/", views.erase, name="erase"),
    path("erase/take-back/", views.take_back, name="take_back"),
]
