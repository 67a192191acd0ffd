"""Self-image: three pictures, revisited each month."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, policy
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.seal.views import needs_unlocked
from hearten.selftalk import actions, labels, queries
from hearten.selftalk.forms import PictureForm
from hearten.selftalk.present import shown_pictures
from hearten.selftalk.rules.pictures import SCALES, by_month
from hearten.selftalk.views.own import own_words_inside, unlocked_of, was_kept
from hearten.ui.answers import form_page, sent


@sensitive_variables()
@policy(private=True, GET=OWN)
@needs_unlocked
def pictures(request: PersonRequest) -> HttpResponse:
    """Show the three pictures, month by month."""
    found = queries.pictures_for(request.user, unlocked_of(request))
    months = by_month([(on, picture) for _key, on, picture in found])
    today = timezone.localdate()
    has_this_month = any((on.year, on.month) == (today.year, today.month) for on, _picture in months)
    context = {"shown": shown_pictures(months), "months": [on for on, _picture in months], "this_month": has_this_month}
    return render(request, "selftalk/pictures.html", context)


@own_words_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def new_picture(request: PersonRequest) -> HttpResponse:
    """Draw this month's pictures; the last ones of a month count. They can be kept while one's notes are locked."""
    if not seal.is_set_up(request.user):
        return redirect("seal:set_up")
    today = timezone.localdate()
    form = PictureForm(sent(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        key = _key_of_this_month(request) or form.cleaned_data["key"]
        if was_kept(form, lambda: actions.keep_picture(request.user, form.picture, key=key, on=today)):
            messages.success(request, _("Kept and sealed. Only you can open it."))
            return redirect("selftalk:pictures" if sessions.unlocked_in(request) else "selftalk:home")
    groups = [
        {
            "who": labels.WHO[who],
            "line": form[who],
            "scales": [(form[f"{who}.{scale}"], *labels.PAIRS[f"{who}.{scale}"]) for scale in scales],
        }
        for who, scales in SCALES.items()
    ]
    return form_page(request, "selftalk/new_picture.html", form, {"groups": groups, "today": today})


def _key_of_this_month(request: PersonRequest) -> UUID | None:
    """Give the key of what was drawn this month, where notes are open: it is then drawn anew."""
    today = timezone.localdate()
    found = queries.pictures_for(request.user, sessions.unlocked_in(request))
    return next((key for key, on, _p in found if (on.year, on.month) == (today.year, today.month)), None)
