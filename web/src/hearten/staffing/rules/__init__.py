"""Judgements about shifts: what a written time means, who leads now, and what an import would do. No Django here."""

from hearten.staffing.rules.leading import Candidate, Leadership, Leading, who_leads
from hearten.staffing.rules.times import DATE_ORDERS, BadTime, Instant, read_shift_times, resolve

__all__ = [
    "DATE_ORDERS",
    "BadTime",
    "Candidate",
    "Instant",
    "Leadership",
    "Leading",
    "read_shift_times",
    "resolve",
    "who_leads",
]
