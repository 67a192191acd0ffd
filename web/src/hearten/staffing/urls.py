"""Addresses of staffing."""

from django.urls import path

from hearten.staffing import views

app_name = "staffing"
urlpatterns = [
    path("", views.shifts, name="shifts"),
    path("add/", views.add_shift, name="add_shift"),
    path("import/", views.import_shifts, name="import_shifts"),
    path("import/<uuid:key>/", views.check_import, name="check_import"),
    path("here/", views.here, name="here"),
    path("here/say/", views.say_here, name="say_here"),
    path("<uuid:key>/", views.shift, name="shift"),
    path("<uuid:key>/remove/", views.remove_shift, name="remove_shift"),
]
