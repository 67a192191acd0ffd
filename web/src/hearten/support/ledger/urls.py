"""The address of the ledger."""

from django.urls import path

from hearten.support.ledger import views

app_name = "ledger"
urlpatterns = [path("", views.ledger, name="ledger")]
