"""Addresses of support."""

from django.urls import path

from hearten.support.views import hands, moments, own

app_name = "support"
urlpatterns = [
    path("moment/", moments.moment, name="moment"),
    path("moment/ask/", moments.ask_for_moment, name="ask_for_moment"),
    path("moment/begin/", moments.begin_moment, name="begin_moment"),
    path("moment/back/", moments.come_back, name="come_back"),
    path("moment/offer/away/", moments.put_offer_away, name="put_offer_away"),
    path("moment/breathing/", moments.breathing, name="breathing"),
    path("moment/settled/", moments.settled, name="settled"),
    path("moment/settled/centre/", moments.settle_for_centre, name="settle_for_centre"),
    path("moment/settled/teams/<uuid:key>/", moments.settle_for_team, name="settle_for_team"),
    path("hand/", hands.hand, name="hand"),
    path("hand/raise/", hands.raise_hand, name="raise_hand"),
    path("hand/back/", hands.take_back, name="take_back"),
    path("hands/", hands.calls, name="calls"),
    path("hands/<uuid:ref>/answer/", hands.answer, name="answer"),
    path("hands/<uuid:ref>/pass-on/", hands.pass_on, name="pass_on"),
    path("hands/<uuid:ref>/done/", hands.finish_help, name="finish_help"),
    path("team-now/", hands.team_now, name="team_now"),
    path("team-now/now/", hands.now, name="now"),
    path("support/", own.own, name="own"),
    path("support/buddy/", own.choose_buddy, name="choose_buddy"),
    path("support/buddy/<uuid:key>/yes/", own.accept_buddy, name="accept_buddy"),
    path("support/buddy/<uuid:key>/end/", own.end_buddy, name="end_buddy"),
    path("support/reaching/", own.set_reaching, name="set_reaching"),
]
