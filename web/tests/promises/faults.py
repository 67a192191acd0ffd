"""Leaks planted into a world, each as small as a real one would be. The twins must find every one."""

from functools import wraps
from typing import Any


def count_on_people_page() -> None:
    """The administrator's list shows how many cues each person had."""
    from hearten.people import queries

    real = queries.people_for

    @wraps(real)
    def people_for(*args: Any, **kwargs: Any) -> Any:
        found = list(real(*args, **kwargs).prefetch_related("cues"))
        for person in found:
            person.name = f"{person.name} ({len(person.cues.all())})"
        return found

    queries.people_for = people_for  # type: ignore[assignment]


def running_number() -> None:
    """A header on Mia's desk tells the number her contact has in the table, which counts everybody's."""
    from django.http import HttpRequest, HttpResponse

    from hearten.listening import views
    from hearten.listening.models import Contact

    real = views.render

    def render(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = real(request, *args, **kwargs)
        newest = Contact.objects.filter(agent__name="Mia").order_by("-pk").values_list("pk", flat=True).first()
        response["X-Contact"] = str(newest)
        return response

    views.render = render


def a_query_for_each_cue() -> None:
    """The list of teams asks once for each cue of a member, and shows nothing of it."""
    from hearten.listening.models import Cue
    from hearten.people import queries

    real = queries.teams_for

    def teams_for(viewer: Any) -> Any:
        for pk in Cue.objects.values_list("pk", flat=True):
            Cue.objects.filter(pk=pk).exists()
        return real(viewer)

    queries.teams_for = teams_for


def a_slower_page() -> None:
    """The list of sources looks through all contacts in one statement, and shows nothing of it."""
    from hearten.integrations import queries
    from hearten.listening.models import Contact

    real = queries.sources_for

    def sources_for(viewer: Any) -> Any:
        Contact.objects.filter(level__gt=5).count()
        return real(viewer)

    queries.sources_for = sources_for


def a_notice_to_the_lead() -> None:
    """The lead's stream hears of each moment, without a name."""
    from hearten.live.actions import tell
    from hearten.people.models import Person
    from hearten.support.models import Moment

    tom = Person.objects.get(name="Tom")
    for _ in Moment.objects.filter(agent__name="Ana"):
        tell(tom.pk, "moment")


def existence() -> None:
    """Somebody else's cue that exists is refused by a 403."""
    from django.http import HttpRequest

    from hearten.listening import actions, views
    from hearten.listening.models import DeskSettings

    real = actions.dismiss_cue

    def dismiss_cue(agent: Any, key: Any, **kwargs: Any) -> bool:
        if DeskSettings.objects.filter(person__cues__key=key).exists():
            from django.core.exceptions import PermissionDenied

            raise PermissionDenied
        return real(agent, key, **kwargs)

    views.actions.dismiss_cue = dismiss_cue
    assert HttpRequest


FAULTS = (count_on_people_page, running_number, a_query_for_each_cue, a_slower_page, a_notice_to_the_lead, existence)
