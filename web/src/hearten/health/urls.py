"""Addresses of the health page and of the metrics."""

from django.urls import path

from hearten.health import views

app_name = "health"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
]
