"""Who is who: the words sources use for roles, and the parties made from them."""

from functools import cache

from hearten_ear.conversation import Party, Role, RoleBasis

_WORDS = {
    Role.CUSTOMER: "customer contact caller client consumer guest member patient visitor user end_user end-user",
    Role.AGENT: "agent rep representative advisor adviser operator staff employee associate internal csr",
    Role.BOT: "bot ai ivr custom_bot chatbot voicebot automated_agent agent_bot virtual_agent virtual_assistant",
    Role.SUPERVISOR: "supervisor manager team_lead lead coach",
    Role.SYSTEM: "system system_message",
}
_ROLE_OF_WORD = {word: role for role, words in _WORDS.items() for word in words.split()}

#: The place each role takes among the parties where the source numbers none.
INDEX = {role: index for index, role in enumerate(Role)}


def role_of_word(word: object) -> Role:
    """Give the role that a source's word means; unknown for any other value. Case and spaces do not matter."""
    if not isinstance(word, str):
        return Role.UNKNOWN
    return _ROLE_OF_WORD.get(word.strip().casefold().replace(" ", "_"), Role.UNKNOWN)


@cache
def party(role: Role, basis: RoleBasis = RoleBasis.DECLARED, index: int | None = None) -> Party:
    """Make the party of a role; an unknown role is always a guess. The same arguments give the same object."""
    place = INDEX[role] if index is None else index
    return Party(place, role, RoleBasis.GUESS if role is Role.UNKNOWN else basis)
