"""What holds about moments, and what held before: everybody who works here may read it."""

from django.db.models import FETCH_RAISE, Q, QuerySet

from hearten.people.models import Person
from hearten.support.models import MomentVersion
from hearten.support.rules import MomentPolicy


def version_of(team_id: int | None) -> MomentVersion | None:
    """Give the version that holds for a team: its own newest, else the centre's; None where nothing was settled."""
    newest: dict[int | None, MomentVersion] = {}
    for row in MomentVersion.objects.filter(Q(team_id=team_id) | Q(team=None)).order_by("number"):
        newest[row.team_id] = row
    own = newest.get(team_id) if team_id is not None else None
    return own if own is not None and not own.follows_centre else newest.get(None)


def policy_of(team_id: int | None) -> MomentPolicy:
    """Give what the rules go by for a team."""
    version = version_of(team_id)
    return version.policy if version else MomentPolicy()


def moment_versions(viewer: Person) -> QuerySet[MomentVersion]:
    """Give every version there has been, the newest first. Open to everybody who has signed in."""
    if not viewer.is_authenticated:
        return MomentVersion.objects.none()
    return MomentVersion.objects.select_related("team").order_by("-since", "-pk").fetch_mode(FETCH_RAISE)
