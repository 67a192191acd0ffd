"""The small pages: who I want to be, today's intention, good I did, what may be asked, taking along, erasing."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearten.gameplan import actions, kinds, present, queries
from hearten.gameplan.forms import LINE, AsksForm, EraseForm, GoalForm, GoodForm, IntentionForm
from hearten.gameplan.views.doors import kept, opened, set_up_first, there, today
from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.seal import exporting
from hearten.seal.views import needs_unlocked
from hearten.ui.answers import form_page, sent


@policy(private=True, GET=AGENT, POST=AGENT)
@set_up_first
@needs_unlocked
def goal(request: PersonRequest) -> HttpResponse:
    """Write who one wants to be."""
    form = GoalForm(sent(request), initial={"text": queries.goal_for(request.user, opened(request))})
    given = request.method == "POST" and form.is_valid()
    if given and kept(form, actions.keep_goal, request.user, form.cleaned_data["text"], on=today()):
        messages.success(request, _("Kept and sealed."))
        return redirect("gameplan:home")
    return form_page(request, "gameplan/goal.html", form)


@policy(private=True, GET=AGENT, POST=AGENT)
@set_up_first
def intention(request: PersonRequest) -> HttpResponse:
    """Write what one intends today; left empty, it is taken away."""
    form = IntentionForm(sent(request), initial={"text": queries.intention_for(request.user, today=today())})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if kept(form, actions.keep_intention, request.user, text, on=today(), now=timezone.now()):
            from_desk = request.POST.get("from") == "desk"
            return redirect("listening:desk" if from_desk else "gameplan:home")
    return form_page(request, "gameplan/intention.html", form)


@policy(private=True, GET=AGENT, POST=AGENT)
@set_up_first
@needs_unlocked
def goods(request: PersonRequest) -> HttpResponse:
    """Recall something one did well, with the words of thanks if one takes them along, and read what one kept."""
    now = timezone.now()
    thanks = present.thanks(queries.thanks_for(request.user, now=now))
    taken = [words for each in thanks if each["contact"] == request.POST.get("take") for words in each["words"]]
    initial = {"key": uuid4(), "thanks": " … ".join(taken)[:LINE]}
    form = GoodForm(None if "take" in request.POST else sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = {"did": form.cleaned_data["did"], "thanks": form.cleaned_data["thanks"]}
        key = form.cleaned_data["key"]
        if kept(form, actions.keep_good, request.user, answers, key=key, on=today(), now=now):
            messages.success(request, _("Kept and sealed."))
            return redirect("gameplan:goods")
    context = {
        "goods": queries.goods_for(request.user, opened(request)),
        "thanks": thanks,
    }
    return form_page(request, "gameplan/goods.html", form, context)


@policy(private=True, POST=AGENT)
@there(kinds.GOOD)
@needs_unlocked
def delete_good(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete one of them."""
    actions.forget(request.user, key)
    messages.success(request, _("Deleted. Nobody can open it any more."))
    return redirect("gameplan:goods")


@policy(private=True, GET=AGENT, POST=AGENT)
def asks(request: PersonRequest) -> HttpResponse:
    """Settle the one question a shift."""
    form = AsksForm(sent(request), initial={"asks": queries.settings_for(request.user).asks})
    if request.method == "POST" and form.is_valid():
        actions.choose_what_is_asked(request.user, asks=form.cleaned_data["asks"])
        messages.success(request, _("Settled. Nobody else can see what you chose."))
        return redirect("gameplan:home")
    return form_page(request, "gameplan/asks.html", form)


@policy(params=("as",), private=True, GET=AGENT)
@set_up_first
@needs_unlocked
def export(request: PersonRequest) -> HttpResponse:
    """Give the gameplan as a file: ``as=json`` or ``as=page``; without, the page that offers both."""
    wanted = request.GET.get("as", "")
    if wanted not in {"json", "page"}:
        return render(request, "gameplan/export.html")
    notes = queries.everything_for(request.user, opened(request))
    if wanted == "json":
        response = HttpResponse(exporting.as_json(notes), content_type="application/json")
    else:
        response = HttpResponse(exporting.as_page(notes, person=request.user))
    name = "my-gameplan.json" if wanted == "json" else "my-gameplan.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@policy(private=True, GET=AGENT, POST=AGENT)
@set_up_first
def erase(request: PersonRequest) -> HttpResponse:
    """Delete everything here, and nothing else one has sealed."""
    form = EraseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        gone = actions.erase_gameplan(request.user)
        told = ngettext("%(number)d note is erased.", "%(number)d notes are erased.", gone)
        messages.success(request, told % {"number": gone})
        return redirect("gameplan:home")
    return form_page(request, "gameplan/erase.html", form)
