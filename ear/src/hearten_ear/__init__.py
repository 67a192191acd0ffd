"""Hearten's ear: hears hostility in what customers say, and nothing about the people who serve them."""

from hearten_ear.conversation import Channel, Conversation, Party, Role, RoleBasis, Turn
from hearten_ear.reading import Reading, Span

__all__ = ["Channel", "Conversation", "Party", "Reading", "Role", "RoleBasis", "Span", "Turn"]
