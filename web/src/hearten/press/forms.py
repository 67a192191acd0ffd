"""Forms of the press."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from hearten.press import intake
from hearten.press.brief import Mark
from hearten.press.cards import LONGEST, MOST_WORDS
from hearten.press.colour import NotAColour, parse, written
from hearten.press.faces import CannotSet, Face, choose, shipped
from hearten.press.families import FAMILIES
from hearten.press.models import Sort
from hearten.press.sheets import IN_TURN, PRODUCTS

PRODUCT_LABELS = {
    "stickers": _("Stickers, 58 mm"),
    "strips": _("Strips for the edge of a monitor, 176 × 24 mm"),
    "tents": _("Desk tents, 150 × 90 mm"),
    "poster": _("Posters, a page each"),
    "badges": _("Round badges, 56 mm"),
}
PAPER_LABELS = {"a4": _("A4"), "letter": _("Letter")}
DESIGN_LABELS = {
    IN_TURN: _("All designs in turn"),
    "typographic": _("Typographic"),
    "landscape": _("Landscape in lines"),
    "geometric": _("Geometric"),
    "handwritten": _("Handwritten capitals"),
    "flags": _("Signal flags"),
    "papercut": _("Paper cut"),
}
MOST_CARDS = 24


class SheetForm(forms.Form):
    """What to print. Sent by GET: it changes nothing, and the words of one's own cards are never in an address."""

    card = forms.MultipleChoiceField(required=True)
    product = forms.ChoiceField(label=_("Print"), choices=[(name, PRODUCT_LABELS[name]) for name in PRODUCTS])
    paper = forms.ChoiceField(label=_("Paper"), choices=list(PAPER_LABELS.items()))
    design = forms.ChoiceField(
        label=_("Design"), choices=[(name, DESIGN_LABELS[name]) for name in (IN_TURN, *FAMILIES)]
    )


class CardForm(forms.Form):
    """A card of one's own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What it says"),
        max_length=LONGEST,
        help_text=_("Twelve words at most: it is read in a glance, from an arm's length away."),
    )
    on_desk = forms.BooleanField(
        label=_("It may also be in the corner of my desk"),
        required=False,
        help_text=_(
            "Then it is a desk card: kept under a key of the server, so that it can be shown while your notes are"
            " locked. Otherwise it is sealed, and only you can open it."
        ),
    )

    def clean_text(self) -> str:
        """Ask that it can be read in a glance, and that there are letters for it."""
        text = " ".join(self.cleaned_data["text"].split())
        if (words := len(text.split())) > MOST_WORDS:
            told = now_("These are %(n)d words; %(most)d at most.")
            raise ValidationError(told % {"n": words, "most": MOST_WORDS})
        try:
            choose(text, [shipped("strong")])
        except CannotSet as missing:
            told = now_("The press has no letters for: %(letters)s")
            raise ValidationError(told % {"letters": missing.letters}) from None
        return text


class CornerForm(forms.Form):
    """What is in the corner of one's desk."""

    sort = forms.ChoiceField(label=_("Which cards"), choices=Sort.choices)


class ColourField(forms.CharField):
    """A colour, with the browser's own way of choosing one."""

    widget = forms.TextInput(attrs={"type": "color"})

    def clean(self, value: Any) -> str:
        """Give ``#rrggbb``."""
        try:
            return written(*parse(super().clean(value)))
        except NotAColour:
            raise ValidationError(now_("A colour is written #rrggbb, such as #0d5c63.")) from None


class BrandForm(forms.Form):
    """The centre's colours, mark and typeface."""

    paper = ColourField(label=_("Paper"), max_length=7)
    ink = ColourField(label=_("Ink"), max_length=7)
    accent = ColourField(label=_("Accent"), max_length=7)
    warm = ColourField(label=_("Second colour"), max_length=7)
    mark = forms.FileField(
        label=_("Mark"),
        required=False,
        help_text=_("PNG, JPEG or WebP up to 16 million pixels, or SVG of shapes alone."),
    )
    no_mark = forms.BooleanField(label=_("Print without a mark"), required=False)
    face = forms.FileField(
        label=_("Typeface"), required=False, help_text=_("One weight as .ttf, which its licence lets be embedded.")
    )
    no_face = forms.BooleanField(label=_("Use the house's typeface"), required=False)

    def clean_mark(self) -> Mark | None:
        """Judge the mark before anything is kept."""
        file = self.cleaned_data["mark"]
        return _judged(file, intake.LARGEST_MARK, intake.judge_mark) if file else None

    def clean_face(self) -> Face | None:
        """Judge the typeface before anything is kept."""
        file = self.cleaned_data["face"]
        return _judged(file, intake.LARGEST_FACE, intake.judge_face) if file else None


def _judged[T](file: "File[bytes]", most: int, judge: Callable[[bytes], T]) -> T:
    try:
        # One byte more than is taken is read, and no more: the judge then says that it is too much.
        return judge(file.read(most + 1))
    except intake.Refused as error:
        raise ValidationError(now_("%(file)s was not taken. %(why)s") % {"file": file.name, "why": error}) from None
