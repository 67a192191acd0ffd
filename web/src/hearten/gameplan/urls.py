"""Addresses of the gameplan."""

from django.urls import path

from hearten.gameplan.views import desk, home, own, plans, roadmaps, triggers

app_name = "gameplan"
urlpatterns = [
    path("", home.home, name="home"),
    path("triggers/", triggers.triggers, name="triggers"),
    path("triggers/new/", triggers.new_trigger, name="new_trigger"),
    path("triggers/<uuid:key>/", triggers.trigger, name="trigger"),
    path("triggers/<uuid:key>/delete/", triggers.delete_trigger, name="delete_trigger"),
    path("roadmaps/new/", roadmaps.new_roadmap, name="new_roadmap"),
    path("roadmaps/<uuid:key>/", roadmaps.roadmap, name="roadmap"),
    path("roadmaps/<uuid:key>/change/", roadmaps.change_roadmap, name="change_roadmap"),
    path("roadmaps/<uuid:key>/delete/", roadmaps.delete_roadmap, name="delete_roadmap"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/fired/", plans.fired, name="fired"),
    path("plans/<uuid:key>/", plans.plan, name="plan"),
    path("plans/<uuid:key>/delete/", plans.delete_plan, name="delete_plan"),
    path("goal/", own.goal, name="goal"),
    path("intention/", own.intention, name="intention"),
    path("good/", own.goods, name="goods"),
    path("good/<uuid:key>/delete/", own.delete_good, name="delete_good"),
    path("asks/", own.asks, name="asks"),
    path("export/", own.export, name="export"),
    path("erase/", own.erase, name="erase"),
    path("desk/at/<str:signal>/<int:level>/", desk.plan_at_cue, name="plan_at_cue"),
    path("desk/note/<uuid:contact>/<str:signal>/", desk.note_cue, name="note_cue"),
    path("desk/now/", desk.on_desk, name="on_desk"),
    path("desk/away/", desk.put_away, name="put_away"),
]
