"""What the demo centre has set up for leaving a contact: whom to pass it on to, help lines, a script. All made up."""

from datetime import datetime
from uuid import UUID, uuid5

from hearten.demo.cast import SOURCE
from hearten.demo.replayer import customer_of
from hearten.people.models import Person
from hearten.staffing.customers import hash_of
from hearten.support.exits.lists import save_entry
from hearten.support.exits.models import CallerMark, Destination, HelpLine
from hearten.words import actions as words
from hearten.words.actions import Draft

KEYS = UUID("0b8f7d3e-2f51-4a7c-9d0a-5b1f6a2e9c11")  # the namespace of the demo's lists
DESTINATIONS = (("Duty desk", "7001"), ("Complaints", "7010"), ("Billing, second line", "billing-2"))
LINES = (
    ("customer", "Harbour night line", "0800 555 0199", "day and night, also by text"),
    ("staff", "Quiet ear, for everybody who works here", "0800 555 0142", "confidential, 08:00 to 22:00"),
)
SCRIPT = Draft(
    "script",
    "demo-a-fee-that-was-charged",
    "en",
    "voice",
    "Say back which fee, and when it fell due.\nOpen the account and say what you see.\n"
    "Offer what you may decide yourself, with the amount.\nSay what happens next, and by when.",
    title="A fee that was charged",
    endings="I've noted what you want looked at, and it goes to the second line today. I'm ending the call here.\n"
    "We don't get further on this call. You'll have our answer in writing. Goodbye.",
    queue="Billing",
)
WARNED = "04-i-will-find-you"


def set_up(by: Person, now: datetime) -> None:
    """Put the lists in, once. ``by`` is who wrote the script."""
    for place, (name, address) in enumerate(DESTINATIONS, 1):
        save_entry(Destination, key=uuid5(KEYS, name), name=name, address=address, place=place)
    for place, (whom, name, reach, note) in enumerate(LINES, 1):
        save_entry(HelpLine, key=uuid5(KEYS, name), whom=whom, name=name, reach=reach, note=note, place=place)
    words.write(by, SCRIPT, key=uuid5(KEYS, SCRIPT.item), because="For calls about fees.", now=now)
    mark = {"customer": hash_of(SOURCE, customer_of(WARNED)), "on": now.date()}
    CallerMark.objects.get_or_create(key=uuid5(KEYS, WARNED), defaults=mark)
