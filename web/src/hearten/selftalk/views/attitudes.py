"""Core attitudes: modules that end in something to try and a private reflection. Nobody counts who has done one."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, SIGNED_IN, policy
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.selftalk import actions, queries
from hearten.selftalk.forms import ReflectionForm
from hearten.selftalk.library import shelf
from hearten.selftalk.views.own import own_words_inside, was_kept
from hearten.ui.answers import form_page, sent


@sensitive_variables()
@policy(private=True, GET=OWN)
def attitudes(request: PersonRequest) -> HttpResponse:
    """List the modules; while notes are open, with those one has reflected on."""
    unlocked = sessions.unlocked_in(request)
    done = {each.module for each in queries.reflections_for(request.user, unlocked)}
    found = shelf()
    context = {
        "modules": [(module, module.id in done) for module in found.modules],
        "problems": found.problems,
        "is_open": unlocked is not None,
    }
    return render(request, "selftalk/attitudes.html", context)


@own_words_inside
@sensitive_variables()
@policy(private=True, GET=SIGNED_IN, POST=SIGNED_IN)  # a module is nobody's; what one writes on it is one's own
def attitude(request: PersonRequest, item: str) -> HttpResponse:
    """Read a module and keep a reflection on it."""
    module = shelf().find(item)
    if module is None:
        raise Http404
    unlocked = sessions.unlocked_in(request)
    own = next((each for each in queries.reflections_for(request.user, unlocked) if each.module == module.id), None)
    form = ReflectionForm(
        sent(request), initial={"key": own.key if own else uuid4(), "reflection": own.text if own else ""}
    )
    if request.method == "POST" and form.is_valid():
        if not seal.is_set_up(request.user):
            return redirect("seal:set_up")
        if _kept(request, form, module.id, form.cleaned_data["key"]):
            messages.success(request, _("Kept and sealed. Only you can open it, and nobody counts it."))
            return redirect("selftalk:attitudes")
    return form_page(request, "selftalk/attitude.html", form, {"module": module, "own": own})


def _kept(request: PersonRequest, form: ReflectionForm, module: str, key: UUID) -> bool:
    text, today = form.cleaned_data["reflection"], timezone.localdate()
    return was_kept(form, lambda: actions.keep_reflection(request.user, text, module=module, key=key, on=today))
