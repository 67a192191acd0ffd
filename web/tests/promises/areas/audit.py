"""The chain of what administrators and leads do."""

from web.tests.promises.registry import address, declare_words, parameter

from hearten.audit.models import Anchor, Entry

BOTH = "administrators and worker representatives read the chain"
declare_words(Entry, open={"by": BOTH, "about": BOTH, "facts": BOTH, "mac": BOTH}, coded={"deed": "one of the deeds"})
declare_words(Anchor, open={"line": BOTH})
address("audit:verify", posts=200)
parameter("group", lambda centre: ["people", "sources"])
parameter("by", lambda centre: [str(centre.people["admin"].key)])
parameter("before", lambda centre: ["1", "999999"])
