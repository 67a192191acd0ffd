"""How forms look: label above, hint below, the error at the field and in a summary that takes focus."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template


class Renderer(DjangoTemplates):
    """Our layout for forms and fields, Django's own templates for the widgets inside."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Find ours through the settings, so that they have the tags every page has."""
        if template_name.startswith("ui/"):
            return get_template(template_name)
        return super().get_template(template_name)
