"""Goal G-18: cues are found under fifty disguises, and what only looks like one is left alone."""

import pytest

from hearten_ear.engine import Engine

DISGUISED = [
    "1d10t",
    "you 1diot",
    "id10t",
    "you !d!ot",
    "you |diot",
    "you m0r0n",
    "you mor0n",
    "st00pid idiot",
    "you b1tch",
    "you b!tch",
    "you b*tch",
    "you b**ch",
    "you a$$hole",
    "you @sshole",
    "you a**hole",
    "f*ck you",
    "f**k you",
    "f***ing idiot",
    "fvck you",
    "phuck you",
    "fuk you",
    "fck you",
    "fcuk you",
    "f u c k you",
    "f.u.c.k you",
    "f-u-c-k you",
    "f_u_c_k you",
    "fu",
    "fuckyou",
    "youidiot",
    "you idi0t",
    "i.d.i.o.t",
    "s t u p i d you are, i d i o t",
    "I D I O T",
    "u r s t u p i d",
    "you stuuuupid idiiiiot",
    "you idioooot",
    "you IDIOTTT",
    "yoouuu idiot",
    "you i\u200dd\u200di\u200do\u200dt",
    "you id\u200biot",
    "you id\u00adiot",
    "\u202eyou idiot\u202c",
    "you i\u0336d\u0336i\u0336o\u0336t\u0336",
    "you ｉｄｉｏｔ",
    "ＹＯＵ ＩＤＩＯＴ",
    "you 𝐢𝐝𝐢𝐨𝐭",
    "you 𝕚𝕕𝕚𝕠𝕥",
    "you 𝓲𝓭𝓲𝓸𝓽",
    "you ⓘⓓⓘⓞⓣ",
    "you 🅸🅳🅸🅾🆃",
    "you 🇮🇩🇮🇴🇹",
    "you іdіоt",
    "уоu idiot",
    "you ιdιοτ",
    "you ídíót",
    "you ɪᴅɪᴏᴛ",
    "y\u200bo\u200bu i\u200bd\u200bi\u200bo\u200bt",
    "you mo-ron",
    "you m/o/r/o/n",
    "you idiot!!!!!",
    "...you...idiot...",
    "you«idiot»",
    "(you) [idiot]",
    "you\u00a0idiot",
    "you\tidiot",
    "you\nidiot",
    "youre an idjit",
    "you retrad",
    "you're an idoit",
    "you’re an idiot",
    "ur an idiot",
    "u r an idiot",
    "YOU ARE AN 1D10T",
    "kys",
    "stfu",
    "gtfo",
    "🖕",
    "you 🖕🏽",
    "you sh1thead",
    "you wank3r",
    "you c*nt",
    "d1ckhead",
]

INNOCENT = [
    "order A55 and seat B17",
    "my postcode is SH1 7TE",
    "the code is 1D10",
    "I'm from Scunthorpe",
    "Penistone road please",
    "the class assessment",
    "Essex and Sussex",
    "cocktail menu",
    "a button on the shirt",
    "Mr Hancock called",
    "analysis of the bill",
    "my name is Dick Cox",
    "s h i p p i n g",
    "spelled B A S S",
    "the title of the document",
    "****",
    "you are a [PII]",
    "you are a {{BAN}}",
    "you [NAME] are great",
    "[NAME] [PII] **** {{BAN}}",
    "as soon as possible",
    "sooooo slow today I know",
    "please pleeease help",
    "youth hostel",
    "younger people",
    "your order",
    "fukuoka flight",
    "shiitake mushrooms",
    "the dam is full",
    "an assumption",
    "pass the parcel",
    "reference S-H-I-5",
    "4 5 5 and 6 9",
    "a r r i v e d",
    "it is 50% off",
    "c++ and c#",
    "http://example.com/ass/you?x=1",
    "a@b.example",
    "ты хороший человек",
    "お世話になります",
    "grüße aus köln",
]


def test_there_are_disguises_enough() -> None:
    assert len(set(DISGUISED)) >= 50


@pytest.mark.parametrize("text", DISGUISED)
def test_a_disguise_is_seen_through(engine: Engine, text: str) -> None:
    reading = engine.score([text])[0]
    assert reading.level >= 2, reading.signals()
    assert any(text[span.start : span.end].strip() for span in reading.spans)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_disguised_is_left_alone(engine: Engine, text: str) -> None:
    reading = engine.score([text])[0]
    assert reading.level == 0, (reading.signals(), reading.words(text))


@pytest.mark.parametrize("mask", ["[PII]", "[NAME]", "{{BAN}}", "[CREDIT_DEBIT_NUMBER]", "<name>"])
def test_masks_score_nothing_and_do_not_hide_their_neighbours(engine: Engine, mask: str) -> None:
    alone, beside = engine.score([f"you {mask}", f"{mask} you idiot {mask}"])
    assert (alone.level, alone.spans) == (0, ())
    assert beside.words(f"{mask} you idiot {mask}") == ("you idiot",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("well, YOU ｉｄｉｏｔ!!", "YOU ｉｄｉｏｔ"),
        ("😀😀 you іdіоt now", "you іdіоt"),
        ("ok s t u p i d? you i d i o t!", "you i d i o t"),
        ("  you\u200b i\u0301d\u0301iot.", "you\u200b i\u0301d\u0301iot"),
        ("that is it,you 1d10t!", "you 1d10t"),
    ],
)
def test_the_span_is_cut_from_the_text_as_it_came(engine: Engine, text: str, words: str) -> None:
    assert words in engine.score([text])[0].words(text)
