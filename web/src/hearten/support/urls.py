"""Addresses of support."""

from django.urls import path

from hearten.support import views

app_name = "support"
urlpatterns = [
    path("", views.moment, name="moment"),
    path("ask/", views.ask_for_moment, name="ask_for_moment"),
    path("begin/", views.begin_moment, name="begin_moment"),
    path("back/", views.come_back, name="come_back"),
    path("breathing/", views.breathing, name="breathing"),
]
