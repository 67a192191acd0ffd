"""Addresses of the demo centre. ``config.urls`` includes them in demo mode only."""

from django.urls import path

from hearten.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("sign-in/", views.sign_in, name="sign_in"),
]
