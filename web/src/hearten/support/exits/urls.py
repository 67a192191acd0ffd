"""Addresses of ways out."""

from django.urls import path

from hearten.support.exits import caller_views, cover_views, lines_for_us, setup_views, views

app_name = "exits"
urlpatterns = [
    path("", views.recent, name="recent"),
    path("appeals/", caller_views.appeal, name="appeal"),
    path("lines/", views.help_lines, name="help_lines"),
    path("lines/for-us/", lines_for_us.lines_for_us, name="lines_for_us"),
    path("lines/desk/", views.lines_on_desk, name="lines_on_desk"),
    path("covered/", cover_views.take, name="take_covers"),
    path("covered/<uuid:batch>/stored/", cover_views.stored, name="covers_stored"),
    path("setup/", setup_views.setup, name="setup"),
    path("setup/destinations/new/", setup_views.new_destination, name="new_destination"),
    path("setup/destinations/<uuid:key>/", setup_views.destination, name="destination"),
    path("setup/destinations/<uuid:key>/remove/", setup_views.remove_destination, name="remove_destination"),
    path("setup/lines/new/", setup_views.new_help_line, name="new_help_line"),
    path("setup/lines/<uuid:key>/", setup_views.help_line, name="help_line"),
    path("setup/lines/<uuid:key>/remove/", setup_views.remove_help_line, name="remove_help_line"),
    path("setup/covered/", setup_views.make_cover_account, name="make_cover_account"),
    path("setup/covered/remove/", setup_views.remove_cover_account, name="remove_cover_account"),
    path("<uuid:contact>/", views.ladder, name="ladder"),
    path("<uuid:contact>/ladder/", views.pick, name="pick"),
    path("<uuid:contact>/step/", views.take_step, name="take_step"),
    path("<uuid:contact>/unsay/", views.unsay, name="unsay"),
    path("<uuid:contact>/leave/", views.leave, name="leave"),
    path("<uuid:contact>/done/", views.done, name="done"),
    path("<uuid:contact>/mark/", caller_views.mark, name="mark"),
    path("<uuid:contact>/unmark/", caller_views.unmark, name="unmark"),
    path("<uuid:contact>/notice/", caller_views.notice, name="notice"),
    path("<uuid:contact>/notice/drop/", caller_views.drop_notice, name="drop_notice"),
    path("<uuid:contact>/notice/print/", caller_views.print_notice, name="print_notice"),
    path("<uuid:contact>/put-away/", views.put_away, name="put_away"),
]
