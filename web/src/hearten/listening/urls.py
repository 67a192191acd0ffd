"""Addresses of the desk."""

from django.urls import path

from hearten.listening import views

app_name = "listening"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("desk/dock/", views.dock, name="dock"),
    path("desk/now/", views.now, name="now"),
    path("desk/settings/", views.desk_settings, name="desk_settings"),
    path("desk/snooze/", views.snooze, name="snooze"),
    path("desk/off/", views.off_for_today, name="off_for_today"),
    path("desk/on/", views.back_on, name="back_on"),
    path("desk/cues/<uuid:key>/dismiss/", views.dismiss, name="dismiss"),
]
