"""How hard contacts under way are, for ``hearten.staffing.levels`` alone: it says who may ask."""

from collections.abc import Sequence

from django.db.models import Max

from hearten.listening.models import Contact, ContactState


def levels_now(people: Sequence[int]) -> dict[int, int]:
    """Give the level, 0 to 3, of the hardest contact under way for each of these people who has one."""
    under_way = Contact.objects.filter(agent_id__in=people, state__in=[ContactState.LIVE, ContactState.HELD])
    return dict(under_way.values("agent_id").annotate(hardest=Max("level")).values_list("agent_id", "hardest"))
