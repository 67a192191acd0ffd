"""What is published about groups: read from one stored table by everybody it is meant for."""

from web.tests.promises.registry import declare_words

from hearten.blocks.models import PublishedCell, StoredPublication

PUBLISHED = "made to be published, by groups of at least k"
declare_words(
    StoredPublication,
    open=dict.fromkeys(("topic", "unshown", "covers_up", "signature"), PUBLISHED),
)
declare_words(
    PublishedCell,
    open=dict.fromkeys(("name", "question", "level", "groups", "values", "size", "trend"), PUBLISHED),
)
