"""The words that have a class, and the small machine that remembers who was spoken of.

Two things make weights learned on one wording serve for others: a word of a class may stand *in company* for the whole
class (``you muppet`` and ``you plonker`` are the same pair; each word still has a weight of its own), and every word is
seen once more together with what was said before it: the last person spoken of, whether a negation is open, whether
somebody's words are being told.
"""

from collections.abc import Mapping

import numpy as np

from hearten_ear.kernel.features import CLASSES, COMMA, END, MOST_CHANNELS, QUOTE, Machine, hash_bytes
from hearten_ear.languages import Language, load

YOU, ME, THEY, THING, NEGATION, REPORT, OTHER = range(4, 11)
#: For how many words a person, a negation and a report stay open.
PERSON_WORDS, NEGATION_WORDS = 6, 4

_WORDS: Mapping[int, str] = {
    YOU: "you your youre yourself yours u ur ya yer yous yall youve youll youd thee thy yourselves",
    ME: "i im ive id ill me my myself mine we us our ours weve",
    THEY: """he she they them him her his their hers theirs hes shes theyre who guy man woman driver engineer husband
        wife son daughter boss neighbour neighbor brother sister mum mom dad mother father landlord ex friend technician
        courier people someone somebody colleague manager lady girl guys supervisor chap bloke fella everyone
        everybody bouncer dispatcher installer plumber fitter kids kid child children""",
    THING: """it its this that thing things company service website site app router phone bill system policy product
        firm bank line broadband internet wifi machine box delivery parcel order refund contract price fee charge queue
        music bot chatbot robot process form computer these those""",
    NEGATION: """not no never dont isnt arent didnt doesnt wasnt werent without nor cant wont wouldnt couldnt shouldnt
        aint nobody nothing none havent hasnt hardly cannot""",
    REPORT: """said told called calling calls says saying tell telling heard wrote texted screamed yelled shouted tells
        goes threatened shouting screaming""",
}
#: Spellings that count as another word in company.
_ALIASES = {
    "u": "you", "ya": "you", "yous": "you", "yall": "you", "thee": "you", "ur": "your", "yer": "your", "thy": "your",
    "cuz": "because", "cos": "because", "coz": "because", "r": "are", "ppl": "people", "pls": "please", "plz": "please",
    "thx": "thanks", "ty": "thanks", "cant": "cannot", "fking": "fucking", "fkn": "fucking", "fuckin": "fucking",
    "effing": "fucking", "fing": "fucking", "wanna": "want", "gonna": "going",
}  # fmt: skip
#: Classes of the phrase lists whose words stand for each other in company.
_TOGETHER = {
    "thing": "thing", "body": "body", "kin": "kin", "harm": "harm", "insult_adj": "insulting", "insult_noun": "insult",
}  # fmt: skip


def lexicon(language: Language | None = None) -> dict[int, tuple[int, int]]:
    """Give the hash of each known word → (what it stands for in company, or 0 for itself; its class)."""
    language = language or load("en")
    kinds = {word: kind for kind, words in _WORDS.items() for word in words.split()}
    stands: dict[str, str] = {}
    for name, label in _TOGETHER.items():
        for word in language.classes[name]:
            plain = word.replace("'", "")
            if plain.isalpha() and kinds.get(plain, THING) == THING and plain not in stands:
                stands[plain] = f"\x03{label}"
    for word in _WORDS[THING].split()[4:]:
        stands.setdefault(word, "\x03thing")
    for word in ("this", "that", "it", "its", "these", "those"):
        stands.pop(word, None)
    stands |= _ALIASES
    found: dict[int, tuple[int, int]] = {}
    for word in sorted({*kinds, *stands}):
        identity = hash_bytes(stands[word].encode()) if word in stands else 0
        found[hash_bytes(word.encode())] = (identity, kinds.get(word, 0))
    return found


def machine() -> Machine:
    """Build the machine: who was spoken of and how long ago × negation and how long ago × report open.

    Channel 0 sees the person; channel 1 sees person, negation and report together, and nothing where neither of the
    last two is open.
    """
    people = [(0, 0)] + [(who, left) for who in (1, 2, 3, 4) for left in range(1, PERSON_WORDS + 1)]
    states = [(*person, no, told) for told in (0, 1) for no in range(NEGATION_WORDS + 1) for person in people]
    number = {state: place for place, state in enumerate(states)}
    moves = np.zeros((len(states), CLASSES), np.uint8)
    sees = np.zeros((MOST_CHANNELS, len(states)), np.uint8)
    for (who, left, no, told), place in number.items():
        sees[0, place] = who
        if no or told:
            sees[1, place] = 1 + who + 5 * bool(no) + 10 * told
        for kind in range(CLASSES):
            moves[place, kind] = number[_after((who, left, no, told), kind)]
    return Machine(moves, sees)


def _after(state: tuple[int, int, int, int], kind: int) -> tuple[int, int, int, int]:
    who, left, no, told = state
    if kind == END:
        return 0, 0, 0, 0
    if kind in {COMMA, QUOTE}:
        return state
    who, left = (who, left - 1) if left > 1 else (0, 0)
    no = max(0, no - 1)
    if kind in {YOU, ME, THEY, THING}:
        who, left = kind - YOU + 1, PERSON_WORDS
    elif kind == NEGATION:
        no = NEGATION_WORDS
    elif kind == REPORT:
        told = 1
    return who, left, no, told
