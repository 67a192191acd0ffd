"""Addresses of what comes afterwards."""

from django.urls import path

from hearten.support.after import views

app_name = "support_after"
urlpatterns = [
    path("pathways/", views.pathways, name="pathways"),
    path("pathways/change/", views.change_pathway, name="change_pathway"),
    path("pathways/read/", views.acknowledge_pathway, name="acknowledge_pathway"),
    path("pathways/versions/<int:number>/", views.pathway_version, name="pathway_version"),
]
