"""What a browser asks while its stream is down."""

from django.http import HttpResponse, JsonResponse

from hearten.live import queries
from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy


@policy(GET=SIGNED_IN, params=("after",), idle=True)
def poll(request: PersonRequest) -> HttpResponse:
    """Give the notices after a number, in the shape of the stream's own."""
    after = request.GET.get("after", "")
    known = after.isascii() and after.isdigit() and len(after) < 19
    missed = queries.since(request.user, int(after) if known else -1)
    notices = [{"seq": each.seq, "kind": each.kind, "object": each.object_id} for each in missed.notices]
    answer = {"seq": missed.seq, "reset": missed.reset, "who": str(request.user.key), "notices": notices}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})
