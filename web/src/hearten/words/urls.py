"""Addresses of words."""

from django.urls import path

from hearten.words import mine_views, own_views, views

app_name = "words"
urlpatterns = [
    path("", views.phrases, name="phrases"),
    path("new/", views.new_phrase, name="new_phrase"),
    path("check/", mine_views.check, name="check"),
    path("mine/new/", mine_views.new_mine, name="new_mine"),
    path("mine/<uuid:key>/", mine_views.my_phrase, name="my_phrase"),
    path("mine/<uuid:key>/forget/", mine_views.forget_mine, name="forget_mine"),
    path("scripts/", views.scripts, name="scripts"),
    path("scripts/new/", views.new_script, name="new_script"),
    path("scripts/<str:item>/", views.script, name="script"),
    path("ladders/", own_views.ladders, name="ladders"),
    path("ladders/<str:item>/", own_views.way, name="way"),
    path("danger/<str:item>/", own_views.steps, name="steps"),
    path("notice/<str:item>/", own_views.notice, name="notice"),
    path("proposals/<uuid:key>/", views.decide, name="decide"),
    path("<str:item>/vote/", mine_views.vote, name="vote"),
    path("<str:item>/instead/", mine_views.instead, name="instead"),
    path("<str:item>/retire/", views.retire, name="retire"),
    path("<str:item>/", views.phrase, name="phrase"),
]
