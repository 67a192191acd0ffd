"""Angry is not abusive: the engine must tell sentences apart that differ by a word. All written for this test.

Each pair: words that must not rise above a level, that level; words that must reach a level, that level.
"""

import pytest

from hearten_ear.engine import Engine

PAIRS: dict[str, list[tuple[str, int, str, int]]] = {
    "swearing at the bill, swearing at the agent": [
        ("this fucking bill is wrong again", 1, "you fucking muppet the bill is wrong again", 2),
        ("what a shit service", 1, "you little shit", 2),
        ("the damn router keeps dropping", 1, "damn you and your mother was a whore", 2),
        ("this is bullshit and I want it sorted", 1, "you're full of shit mate", 2),
        ("fuck this bloody contract", 1, "fuck you and your bloody contract", 2),
        ("oh for fuck's sake it crashed again", 1, "oh fuck off will you", 2),
        ("the website is absolute crap", 1, "you are a piece of crap", 2),
        ("I'm pissed off with this company", 1, "piss off you clown", 2),
        ("your app is a pile of shit", 1, "you are a pile of shit", 2),
        ("what the hell is going on with my order", 1, "go to hell and take my order with you", 2),
        ("what the fuck happened to my refund", 1, "what the fuck is wrong with you", 2),
        ("are you fucking kidding me, another fee", 1, "are you fucking retarded, another fee", 2),
        ("holy shit that is expensive", 1, "eat shit you thief", 2),
        ("i hate this bloody company", 1, "i hate you and i hope you get cancer", 3),
        ("screw this i'm going elsewhere", 1, "screw you i'm going elsewhere", 2),
        ("it broke my ass of a printer", 1, "get your lazy ass moving", 1),
        ("this goddamn phone", 1, "you goddamn moron", 2),
        ("your hold music drives me fucking mad", 1, "your stupid face drives me mad", 2),
        ("no shit that's what I've been saying", 1, "you dumb shit that's what I've been saying", 2),
        ("the bastard thing won't switch on", 1, "you bastard switch it on", 2),
        ("i lost the whole fucking day because of this", 1, "you are a fucking waste of space", 2),
        ("stupid password rules", 1, "stupid woman read the rules", 2),
        ("your stupid website won't load", 1, "your stupid brain won't load", 2),
        ("my stupid printer", 1, "you stupid cow", 2),
    ],
    "the company, the person": [
        ("your company is useless", 1, "you are useless", 2),
        ("your company are a bunch of crooks", 1, "you are a bunch of crooks", 2),
        ("this service is pathetic", 1, "you are pathetic", 2),
        ("your policy is idiotic", 1, "you are idiotic", 2),
        ("it is the worst bank in the country", 1, "you're the dumbest person I ever spoke to", 2),
        ("the whole system is brain dead", 1, "are you brain dead", 2),
        ("your engineers are useless", 1, "youre completely useless", 2),
        ("that is a ridiculous fee", 1, "you ridiculous little man", 2),
        ("the process is stupid", 1, "how stupid can you be", 2),
        ("your delivery service is a joke", 1, "you're a joke and a moron", 2),
        ("that driver was an idiot", 1, "you're an idiot like that driver", 2),
        ("the last guy I spoke to was a moron", 1, "you're a moron just like the last guy", 2),
        ("your manager is incompetent", 1, "you are incompetent", 2),
        ("what a useless chatbot", 1, "what are you, stupid? you useless idiot", 2),
        ("the instructions are dumb", 1, "are you dumb", 2),
        ("whoever designed this is a clown", 1, "you clown", 2),
        ("i think this whole thing is garbage", 1, "i think you are human garbage you piece of trash", 2),
        ("it's a disgusting way to run a business", 1, "you disgust me", 2),
        ("this is a waste of time", 1, "you are a waste of oxygen", 2),
        ("your terms are thick as a book", 1, "you're thick as pig muck", 2),
    ],
    "denied and said": [
        ("you're not an idiot, I know that", 1, "you're an idiot, I know that", 2),
        ("I'm not saying you are stupid", 1, "I'm saying it clearly: you are stupid", 2),
        ("I never called you a liar", 1, "you're a liar", 2),
        ("nobody is saying you are incompetent", 1, "everybody can see you are incompetent", 2),
        ("I would never call you an idiot", 1, "let me tell you something idiot, fix it", 2),
        ("you are not useless at all", 1, "you are totally useless", 2),
        ("I don't think you are stupid", 1, "I think you are stupid", 2),
        ("i'm not going to hurt you", 0, "i'm going to hurt you", 3),
        ("I would never hurt you", 0, "I would love to hurt you", 3),
        ("i am not threatening you", 0, "i will find you and i will hurt you", 3),
        ("sorry if I called you an idiot earlier", 1, "I called you an idiot because you are an idiot", 2),
        ("you are hardly an idiot", 1, "you are hardly trying you idiot", 2),
        ("no one thinks you are a moron", 1, "everyone thinks you moron are slow", 2),
        ("it is not your fault, you're no fool", 1, "it is your fault, you fool", 2),
    ],
    "reported and said": [
        ("he called me an idiot", 1, "i call you an idiot because you are a complete idiot", 2),
        ("your colleague told me to fuck off", 1, "fuck off", 2),
        ("the driver said you are a stupid woman to my wife", 1, "you are a stupid woman", 2),
        ("my neighbour threatened to kill me", 0, "i'm going to kill you", 3),
        ("he said i will find you and kill you", 0, "i will find you and kill you", 3),
        ("i was called a bitch by your agent", 1, "bitch", 2),
        ("somebody told me go back to your country in your shop", 0, "go back to your country", 3),
        ("she said she would smash my face", 0, "i would smash your face", 3),
        ("one of your agents called me stupid", 1, "are you stupid", 2),
        ("my boss said you useless idiot get it fixed", 1, "you useless idiot get it fixed", 2),
        ("the letter says you are dead to us", 0, "you're dead", 3),
        ("he kept calling my wife a fat cow", 1, "you fat cow", 2),
        ("they told my son kill yourself online and I want it removed", 0, "kill yourself", 3),
        ("a man on your chat said show me your tits to my daughter", 0, "show me your tits", 3),
        ("your rep was shouting shut up at me", 1, "shut up", 2),
        ("someone wrote you are scum on my account page", 1, "you are scum", 2),
    ],
    "about oneself": [
        ("i'm so stupid, I forgot my password", 0, "you're so stupid, you forgot my password", 2),
        ("sorry i am an idiot with computers", 0, "sorry but you are an idiot with computers", 2),
        ("silly me i'm such a moron", 0, "you're such a moron", 2),
        ("i feel like an idiot for asking", 0, "only an idiot like you would ask", 2),
        ("i'm useless with technology", 0, "you're useless with technology", 2),
        ("stupid me, it was unplugged", 0, "stupid you say? you stupid idiot", 2),
        ("this might be a stupid question", 0, "what a stupid question you moron", 2),
        ("i told myself you idiot check the plug", 0, "check the plug you idiot", 2),
        ("i must be thick, can you say it again", 0, "you must be thick", 2),
        ("i'm a bit slow today", 0, "are you slow in the head", 2),
        ("my own stupid fault", 0, "your own stupid fault you dimwit", 2),
        ("i was so dumb of me to sign", 0, "how dumb are you", 2),
    ],
    "threats and their look-alikes": [
        ("i will kill this contract", 1, "i will kill you", 3),
        ("i'm going to sue", 1, "i'm going to strangle you", 3),
        ("i'm going to sue you for every penny", 1, "i'm going to stab you", 3),
        ("this is killing me", 1, "someone should kill you", 3),
        ("my phone just died", 0, "just die", 3),
        ("i'll report you to the ombudsman", 1, "i'll come to your office and smash your face", 3),
        ("i will take you to court", 1, "i will take a knife to your throat, i will cut your throat", 3),
        ("i'll find your website and do it myself", 0, "i'll find where you live", 3),
        ("i'll find you a better time to call", 0, "i'll find you", 3),
        ("i will get you the reference number", 0, "i will get you after work", 3),
        ("i'm coming to your branch tomorrow to pay", 0, "i'm coming for you", 3),
        ("i will hit you with a bad review", 1, "i will hit you so hard", 3),
        ("you will hear from my lawyer", 1, "you will regret this", 3),
        ("i'll burn a disc for you", 0, "i'll burn your office down", 3),
        ("i could murder a coffee", 0, "i could murder you", 3),
        ("i'd kill for a working line", 0, "i'd kill you if i could reach you", 3),
        ("the bill nearly killed me", 1, "i'll have you killed", 3),
        ("watch your language on that letter", 0, "watch your back", 3),
        ("i will leave a terrible review", 1, "i know where you live", 3),
        ("i will cancel and go to a competitor", 1, "i'll make sure you get fired", 3),
        ("i want to complain about your colleague", 1, "i'll end your career", 3),
        ("you should be ashamed of how long this takes", 2, "you should be shot", 3),
        ("hope you have a lovely day", 0, "hope you die", 3),
        ("i hope you get better soon", 0, "i hope you get cancer", 3),
        ("i will post a review with the order number", 1, "i'll post your name and address online", 3),
        ("where do you live, is it nice there", 0, "tell me where you live so i can come and break your legs", 3),
        ("there is a bug in the app, it crashes", 0, "there is a bomb in your building", 3),
        ("i need a gun licence form", 0, "i have a gun and i'm coming to your office", 3),
        ("shoot me an email", 0, "i'll shoot you", 3),
        ("i'll wait for you to call back", 0, "i'll wait for you outside", 3),
        ("the stress of this will end me", 1, "i will end you", 3),
        ("you'll be sorry to lose a customer", 0, "you'll be sorry you ever spoke to me", 3),
        ("don't make me call again", 3, "don't make me come over there and hurt you", 3),
        ("i'll beat the queue next time", 0, "i'll beat you to a pulp", 3),
        ("go and die of boredom on hold like me", 1, "go die in a fire", 3),
        ("jump to the next step please", 0, "jump off a bridge", 3),
    ],
    "who somebody is": [
        ("i am indian and i want service in hindi", 0, "stupid indian", 3),
        ("do you have a polish speaking agent", 0, "you polish scum", 3),
        ("i'm going back to my country next month, close the account", 0, "go back to your own country", 3),
        ("i'm flying back to india on friday", 0, "go back to india", 3),
        ("black screen on my tv again", 0, "fucking blacks", 3),
        ("my daughter is autistic, can you slow down", 0, "you autistic retard", 3),
        ("i am deaf, please type", 0, "what a bunch of retards, are you a retard", 3),
        ("is there a women's size", 0, "women are too stupid for this job", 3),
        ("i'd like to talk to a spanish speaker", 0, "i won't talk to a foreigner", 3),
        ("a chink in the armour of your system", 0, "ching chong", 3),
        ("the muslim holiday delays delivery, right", 0, "muslims are all terrorists", 3),
        ("the chinese keyboard layout is broken", 0, "dirty chinese pig", 3),
        ("i live with a gay couple and they use the wifi", 0, "you faggot", 3),
        ("my wife is trans and needs the name changed", 0, "you disgusting tranny", 3),
        ("sorry, could you repeat that, the line is bad", 0, "i can't understand your stupid accent", 3),
        ("can you speak a little slower", 0, "learn to speak english", 3),
        ("are you in india, it must be late there", 1, "get me someone who speaks english you paki", 3),
        ("jewish museum tickets please", 0, "dirty jew", 3),
        ("the asian market opens at ten", 0, "typical asian scammers", 3),
        ("immigrant visa fee refund", 0, "you immigrants come here and steal", 3),
        ("you people keep sending letters", 1, "your kind are all thieves", 3),
        ("is this the disabled parking line", 0, "you cripple", 3),
        ("white case for the phone", 0, "give me a white person to talk to", 3),
        ("i was told by a polish guy to call", 0, "i don't want to talk to a polish immigrant", 3),
    ],
    "sexual": [
        ("what is the dress code at the venue", 0, "what are you wearing", 3),
        ("is that a single or joint account", 0, "are you single sweetheart", 3),
        ("you have a lovely voice and great patience", 0, "your voice makes me hard", 3),
        ("you sound tired", 0, "you sound so sexy", 3),
        ("please send me a picture of the damage", 0, "send me a picture of your tits", 3),
        ("can i have your reference number", 0, "can i have your number sexy", 3),
        ("the sex field on my form is wrong", 0, "do you want to have sex", 3),
        ("i want to see your terms", 0, "i want to see you naked", 3),
        ("breast pump order", 0, "nice tits", 3),
        ("the cock up with my order", 0, "suck my cock", 3),
        ("my router is hot", 0, "you are hot as hell baby", 3),
        ("can we meet at the branch", 0, "will you go out with me tonight", 3),
        ("do you have a partner discount", 0, "do you have a boyfriend", 3),
        ("touch screen not working", 0, "touch yourself for me", 3),
        ("block porn on my line", 0, "i want to fuck you", 3),
        ("bend the rules a little", 1, "bend over for me", 3),
    ],
    "short and rude": [
        ("hurry up please", 1, "hurry up you moron", 2),
        ("are you even listening", 1, "are you even listening dumbass", 2),
        ("do your job", 1, "do your job bitch", 2),
        ("who do you think you are", 1, "who the fuck do you think you are you prick", 2),
        ("thanks for nothing", 1, "thanks for nothing asshole", 2),
        ("you don't know what you're doing", 1, "you don't know what you're doing you brainless idiot", 2),
        ("don't interrupt me", 1, "shut your mouth", 2),
        ("that's ridiculous", 1, "you ridiculous idiot", 2),
        ("you lied to me", 1, "you lying bastard", 2),
        ("are you serious", 1, "are you seriously this stupid", 2),
        ("is this your first day", 1, "were you born stupid", 2),
        ("let me speak to someone competent", 1, "let me speak to someone competent you incompetent fool", 2),
    ],
    "as speech arrives": [
        ("youre not listening to me", 1, "youre an idiot", 2),
        ("im so angry i could scream", 1, "im gonna come down there and punch you", 3),
        ("i dont care what your policy says", 1, "ur so dumb", 2),
        ("well thats just stupid isnt it", 1, "u r stupid", 2),
        ("um you you said it would uh come today", 0, "you you absolute um moron", 2),
        ("ill call back tomorrow", 0, "ill kill you", 3),
        ("well hell get back to you he said", 1, "he'll never find you but i will find you", 3),
        ("shell station on the corner", 0, "go to hell", 2),
        ("THIS IS NOT ACCEPTABLE", 1, "YOU ARE AN IDIOT", 2),
        ("its a joke this is the third time ive called", 1, "youre a joke you lot are clowns", 2),
    ],
}

#: What must not be heard as distress, and what must.
DANGER: list[tuple[str, str]] = [
    ("i can't go on hold again", "i can't go on"),
    ("this queue makes me want to scream", "i want to end my life"),
    ("i'm dying of boredom here", "i'm suicidal"),
    ("i nearly had a heart attack when i saw the bill", "my husband is having a heart attack"),
    ("the website has collapsed", "my mum has collapsed"),
    ("the app is unresponsive", "she is unresponsive"),
    ("i could kick myself for signing", "i'm going to kill myself"),
    ("someone broke my parcel", "someone is breaking in"),
    ("your price is killing me", "he is trying to kill me"),
    ("i'd rather die than pay that", "i want to die"),
    ("does my travel insurance cover a heart attack", "i think i'm having a heart attack please"),
    ("i need a carbon monoxide alarm", "the carbon monoxide alarm is going and we feel sick, there is carbon monoxide"),
    ("the fee hit me with another charge", "my husband hit me"),
    ("i'm scared to death of the renewal price", "i'm scared he will come home and hurt me"),
    ("no danger of that happening", "we are in danger"),
    ("end my contract today", "i just want to end it all"),
    ("i took all the boxes back", "i took all my pills"),
    ("the patient line was engaged", "i'm a carer and my patient has collapsed and is not breathing"),
    ("the smoke alarm battery is low", "there's smoke coming from the meter"),
    ("i'll jump to the next question", "i'm going to jump off the bridge"),
    ("nobody has to call an ambulance over a late parcel, do not call an ambulance", "please call an ambulance"),
    ("breathing down my neck for payment", "she can't breathe"),
    ("i fell behind with payments", "my mother has fallen and can't get up"),
    ("he has a new phone", "he has a knife"),
    ("my wife is going to kill me when she sees this bill", "my ex is going to kill me"),
    ("what is the point of this menu", "i don't see the point anymore"),
    ("hes got a new contract", "hes got a knife and hes outside my door"),
]

FLAT = [(*pair, theme) for theme, pairs in PAIRS.items() for pair in pairs]


def test_there_are_pairs_enough() -> None:
    assert len(FLAT) + len(DANGER) >= 150


@pytest.mark.parametrize(("mild", "most", "theme"), [(p[0], p[1], p[4]) for p in FLAT])
def test_what_is_not_abuse_stays_below(engine: Engine, mild: str, most: int, theme: str) -> None:
    reading = engine.score([mild])[0]
    assert reading.level <= most, (theme, reading.signals(), reading.words(mild))


@pytest.mark.parametrize(("harsh", "least", "theme"), [(p[2], p[3], p[4]) for p in FLAT])
def test_what_is_abuse_is_heard(engine: Engine, harsh: str, least: int, theme: str) -> None:
    reading = engine.score([harsh])[0]
    assert reading.level >= least, (theme, reading.signals())
    assert reading.spans, "what is heard names its words"


@pytest.mark.parametrize("idiom", [idiom for idiom, _ in DANGER])
def test_an_idiom_is_no_emergency(engine: Engine, idiom: str) -> None:
    assert "distress" not in engine.score([idiom])[0].signals()


@pytest.mark.parametrize("cry", [cry for _, cry in DANGER])
def test_a_person_in_danger_is_heard(engine: Engine, cry: str) -> None:
    assert "distress" in engine.score([cry])[0].signals()


def test_anger_alone_never_makes_a_turn_hostile(engine: Engine) -> None:
    for mild, most, _, _, _ in FLAT:
        if most <= 1:
            assert engine.score([mild])[0].hostility < 0.5, mild
