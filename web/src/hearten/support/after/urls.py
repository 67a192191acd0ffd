"""Addresses of what comes afterwards."""

from django.urls import path

from hearten.support.after.views import check_ins, debriefs, doors, overview, pathway, reviews

app_name = "support_after"
urlpatterns = [
    path("", overview.after, name="after"),
    path("why-not/", overview.why_not, name="why_not"),
    path("pathways/", pathway.pathways, name="pathways"),
    path("pathways/change/", pathway.change_pathway, name="change_pathway"),
    path("pathways/read/", pathway.acknowledge_pathway, name="acknowledge_pathway"),
    path("pathways/versions/<int:number>/", pathway.pathway_version, name="pathway_version"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/new/", reviews.new_review, name="new_review"),
    path("reviews/<uuid:key>/", reviews.review, name="review"),
    path("reviews/<uuid:key>/show/", reviews.show_review, name="show_review"),
    path("reviews/<uuid:key>/stop/", reviews.stop_showing, name="stop_showing"),
    path("reviews/<uuid:key>/delete/", reviews.delete_review, name="delete_review"),
    path("reviews/shown/<uuid:key>/", reviews.shown_review, name="shown_review"),
    path("check-ins/", check_ins.check_ins, name="check_ins"),
    path("check-ins/waiting/", check_ins.waiting, name="check_ins_waiting"),
    path("check-ins/offer/", check_ins.offer, name="check_in_offer"),
    path("check-ins/offer/away/", check_ins.put_offer_away, name="put_offer_away"),
    path("check-ins/ask/", check_ins.ask_for_check_ins, name="ask_for_check_ins"),
    path("check-ins/<uuid:key>/answer/", check_ins.answer_check_in, name="answer_check_in"),
    path("check-ins/<uuid:key>/move/", check_ins.move_check_in, name="move_check_in"),
    path("check-ins/<uuid:key>/cancel/", check_ins.cancel_check_in, name="cancel_check_in"),
    path("check-ins/<uuid:key>/1-1.ics", check_ins.calendar_file, name="calendar_file"),
    path("door/", doors.doors, name="doors"),
    path("door/mine/", doors.own_doors, name="own_doors"),
    path("door/<uuid:key>/book/", doors.book_door, name="book_door"),
    path("door/<uuid:key>/give-back/", doors.give_back, name="give_back"),
    path("door/<uuid:key>/withdraw/", doors.withdraw, name="withdraw_door"),
    path("debriefs/", debriefs.debriefs, name="debriefs"),
    path("debriefs/found/", debriefs.write_down, name="write_down_debrief"),
    path("debriefs/off/", debriefs.call_off, name="call_off_debrief"),
]
