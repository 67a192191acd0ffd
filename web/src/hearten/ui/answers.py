"""Answers that every area gives alike."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render


def sent(request: HttpRequest) -> QueryDict | None:
    """Give what a form brought, also where that was nothing: a form sent empty is to be judged, not a fresh one."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, template: str, form: BaseForm, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show a page around a form: 200, or 422 where what was sent was wrong, with everything that was typed."""
    was_wrong = request.method == "POST" and bool(form.errors)
    return render(request, template, {"form": form, **(context or {})}, status=422 if was_wrong else 200)
