"""Judgements about the interval plan: what a forecast says, and what moments cost. No Django here."""
