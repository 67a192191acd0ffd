"""Addresses of self-talk."""

from django.urls import path

from hearten.selftalk.views import attitudes, lines, notes, pictures

app_name = "selftalk"
urlpatterns = [
    path("", notes.home, name="home"),
    path("notes/new/", notes.new_note, name="new_note"),
    path("notes/kept/", notes.kept, name="kept"),
    path("notes/<uuid:key>/", notes.note, name="note"),
    path("notes/<uuid:key>/change/", notes.change_note, name="change_note"),
    path("notes/<uuid:key>/delete/", notes.delete_note, name="delete_note"),
    path("help/", notes.help_now, name="help"),
    path("vent/", notes.vent, name="vent"),
    path("lines/new/", lines.keep_line, name="keep_line"),
    path("lines/desk/", lines.line_on_desk, name="line_on_desk"),
    path("lines/<uuid:key>/away/", lines.put_away, name="put_away"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/new/", pictures.new_picture, name="new_picture"),
    path("attitudes/", attitudes.attitudes, name="attitudes"),
    path("attitudes/<str:item>/", attitudes.attitude, name="attitude"),
]
