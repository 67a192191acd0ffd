"""What pages about people ask for beyond their view's context."""

from django import template

from hearten.people import mail, queries

register = template.Library()


@register.simple_tag
def nobody_administers() -> bool:
    """Say whether the sign-in page must explain how to make the first administrator."""
    return not queries.there_is_an_administrator()


@register.simple_tag
def mail_is_set_up() -> bool:
    """Say whether links can be mailed."""
    return mail.is_set_up()
