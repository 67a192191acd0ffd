"""Addresses of the audit chain."""

from django.urls import path

from hearten.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.audit, name="audit"),
    path("verify/", views.verify, name="verify"),
    path("anchor.txt", views.anchor, name="anchor"),
]
