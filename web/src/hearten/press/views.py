"""The press: choose cards, see the sheet, take it as PDF or SVG; a card in the corner; one's own cards; the brand."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from hearten.people.models import PersonRequest, Role
from hearten.people.policy import ADMIN, AGENT, OWN, SIGNED_IN, policy
from hearten.press import actions, queries
from hearten.press.as_pdf import pages_as_pdf
from hearten.press.as_svg import page_as_svg
from hearten.press.colour import Corrected
from hearten.press.drawing import Box, Cut, Page
from hearten.press.faces import BRAND, Face
from hearten.press.families import FAMILIES
from hearten.press.forms import MOST_CARDS, PRODUCT_LABELS, BrandForm, CardForm, CornerForm, SheetForm
from hearten.press.palette import Palette
from hearten.press.rules import begins_with
from hearten.press.sheets import IN_TURN, PAPERS, PRODUCTS, Brand, Order, card, pages
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.seal.actions import NotYours
from hearten.seal.views import send_to_unlock
from hearten.ui.answers import form_page, sent

ORDERED = ("card", "product", "paper", "design")
CORNER = Box(0, 0, 88, 55)
View = Callable[..., HttpResponse]


@policy(GET=SIGNED_IN)
def cards(request: PersonRequest) -> HttpResponse:
    """Show every card there is to choose from, one's own first."""
    unlocked = sessions.unlocked_in(request)
    context = {
        "themes": queries.themes(),
        "own": queries.own_cards_for(request.user, unlocked),
        "is_open": unlocked is not None,
        "is_set_up": seal.is_set_up(request.user),
        "form": SheetForm(initial={"product": "stickers", "paper": "a4", "design": IN_TURN}),
        "may_settle": request.user.has_role(Role.ADMIN),
        "corner": CornerForm(initial={"sort": queries.corner_sort_for(request.user)}),
    }
    return render(request, "press/cards.html", context)


# --- the sheet


@policy(params=ORDERED, GET=SIGNED_IN)
def sheet(request: PersonRequest) -> HttpResponse:
    """Show the first sheet as it will be printed, with what had to be changed so that it can be read."""
    try:
        order = _order(request)
    except queries.Locked:
        return send_to_unlock(request)
    brand = queries.brand()
    context = {
        "order": order,
        "query": urlencode(_asked(request), doseq=True),
        "product": PRODUCT_LABELS[order.product],
        "sheets": len(pages(order, brand)) if order.texts else 0,
        "corrections": explained(brand.palette),
    }
    return render(request, "press/sheet.html", context)


@policy(params=ORDERED, GET=SIGNED_IN)
def sheet_svg(request: PersonRequest) -> HttpResponse:
    """Give the first sheet as SVG."""
    order, brand = _ordered(request)
    said = " · ".join(text.text for text in order.texts)
    drawn = page_as_svg(pages(order, brand)[0], title=_title(order), faces=_faces(brand), said=said)
    return HttpResponse(drawn, content_type="image/svg+xml")


@policy(params=ORDERED, GET=SIGNED_IN)
def sheet_pdf(request: PersonRequest) -> HttpResponse:
    """Give all sheets as one PDF."""
    order, brand = _ordered(request)
    made = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    drawn = pages_as_pdf(pages(order, brand), title=_title(order), faces=_faces(brand), made=made)
    name = f'attachment; filename="cards-{order.product}-{order.paper}.pdf"'
    return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": name})


def _ordered(request: PersonRequest) -> tuple[Order, Brand]:
    """Give the order; what is locked or not there is no file."""
    try:
        order = _order(request)
    except queries.Locked:
        raise Http404 from None
    if not order.texts:
        raise Http404
    return order, queries.brand()


def _asked(request: PersonRequest) -> dict[str, Any]:
    """Give what is asked for, each part replaced by the usual one where it is unknown."""
    return {
        "card": request.GET.getlist("card")[:MOST_CARDS],
        "product": _one_of(request.GET.get("product", ""), [*PRODUCTS]),
        "paper": _one_of(request.GET.get("paper", ""), [*PAPERS]),
        "design": _one_of(request.GET.get("design", ""), [IN_TURN, *FAMILIES]),
    }


def _one_of(asked: str, known: list[str]) -> str:
    return asked if asked in known else known[0]


def _order(request: PersonRequest) -> Order:
    asked = _asked(request)
    texts = tuple(queries.texts_for(request.user, sessions.unlocked_in(request), asked.pop("card")))
    return Order(texts, **asked, turn=begins_with([*FAMILIES], now=timezone.localtime()))


def _title(order: Order) -> str:
    return _("Cards: %(product)s") % {"product": PRODUCT_LABELS[order.product]}


def _faces(brand: Brand) -> dict[str, Face]:
    return {BRAND: brand.face} if brand.face else {}


def explained(palette: Palette) -> list[Corrected]:
    """Give the brand's colours in which words could not be read, each with what is printed instead."""
    return [each for each in palette.corrections() if each.was_changed]


# --- one card, and the corner of the desk


@policy(params=("card", "turn"), GET=SIGNED_IN, idle=True)
def one(request: PersonRequest) -> HttpResponse:
    """Give one card as SVG: the house's, or one of the viewer's own that may be seen now."""
    try:
        found = queries.texts_for(request.user, None, [request.GET.get("card", "")])
    except queries.Locked:
        found = []
    if not found:
        raise Http404
    turn = request.GET.get("turn", "")
    number = int(turn) if turn.isdecimal() and len(turn) < 16 else 0
    brand, names = queries.brand(), [*FAMILIES]
    drawn = card(found[0], CORNER, brand, design=names[number % len(names)], seed=number % 9973)
    page = Page(CORNER.w, CORNER.h, (Cut(CORNER, drawn),))
    said = page_as_svg(page, title=found[0].text, faces=_faces(brand), said=found[0].by)
    return HttpResponse(said, content_type="image/svg+xml")


@policy(GET=AGENT, idle=True)
def corner(request: PersonRequest) -> HttpResponse:
    """Show the card whose turn it is in the corner of the desk."""
    found = queries.corner_for(request.user, now=timezone.now())
    if found is None:
        return HttpResponse(status=204)
    return render(request, "press/corner.html", {"card": found})


@policy(POST=SIGNED_IN)
def choose_corner(request: PersonRequest) -> HttpResponse:
    """Choose what is in the corner of one's desk."""
    form = CornerForm(request.POST)
    if form.is_valid():
        actions.choose_corner(request.user, form.cleaned_data["sort"])
        messages.success(request, _("Kept. Nobody else sees what is on your desk."))
    return redirect("press:cards")


# --- one's own cards


@sensitive_post_parameters("text")
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def new_card(request: PersonRequest) -> HttpResponse:
    """Write a card of one's own. It can be sealed while one's notes are locked."""
    if not seal.is_set_up(request.user):
        return redirect("seal:set_up")
    form = CardForm(sent(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid() and _kept(request, form, form.cleaned_data["key"]):
        return redirect("press:cards")
    return form_page(request, "press/own_card.html", form)


@sensitive_post_parameters("text")
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def own_card(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change a card of one's own."""
    if not queries.has_own(request.user, key):
        raise Http404
    try:
        found = queries.own_card_for(request.user, sessions.unlocked_in(request), key)
    except queries.Locked:
        return send_to_unlock(request)
    if found is None:
        raise Http404
    form = CardForm(sent(request), initial={"key": key, "text": found.text, "on_desk": found.on_desk})
    if request.method == "POST" and form.is_valid() and _kept(request, form, key):
        return redirect("press:cards")
    return form_page(request, "press/own_card.html", form, {"own": found})


def _kept(request: PersonRequest, form: CardForm, key: UUID) -> bool:
    parts = {name: form.cleaned_data[name] for name in ("text", "on_desk")}
    try:
        actions.keep_card(request.user, **parts, key=key, now=timezone.now())
    except NotYours:
        form.add_error(None, _("This could not be kept. Open the page again and write it there."))
        return False
    messages.success(request, _("Kept. Only you can see it."))
    return True


@policy(POST=OWN)
def forget_card(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a card of one's own away."""
    if not actions.forget_card(request.user, key):
        raise Http404
    messages.success(request, _("Gone."))
    return redirect("press:cards")


# --- the brand


@policy(GET=ADMIN, POST=ADMIN)
def brand(request: PersonRequest) -> HttpResponse:
    """Settle the centre's colours, mark and typeface; say which colours cannot be read and what is printed instead."""
    row = queries.brand_row()
    colours = ("paper", "ink", "accent", "warm")
    initial = {name: getattr(row, name) for name in colours}
    form = BrandForm(sent(request), request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.settle_brand(_settled(form))
        messages.success(request, _("Kept. Every sheet from now on is printed like this."))
        return redirect("press:brand")
    palette = Palette(*(getattr(row, name) for name in colours))
    context = {
        "has_mark": bool(row.mark_type),
        "has_face": bool(row.face),
        "corrections": explained(palette),
        "faded": palette.shapes_that_fade(),
    }
    return form_page(request, "press/brand.html", form, context)


def _settled(form: BrandForm) -> actions.Settled:
    data = form.cleaned_data
    mark = "" if data["no_mark"] else data["mark"]
    face = "" if data["no_face"] else data["face"]
    return actions.Settled(data["paper"], data["ink"], data["accent"], data["warm"], mark, face)
