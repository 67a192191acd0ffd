"""Judgements of the gameplan, without Django: what is called up when, what a note says, how a contact is drawn."""
