"""Spoils texts as speech recognition and people who dodge filters do, always in the same way for the same text.

Nothing in the public sources was heard by a machine. Each kind of noise can be asked for by name, so that the
evaluation spoils its texts with the same kinds that training met, by other draws.
"""

import random
import re
from collections.abc import Callable
from hashlib import blake2b

from hearten_ear.training.label_map import SWEARING

#: What recognisers write for a word; "_" is a space.
_HEARD_AS = """your:you're you're:your there:their their:there to:two too:to for:four know:no no:know here:hear
    hear:here right:write by:buy wait:weight weight:wait bill:bell phone:fone are:our our:are its:it's were:where
    where:were then:than than:then would:wood won:one one:won new:knew week:weak see:sea meet:meat pay:pain call:cold
    calling:crawling account:a_count amount:a_mount again:a_gain refund:re_fund router:rooter service:surface
    agent:a_gent idiot:idea_it stupid:stew_pit useless:use_less moron:more_on liar:lie_er fool:full hell:help
    kill:keel dumb:done lazy:lacy manager:manage_her want:won't going:gone money:many card:car company:come_pony
    don't:done isn't:isn didn't:did_and you:u because:cause and:an that:that's this:these what:water thank:tank
    please:police never:nether someone:sum_one cancel:council paid:paint charged:charge"""
HEARD_AS: dict[str, str] = {
    word: heard.replace("_", " ") for word, heard in (pair.split(":") for pair in _HEARD_AS.split())
}
_FILLERS = ("um", "uh", "er", "like", "you know", "i mean")
_LEET = str.maketrans({"i": "1", "o": "0", "e": "3", "a": "4", "s": "5", "t": "7"})
_MARKS = re.compile(r"[.,!?;:\"()]+")


def chance_for(text: str, salt: str) -> random.Random:
    """Give draws that depend on the text and the salt alone."""
    return random.Random(blake2b(f"{salt}\0{text}".encode("utf-8", "replace"), digest_size=8).digest())  # noqa: S311 -- no secret


def bare(text: str, _: random.Random) -> str:
    """Take case and punctuation away."""
    return " ".join(_MARKS.sub(" ", text.lower()).split())


def misheard(text: str, chance: random.Random, share: float = 0.1) -> str:
    """Mishear a share of the words: sound-alikes where known, else dropped, joined, cut short or stuttered."""
    out: list[str] = []
    for word in bare(text, chance).split():
        if chance.random() >= share:
            out.append(word)
        elif word in HEARD_AS and chance.random() < 0.7:
            out.append(HEARD_AS[word])
        else:
            _mangle(word, out, chance)
    return " ".join(out) or text


def _mangle(word: str, out: list[str], chance: random.Random) -> None:
    kind = chance.randrange(5)
    if kind == 0 and len(out) > 1:
        return
    if kind == 1 and out:
        out[-1] += word
    elif kind == 2 and len(word) > 4:
        out.append(word[: chance.randrange(2, len(word))])
    elif kind == 3:
        out += [word, word]
    else:
        out += [chance.choice(_FILLERS), word]


def masked(text: str, chance: random.Random) -> str:
    """Mask swear words as recognisers and chat windows do."""
    kind = chance.randrange(4)

    def mask(found: re.Match[str]) -> str:
        word = found[0]
        if kind == 0:
            return "*" * len(word)
        if kind == 1:
            return "[redacted]"
        return word[0] + "*" * (len(word) - 1) if kind == 2 else word[0] + "*" * (len(word) - 2) + word[-1]

    return SWEARING.sub(mask, text)


def disguised(text: str, chance: random.Random) -> str:
    """Disguise some words: digits for letters, letters apart, letters stretched, letters swapped."""
    words = text.split()
    for place in chance.sample(range(len(words)), max(1, len(words) // 6)) if words else []:
        word = words[place]
        if len(word) < 4 or not word.isalpha():
            continue
        at = chance.randrange(1, len(word) - 1)
        words[place] = (
            word.lower().translate(_LEET),
            " ".join(word),
            word[:at] + word[at] * chance.randrange(2, 5) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + "*" + word[at + 1 :],
        )[chance.randrange(5)]
    return " ".join(words)


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "bare": bare,
    "misheard": misheard,
    "masked": masked,
    "disguised": disguised,
}


def spoiled(text: str, kind: str, salt: str) -> str:
    """Spoil a text by one kind of noise."""
    return KINDS[kind](text, chance_for(text, f"{salt}:{kind}"))
