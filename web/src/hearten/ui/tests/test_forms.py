"""Forms keep what was typed, and say at the field and above it what to do."""

import re

from django import forms

from hearten.ui.forms import Renderer


class SourceForm(forms.Form):
    """A field of each layout."""

    name = forms.CharField(help_text="As people say it.")
    kind = forms.ChoiceField(choices=(("voice", "Calls"), ("chat", "Chats")), widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea)
    keep = forms.BooleanField(required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["note"].readers = "lead"  # type: ignore[attr-defined]


def html_of(data: dict[str, str] | None) -> str:
    return SourceForm(data, renderer=Renderer()).render()


def test_the_label_stands_above_the_hint_and_the_hint_above_the_field() -> None:
    html = html_of(None)
    label, hint, field = (html.index(part) for part in ('for="id_name"', "As people say it.", 'name="name"'))
    assert label < hint < field
    assert "error-summary" not in html


def test_a_wrong_field_is_tied_to_its_error_and_its_hint() -> None:
    html = html_of({"name": ""})
    field = re.search(r'<input[^>]*name="name"[^>]*>', html)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in field[0]
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_the_summary_takes_the_focus_and_leads_to_each_field() -> None:
    html = html_of({"key": "no"})
    summary = html[: html.index("</ul>")]
    assert 'tabindex="-1" autofocus' in summary
    assert '<a href="#id_name">' in summary
    assert '<a href="#id_kind">' in summary or '<a href="#id_kind_0">' in summary
    assert "Key:" in summary, "the error of a hidden field must not be silent"


def test_every_link_of_the_summary_leads_somewhere() -> None:
    html = html_of({})
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert targets
    assert all(f'id="{target}"' in html for target in targets)


def test_what_was_typed_is_still_there() -> None:
    html = html_of({"name": "", "note": "between <two> calls", "kind": "chat", "keep": "on"})
    assert "between &lt;two&gt; calls" in html
    assert re.search(r'value="chat"[^>]*checked', html)
    assert re.search(r'name="keep"[^>]*checked', html)


def test_a_field_of_a_persons_own_words_says_who_can_read_it() -> None:
    html = html_of(None)
    assert "You and the lead you choose, until you take it back" in html


def test_what_may_be_left_empty_says_so() -> None:
    html = html_of(None)
    assert html.count("(optional)") == 1


def test_a_search_form_where_nothing_is_needed_does_not_say_so_at_every_field() -> None:
    class Search(forms.Form):
        name = forms.CharField(required=False)

    assert "optional" not in Search(renderer=Renderer()).render()
