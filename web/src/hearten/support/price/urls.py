"""Addresses of the interval plan."""

from django.urls import path

from hearten.support.price import views

app_name = "price"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("add/", views.add_plan, name="add_plan"),
    path("<uuid:key>/", views.plan, name="plan"),
    path("<uuid:key>/change/", views.change_plan, name="change_plan"),
    path("<uuid:key>/remove/", views.remove_plan, name="remove_plan"),
    path("<uuid:key>/interval/", views.type_interval, name="type_interval"),
    path("<uuid:key>/clear/", views.clear_day, name="clear_day"),
    path("<uuid:key>/import/", views.import_forecast, name="import_forecast"),
    path("<uuid:key>/import/<uuid:file>/", views.check_forecast, name="check_forecast"),
]
