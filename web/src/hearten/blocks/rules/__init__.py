"""Judgements about groups: which may be shown, and what of them. No Django. Constants of R12 are here, in code.

The rules R1 to R12 and why they suffice: ``docs/why/groups-never-small-groups.md``.
"""

K_FLOOR = 5  # publish() raises below
K_DEFAULT = 7  # the smallest an organisation can set
K_SENSITIVE = 20  # abuse, harassment, health
COMMENT_RESPONDENTS = 10
COMMENTS = 5
COMMENT_TEAM = 20  # respondents, for comments to stand at the writer's own team
PERCENT_FROM = 100  # answers, organisation-wide, for whole percentages
SIZE_BANDS = (7, 10, 15, 20)  # R7: 7-9, 10-14, 15-19, 20 and more
SHARE_BANDS = 4  # R7: quarters


class TooSmall(ValueError):  # noqa: N818 - named for what is wrong
    """A k below the floor. Nobody can lower it, so nothing is published."""


def choose_k(wanted: int, *, sensitive: bool = False) -> int:
    """Give the k of a round: settings only raise it. Raises :class:`TooSmall` below seven.

    >>> choose_k(7), choose_k(9), choose_k(7, sensitive=True), choose_k(25, sensitive=True)
    (7, 9, 20, 25)
    """
    if wanted < K_DEFAULT:
        raise TooSmall(f"No organisation can set fewer than {K_DEFAULT}.")
    return max(wanted, K_SENSITIVE) if sensitive else wanted


def may_show_comments(respondents: int, comments: int, *, at_team: bool) -> bool:
    """Say whether the comments of a group may be shown, apart from its scores."""
    enough = COMMENT_TEAM if at_team else COMMENT_RESPONDENTS
    return respondents >= enough and comments >= COMMENTS
