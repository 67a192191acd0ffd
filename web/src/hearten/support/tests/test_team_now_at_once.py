"""Who needs help now does not wait until a lead has set up a second step; everything else does."""

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hearten.people.policy import policy_for
from hearten.people.signin import SECOND_STEP_DUE


def due(client: Client) -> Client:
    session = client.session
    session[SECOND_STEP_DUE] = True
    session.save()
    return client


def test_a_lead_without_a_second_step_sees_who_needs_them_now(tom_client: Client) -> None:
    client = due(tom_client)
    for page in ("support:team_now", "support:now"):
        assert client.get(reverse(page)).status_code == 200


def test_other_pages_of_a_lead_ask_for_it(tom_client: Client) -> None:
    asked = due(tom_client).get(reverse("support_after:own_doors"))
    assert asked["Location"].startswith(reverse("people:second_step"))


def test_to_others_the_page_does_not_exist(ana_client: Client, olu_client: Client) -> None:
    for client in (ana_client, olu_client):
        assert client.get(reverse("support:team_now")).status_code == 404


def test_no_other_page_is_in_such_a_hurry() -> None:
    def urgent(entries: list[URLPattern | URLResolver], space: str = "") -> list[str]:
        found = []
        for entry in entries:
            if isinstance(entry, URLResolver):
                found += urgent(entry.url_patterns, entry.namespace or space)
            elif declared := policy_for(entry.callback, f"{space}:{entry.name}"):
                found += [f"{space}:{entry.name}" for access in declared.methods.values() if access.urgent]
        return found

    assert sorted(urgent(get_resolver().url_patterns)) == ["support:now", "support:team_now"]
