"""Addresses of the press."""

from django.urls import path

from hearten.press import views

app_name = "press"
urlpatterns = [
    path("", views.cards, name="cards"),
    path("sheet/", views.sheet, name="sheet"),
    path("sheet.svg", views.sheet_svg, name="sheet_svg"),
    path("sheet.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("one.svg", views.one, name="one"),
    path("corner/", views.corner, name="corner"),
    path("corner/choose/", views.choose_corner, name="choose_corner"),
    path("brand/", views.brand, name="brand"),
    path("own/", views.new_card, name="new_card"),
    path("own/<uuid:key>/", views.own_card, name="own_card"),
    path("own/<uuid:key>/forget/", views.forget_card, name="forget_card"),
]
