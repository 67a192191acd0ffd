"""Remind yourself: know what throws me, decide what I will do instead, and be reminded at that very moment.

All of it belongs to the agent alone. Notes are sealed. What may appear while they are closed (a plan's moment and its
"then" line, and today's intention) is a desk card, and the page says so where one types.
"""
