"""What can be installed today, to stand beside the engine.

Each is a function from texts to numbers that rise with hostility. A package that is not there is named and left out;
nothing is downloaded.
"""

import importlib
import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel.rules import Rules
from hearten_ear.languages import load
from hearten_ear.training.material import Example

Scores = NDArray[np.float64]
Score = Callable[[Sequence[str]], Scores]

#: A word list of the usual kind, for the baseline that is a word list.
_LISTED = frozenset(
    [
        "idiot",
        "idiots",
        "stupid",
        "moron",
        "morons",
        "dumb",
        "fool",
        "loser",
        "losers",
        "useless",
        "pathetic",
        "liar",
        "fuck",
        "fucking",
        "fucked",
        "fucker",
        "shit",
        "bullshit",
        "bitch",
        "bastard",
        "asshole",
        "ass",
        "cunt",
        "dick",
        "prick",
        "twat",
        "wanker",
        "crap",
        "damn",
        "piss",
        "pissed",
        "hell",
        "kill",
        "die",
        "hate",
        "ugly",
        "fat",
        "retard",
        "retarded",
        "slut",
        "whore",
        "scum",
        "trash",
        "garbage",
        "disgusting",
        "clown",
        "crook",
        "thief",
        "scammer",
        "incompetent",
        "worthless",
    ]
)


def vader() -> Score:
    """VADER: its negative share less its positive share, as compound turned round."""
    analyser = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda texts: np.array([-analyser.polarity_scores(text)["compound"] for text in texts])


def textblob() -> Score:
    """TextBlob: polarity turned round."""
    blob = importlib.import_module("textblob").TextBlob
    return lambda texts: np.array([-blob(text).sentiment.polarity for text in texts])


def afinn() -> Score:
    """AFINN: the sum turned round."""
    scorer = importlib.import_module("afinn").Afinn()
    return lambda texts: np.array([-scorer.score(text) for text in texts])


def profanity_check() -> Score:
    """alt-profanity-check: its probability."""
    check = importlib.import_module("profanity_check").predict_prob
    return lambda texts: np.asarray(check(list(texts)), np.float64)


def word_list() -> Score:
    """Count the words of a list, by the length of the text."""

    def score(texts: Sequence[str]) -> Scores:
        found = []
        for text in texts:
            words = [word.strip(".,!?;:\"'") for word in text.lower().split()]
            found.append(sum(word in _LISTED for word in words) / (len(words) + 3))
        return np.array(found)

    return score


def rules() -> Score:
    """Give the phrases alone, as they were before the model."""
    scorer = Rules(load("en"))
    return lambda texts: np.array([reading.hostility for reading in scorer.score(texts)])


def tfidf(examples: Sequence[Example], *, hashing: bool = False) -> Score:
    """TF-IDF of words and pairs (or hashed) and logistic regression on the public files: what anyone builds first."""
    text = importlib.import_module("sklearn.feature_extraction.text")
    linear = importlib.import_module("sklearn.linear_model")
    kind = text.HashingVectorizer if hashing else text.TfidfVectorizer
    vectors = kind(ngram_range=(1, 2), sublinear_tf=True, min_df=2) if not hashing else kind(ngram_range=(1, 2))
    known = [each for each in examples if "hostile" in each.labels and not each.ours and each.split == "train"]
    labels = np.array([each.labels["hostile"] >= 0.5 for each in known])
    matrix = vectors.fit_transform([each.text.lower() for each in known])
    model = linear.LogisticRegression(C=4.0, max_iter=100)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(matrix, labels, sample_weight=[each.weight for each in known])
    return lambda texts: np.asarray(model.decision_function(vectors.transform([each.lower() for each in texts])))


PLAIN: Mapping[str, Callable[[], Score]] = {
    "VADER": vader,
    "TextBlob": textblob,
    "AFINN": afinn,
    "alt-profanity-check": profanity_check,
    "word list": word_list,
    "rules-en-2": rules,
}


def installed(examples: Sequence[Example], say: Callable[[str], None]) -> dict[str, Score]:
    """Give the baselines that this installation has; those that are trained only where there are examples."""
    makers = dict(PLAIN)
    if examples:
        makers |= {
            "TF-IDF + LR": lambda: tfidf(examples),
            "hashing + LR": lambda: tfidf(examples, hashing=True),
        }
    found: dict[str, Score] = {}
    for name, make in makers.items():
        try:
            found[name] = make()
        except ImportError as problem:
            say(f"{name} is not installed ({problem}) and is left out")
    return found
