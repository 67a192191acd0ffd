"""Every address of the application, one line per area."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hearten.listening.urls")),
    path("", include("hearten.people.urls")),
    path("", include("hearten.ui.urls")),
    path("account/data/", include("hearten.keeping.urls")),
    path("", include("hearten.health.urls")),
    path("audit/", include("hearten.audit.urls")),
    path("accounts/", include("hearten.people.account_urls")),
    path("live/", include("hearten.live.urls")),
    path("", include("hearten.support.urls")),
    path("after/", include("hearten.support.after.urls")),
    path("interval-plan/", include("hearten.support.price.urls")),
    path("promises-kept/", include("hearten.support.ledger.urls")),
    path("exits/", include("hearten.support.exits.urls")),
    path("groups/", include("hearten.blocks.urls")),
    path("sealed/", include("hearten.seal.urls")),
    path("gameplan/", include("hearten.gameplan.urls")),
    path("self-talk/", include("hearten.selftalk.urls")),
    path("outgoing/", include("hearten.integrations.outgoing.urls")),
    path("channels/", include("hearten.integrations.channels.urls")),
    path("shifts/", include("hearten.staffing.urls")),
    path("words/", include("hearten.words.urls")),
    path("cards/", include("hearten.press.urls")),
    path("sources/", include("hearten.integrations.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("hearten.demo.urls")))

handler400 = "hearten.ui.views.bad_request"
handler403 = "hearten.ui.views.forbidden"
handler404 = "hearten.ui.views.not_found"
handler500 = "hearten.config.failures.server_error"
