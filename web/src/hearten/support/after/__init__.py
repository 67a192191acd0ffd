"""Afterwards: the page that says what happens when a contact goes wrong, and what helps once it is over.

A learning review for oneself, an open door, check-ins with somebody one chooses. All of it is voluntary; none of it is
about how anybody feels unless that person brings it up.
"""
