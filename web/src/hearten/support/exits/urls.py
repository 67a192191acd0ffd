"""Addresses of ways out."""

from django.urls import path

from hearten.support.exits import views

app_name = "exits"
urlpatterns = [
    path("", views.recent, name="recent"),
    path("<uuid:contact>/", views.ladder, name="ladder"),
    path("<uuid:contact>/ladder/", views.pick, name="pick"),
    path("<uuid:contact>/step/", views.take_step, name="take_step"),
    path("<uuid:contact>/unsay/", views.unsay, name="unsay"),
    path("<uuid:contact>/leave/", views.leave, name="leave"),
    path("<uuid:contact>/done/", views.done, name="done"),
    path("<uuid:contact>/put-away/", views.put_away, name="put_away"),
]
