"""The only way to read moments and hands for a viewer."""

from hearten.support.queries.buddies import buddies_to_choose, buddy_of, buddy_requests_for, buddyships_for, reaching_of
from hearten.support.queries.hands import hand_of, hands_for
from hearten.support.queries.moments import away_now, offer_for, open_moment_for
from hearten.support.queries.policies import moment_versions, policy_of, version_of

__all__ = [
    "away_now",
    "buddies_to_choose",
    "buddy_of",
    "buddy_requests_for",
    "buddyships_for",
    "hand_of",
    "hands_for",
    "moment_versions",
    "offer_for",
    "open_moment_for",
    "policy_of",
    "reaching_of",
    "version_of",
]
