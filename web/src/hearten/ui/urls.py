"""Addresses of the shell. Policies are declared by name in ``people``, which this package may not import."""

from django.urls import path

from hearten.ui import views

app_name = "ui"
urlpatterns = [
    path("style/", views.style, name="style"),
    path("promises/", views.promises, name="promises"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
]

PUBLIC_URLS = ("ui:offline", "ui:manifest", "ui:service_worker")
SIGNED_IN_URLS = ("ui:style", "ui:promises")
