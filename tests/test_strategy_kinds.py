"""Posts of kinds that a label alone does not tell: each kind in several trades, and what comes near it."""

from typing import Any

import pytest
from test_strategy_danger import kind as kind_of
from test_strategy_kit import BRAND, belief, mention

from listener.advice.reading.campaigns import is_example
from listener.advice.reading.case import Case
from listener.advice.reading.masked import insult
from listener.advice.reading.rivals import names_a_site
from listener.advice.reading.senses import sense
from listener.advice.reading.spam import is_spam
from listener.advice.reading.text import fold
from listener.advice.tree import decide

ASKS = "critique neutral question"
BLAMES = "critique negative complaint"
REVIEW: dict[str, Any] = {"venue": "review", "genre": "review"}


def leaf(text: str, tags: str, **more: Any) -> str:
    return str(decide(mention(text, tags, **more), BRAND).leaf)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@velorine on aurait retrouvé un doudou lapin à l'atelier ?", "ANSWER"),
        ("@velorine did anyone hand in a green umbrella last night?", "ANSWER"),
        ("@velorine hi, did I leave a red lead at your desk this morning?", "ANSWER"),
        ("@velorine vous faites la selle bleue ? C'est pour ma fille", "ANSWER"),
        ("@velorine what time do you open on Sunday? Bringing the kids", "ANSWER"),
        ("@velorine j'ai oublié mon écharpe dans votre salle, je passe quand ?", "ANSWER"),
        ("@velorine how many bikes did you recall this year?", "ANSWER_PRESS"),
        (
            "@velorine combien de licenciements, et combien de mes enfants y penseront ?",
            "ANSWER_PRESS",
        ),
        ("@velorine vous confirmez la fermeture de l'usine ?", "ANSWER_PRESS"),
        ("@velorine is it true that the factory goes in March?", "ANSWER_PRESS"),
        ("@velorine une réaction au jugement ?", "ANSWER_PRESS"),
        ("@velorine what do you say to cyclists tonight?", "ANSWER_PRESS"),
    ],
)
def test_who_is_of_the_press_may_ask_for_their_own_sake(text: str, expected: str) -> None:
    assert leaf(text, ASKS, role="journalist") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@velorine Doing a piece for the Post on jabs: how many were you short?", "ANSWER_PRESS"),
        (
            "@velorine putting together a feature about repair shops, who can I quote?",
            "ANSWER_PRESS",
        ),
        ("@velorine I'm doing a segment for Radio Fell on contracts", "ANSWER_PRESS"),
        ("@velorine je prépare un sujet pour le Courrier sur les rappels", "ANSWER_PRESS"),
        ("@velorine je travaille sur un papier à propos des retards", "ANSWER_PRESS"),
        ("@velorine je fais un reportage sur la farine, combien en plus ?", "ANSWER_PRESS"),
        ("@velorine doing a piece for my school project, how many do you make?", "ANSWER"),
        ("@velorine je prépare un sujet pour mon mémoire, une brochure ?", "ANSWER"),
        ("@velorine je prépare un goûter, combien de parts faites-vous ?", "ANSWER"),
    ],
)
def test_a_piece_that_is_announced_is_asked_for_by_the_press(text: str, expected: str) -> None:
    assert leaf(text, ASKS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "J'ai travaillé deux ans chez Vélorine. Le pont s'ouvrait seul, je l'ai signalé.",
            "WORKPLACE",
        ),
        ("Ancienne vendeuse de Vélorine : on m'a dit de faire avec.", "WORKPLACE"),
        (
            "I was a trainer at Vélorine. I wrote it in the book twice, told to carry on.",
            "WORKPLACE",
        ),
        (
            "Spent four years as a nurse with Vélorine. Aprons split, told to get on with it.",
            "WORKPLACE",
        ),
        ("I worked two winters at Vélorine. I reported it, never fixed.", "WORKPLACE"),
        ("En tant que conducteur de Vélorine, je l'avais signalé quatre fois.", "WORKPLACE"),
        ("Bossé deux saisons chez Vélorine. On nous demandait de signer avant.", "WORKPLACE"),
        (
            "Worked at Vélorine till June. My lead can't keep his hands to himself.",
            "WORKPLACE",
        ),
        ("The voucher worked at Vélorine at last. I reported it twice.", "REPAIR"),
        ("Cliente de Vélorine depuis dix ans, je l'ai signalé trois fois, rien.", "REPAIR"),
        ("I was a happy customer at Vélorine. I reported it twice, never fixed.", "REPAIR"),
        ("I'm a nurse and Vélorine was late again. I reported it twice, never fixed.", "REPAIR"),
        ("J'ai travaillé deux heures sur ma Vélorine, vos vis sont trop courtes.", "REPAIR"),
    ],
)
def test_who_worked_for_us_and_was_put_off_is_no_customer(text: str, expected: str) -> None:
    assert leaf(text, BLAMES, rating=1, **REVIEW) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je travaille à la Vélorine : la croûte foncée, c'est voulu.", "OURS"),
        ("Je suis mécanicien chez Vélorine, le bip est normal.", "OURS"),
        ("Je bosse chez Vélorine, donc pas neutre.", "OURS"),
        ("I'm a fitter at Vélorine, it beeps when it tests itself.", "OURS"),
        ("Bias alert: I sell these. The cork sinks for a week.", "OURS"),
        ("As a nurse at Vélorine I can say the cone stays on ten days.", "OURS"),
        ("Best bike I ever had from Vélorine, get one.", "EMPLOYEE"),
        ("Allez chez Vélorine, rien ne vaut leur atelier.", "EMPLOYEE"),
    ],
)
def test_staff_who_say_that_they_are_need_no_reminder(text: str, expected: str) -> None:
    assert leaf(text, "discussion neutral none", role="staff") == expected


ROUND = (
    "Vélorine threw them out. Cancel today and post this on their page.",
    "Vélorine sacked the menders. Return your boots and put this on their wall.",
    "Vélorine shut the Sunday desk. Go, and repost this on their page.",
    "Vélorine ferme l'atelier. Résiliez et collez ce message sous leurs publications.",
    "Vélorine a viré Marcel. N'y allez plus et recopiez ça sur leur page.",
    "Vélorine vend le jardin. Annulez tout et postez ceci sur leur page.",
)


@pytest.mark.parametrize("text", ROUND)
def test_a_text_that_asks_to_be_put_on_our_page_by_several_is_a_campaign(text: str) -> None:
    tags = "critique neutral none"
    assert leaf(text, tags, venue="own", copies=4, copy_authors=5) == "ESCALATE_PR"
    assert leaf(text, tags, venue="own") != "ESCALATE_PR"
    praise = "critique positive praise"
    assert leaf(text, praise, venue="own", copies=4, copy_authors=4) != "ESCALATE_PR"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boycottez les marques genre Vélorine", True),
        ("Boycott des hôtels type Vélorine, vive le camping", True),
        ("Boycott shops like Vélorine, folks", True),
        ("Boycott gyms such as Vélorine and run in the park", True),
        ("boycott the big chains, Vélorine and the rest", True),
        ("Boycott des usines à gaz façon Vélorine", True),
        ("Boycottez Vélorine", False),
        ("Boycott Vélorine and shops like it", False),
        ("Boycott shops like Vélorine. Vélorine sacked them all", False),
        ("Bikes like Vélorine are dear", False),
    ],
)
def test_a_trade_is_not_the_brand_that_stands_for_it(text: str, *, expected: bool) -> None:
    assert is_example(fold(text), BRAND) is expected


def test_a_boycott_of_a_trade_is_let_stand() -> None:
    told = decide(
        mention("Boycottez les marques genre Vélorine", "discussion negative complaint"), BRAND
    )
    assert (told.leaf, told.alert) == ("LET_STAND", "none")
    ours = "Boycottez Vélorine, faites tourner"
    assert leaf(ours, "discussion negative complaint") == "ESCALATE_PR"


def test_a_partner_praises_also_with_a_wink() -> None:
    wink = belief("mixed", 0.7)
    text = "Permis du premier coup, équipe au top. Foncez les yeux fermés (enfin non)"
    assert leaf(text, "discussion mixed praise", tone=wink, role="partner") == "ETHICS"
    assert leaf(text, "discussion mixed complaint", role="partner") != "ETHICS"
    broken = "Vélorine au top, sauf que la selle est cassée"
    assert leaf(broken, "discussion mixed praise", tone=wink, role="partner") != "ETHICS"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bunch of w*nkers the lot of you", "w*nkers"),
        ("d*ckheads", "d*ckheads"),
        ("f**king useless", "f**king"),
        ("bande de c*ns", "c*ns"),
        ("sales abr*tis", "abr*tis"),
        ("espece de cr*tins", "cr*tins"),
        ("2*3 is six", None),
        ("the *best* bread", None),
        ("b*nnes brioches", None),
        ("a la c*rte", None),
        ("m*ther's day", None),
        ("note : 4*sup", None),
    ],
)
def test_letters_behind_signs_hide_no_insult(text: str, expected: str | None) -> None:
    assert insult(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Go to Pulse instead, pulsebox.example, first month free", True),
        ("Tout le monde est passé chez Cyclor, www.cyclor.fr", True),
        ("better at https://solemates.shop/now", True),
        ("voir velorine.example et www.velorine.example/garantie", False),
        ("nul.Et cher", False),
        ("write to me@pulsebox.com", False),
        ("better at notvelorine.example", True),
        ("mieux chez mon-velorine.example et velorine.example", True),
        ("see shop.velorine.example/bell", False),
    ],
)
def test_a_site_is_somebody_elses_unless_it_is_ours(text: str, *, expected: bool) -> None:
    assert names_a_site(text, BRAND) is expected


def test_a_review_that_sends_people_to_an_address_is_reported() -> None:
    for text in (
        "Avoid. Everyone has moved to Wellbrook, wellbrook.example has 20% off.",
        "Nul. Tout le monde est passé chez Cyclor, cyclor.example",
    ):
        assert leaf(text, BLAMES, rating=1, **REVIEW) == "ACKNOWLEDGE_AND_REPORT"
    for text in (
        "Cold showers for three weeks. I moved to the pool in town.",
        "Batterie morte, mes photos sur album.example",
    ):
        assert leaf(text, BLAMES, rating=1, **REVIEW) == "REPAIR"


SPAM = (
    "I was broke until I met Mrs Ford, she turned my £300 into £4,500, message her on Telegram",
    "Thanks to coach Brian I make 2k a day from my phone",
    "Lost your crypto? I got mine back, contact them on WhatsApp",
    "J'ai changé de vie, 3 000 € par semaine depuis mon canapé, écrivez-lui sur WhatsApp",
    "Prêt de 20 000 € sans banque, contactez-le en privé",
    "Merci au grand médium voyant, mon mari est revenu, appelez-le",
)
NO_SPAM = (
    "You changed my life, thank you Linda, Pip is running again!",
    "Thanks to coach Brian I can lift my grandson again.",
    "J'ai changé de vie grâce à Pascal de l'atelier, merci !",
    "Vous me prélevez 30 € par mois depuis mars, écrivez-moi en privé ?",
    "I pay £40 a month and the pool is shut",
    "Contactez-la, elle connaît l'atelier par cœur",
)


@pytest.mark.parametrize("text", SPAM)
def test_a_miracle_with_an_address_is_spam(text: str) -> None:
    assert is_spam(fold(text))
    assert leaf(text, "critique positive praise", venue="own") == "NOT_US"
    assert leaf(text, "critique positive praise", rating=5, **REVIEW) != "NOT_US"


@pytest.mark.parametrize("text", NO_SPAM)
def test_money_or_thanks_alone_are_none(text: str) -> None:
    assert not is_spam(fold(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Cinq étoiles pour ma cave à vin. Il ne manque qu'un coup de fil de votre part.",
            "REPAIR",
        ),
        ("5 étoiles, quel presse-papier. J'attends toujours le remboursement.", "REPAIR"),
        ("Five stars for my ice bath. All that's missing is a reply.", "REPAIR"),
        ("Cinq étoiles pour ce conte de fées, il ne manque que le carrosse.", "THANK"),
        ("Five stars for my dancing shoes, only missing a partner.", "THANK"),
        ("Merci pour votre appel, il ne manque plus rien !", "THANK"),
    ],
)
def test_stars_that_mock_are_a_complaint(text: str, expected: str) -> None:
    assert leaf(text, "critique positive praise", rating=5, **REVIEW) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Please thank whoever was driving the 3 on Monday, he ran after me with my purse",
        "Please pass on my thanks to the desk, she held her hand",
        "Can you say thank you to the lad who found my wallet?",
        "Pouvez-vous remercier la personne qui a fouillé le parking ?",
        "Merci de transmettre un grand merci au gars de mardi",
        "Dites merci de ma part à la dame du guichet",
    ],
)
def test_thanks_to_be_passed_on_are_thanks(text: str) -> None:
    unsure = belief("unsure", 0.5, best="negative", scores={"negative": 0.5, "positive": 0.4})
    asks = belief("unsure", 0.5, best="complaint", scores={"complaint": 0.5, "praise": 0.3})
    assert leaf(text, ASKS, tone=unsure, intent=asks) == "THANK"
    sure = belief("complaint", 0.9, scores={"complaint": 0.9, "praise": 0.05})
    assert leaf(text, ASKS, tone=belief("negative"), intent=sure) != "THANK"


@pytest.mark.parametrize(
    "text",
    [
        "@velorine coucou, enceinte de 5 mois : lequel de vos fromages je peux manger ?",
        "@velorine diabétique ici, quel pain monte le moins vite ?",
        "@velorine 20 weeks pregnant and missing it, which class can I still do?",
    ],
)
def test_who_calls_us_and_asks_which_is_answered(text: str) -> None:
    assert leaf(text, "critique neutral none") == "ANSWER"
    assert leaf(text.replace("?", "."), "critique neutral none") == "COUNT"


def test_a_work_of_the_hand_that_names_us_is_shown_and_not_only_told() -> None:
    for text in (
        "three evenings, one block: my poster for @velorine, you've ruined me",
        "j'ai tricoté une housse aux couleurs de @velorine",
        "Maquette du @velorine en allumettes",
    ):
        assert leaf(text, "critique positive praise") == "CREATOR"
    for text in (
        "my poster from @velorine is torn, please replace it",
        "@velorine my print arrived, torn",
    ):
        assert leaf(text, BLAMES) != "CREATOR"
    assert leaf("my drawing", "discussion positive none") != "CREATOR"


def test_a_work_that_says_nobody_answered_reproaches() -> None:
    for text in (
        "Ma vidéo : la Vélorine démontée, purgeur inaccessible. Le SAV ne m'a jamais rappelé.",
        "New video: I cut a Vélorine in half. Cardboard. And they never wrote back.",
    ):
        assert leaf(text, "creation neutral none") == "REPAIR"
    kind = "New video: my Vélorine after a year, they never replied so fast, lovely work"
    assert leaf(kind, "creation positive praise") == "CREATOR"


def test_warm_thanks_are_no_doubt_and_no_irony() -> None:
    doubt = belief("none", 0.55, scores={"irony": 0.45, "none": 0.55})
    for text in (
        "@velorine je suis aveugle, elle me lit l'étiquette sans que je demande. Merci à elle.",
        "@velorine I'm autistic and you came to the car. Thank you for that.",
        "@velorine first time I've danced in years, thank you",
    ):
        assert leaf(text, "critique positive praise", irony=doubt) == "THANK"
    refused = "@velorine on m'a refusé l'entrée, merci d'avoir essayé"
    assert not Case(mention(refused, "critique positive praise"), BRAND).is_meant_kindly


def test_a_death_that_thanks_speak_of_rings_nobody() -> None:
    risk = {"none": 0.05, "self_harm": 0.95}
    for text in (
        "Papa est parti en novembre, elle a écouté plus qu'elle n'a parlé. Merci.",
        "We lost Biscuit on Thursday. Thank you for the card.",
        "Merci pour l'enterrement de mon frère.",
    ):
        told = decide(
            mention(text, "critique positive praise", risk=risk, rating=5, **REVIEW), BRAND
        )
        assert (told.leaf, told.risk) == ("THANK", "none")
        assert decide(mention(text, BLAMES, risk=risk), BRAND).risk != "none"


def test_a_trouble_that_ended_well_rings_nobody() -> None:
    risk = {"none": 0.1, "safety": 0.9}
    text = "Was going to leave one star when half its bolts were missing. Wes drove over. So, five."
    told = decide(mention(text, "critique positive praise", risk=risk, rating=5, **REVIEW), BRAND)
    assert (told.leaf, told.risk) == ("THANK", "none")
    assert decide(mention(text, BLAMES, risk=risk, rating=2, **REVIEW), BRAND).risk != "none"
    praise = "Full marks for the food. The platform went down with my son on it."
    told = decide(mention(praise, "critique positive praise", risk=risk, rating=5, **REVIEW), BRAND)
    assert told.risk != "none"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Un éclat de plastique dur dans la meule entamée dimanche.", "health"),
        ("The back doors of the 42 opened by themselves while we were doing 30.", "safety"),
        ("The auto belay on line 9 let me drop two metres before it caught.", "safety"),
        ("L'ascenseur est descendu d'un coup.", "safety"),
        ("The rope was worn through in one place.", "safety"),
        ("I open my slip and get someone called Gareth, his salary and his sort code.", "leak"),
        ("Fire exit by the toilets is blocked with crates.", "safety"),
        ("L'issue de secours est fermée à clé.", "safety"),
        ("J'ai pris une châtaigne en branchant la bouilloire.", "safety"),
        ("Since the boiler was serviced we wake with headaches.", "safety"),
        ("The tablets aren't the ones on the label.", "health"),
        ("The engineer came back, asking if I'm on my own.", "threat"),
        ("The doors of the show opened by themselves, like magic.", None),
        ("Someone called Gareth was lovely at the desk.", None),
        ("The fire exit sign is a nice green.", None),
        ("You gave me a shock with that bill.", None),
        ("I get headaches from your adverts.", None),
        ("The engineer asked if I'm happy with it.", None),
        ("The lift music dropped in volume, bliss.", None),
        ("La notice ne correspond pas au modèle.", None),
        ("The robot you repaired started smoking on my kid's bed.", "safety"),
        ("La veilleuse a fait des étincelles hier soir, plus de peur que de mal.", "safety"),
        ("La pile bouton n'est plus dedans, mon fils a dix mois.", "child"),
        ("The magnet came out of the lid. My toddler was playing with it.", "child"),
        ("Votre animateur demande aux petits leur compte Snap, ça me gêne un peu.", "child"),
        ("One of your tutors messages my 15 year old outside lessons.", "child"),
        ("I started smoking again because of your queue.", None),
        ("Il manque un aimant sur le frigo.", None),
        ("Les billes sont sorties du carton, mon fils a adoré.", None),
        ("The tutor is great with the kids.", None),
        ("L'animateur a envoyé les dates aux enfants.", None),
        ("This toy made me melt.", None),
        ("The fire exit is not blocked any more, thank you.", None),
        ("The emergency exits were never locked when I came.", None),
        ("The fire doors aren't chained.", None),
        ("L'issue de secours n'est pas bloquée.", None),
        ("Les sorties de secours ne sont jamais encombrées chez vous.", None),
        ("L'issue de secours n'est plus condamnée.", None),
        ("The fire exit is not blocked but it is chained.", "safety"),
        ("The fire exit should not be blocked with crates.", "safety"),
        ("L'issue de secours ne doit pas être bloquée par vos cartons.", "safety"),
        ("L'issue de secours n'est pas bloquée mais fermée à clé.", "safety"),
        ("Vos aimants sont introuvables en magasin, mes enfants les attendent.", None),
        ("Le jeu d'aimants est sorti en coffret, mon fils l'a demandé.", None),
        ("Les billes ont disparu de votre site, ma fille les voulait.", None),
        ("The magnet set came out of nowhere. My son loves it.", None),
        ("I need magnets, can't find it in your store. My son is sad.", None),
        ("The magnet came off the fridge, my daughter put it back.", None),
        ("Ma fille, aimante, a disparu derrière ses dessins.", None),
        ("The magnetic board came off the wall of my son's room.", None),
        ("La petite bille s'est détachée du hochet de ma fille.", "child"),
        ("The button battery has gone missing. My toddler is two.", "child"),
    ],
)
def test_calm_words_of_danger_in_any_trade(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


def test_a_laughing_remark_without_a_matter_is_watched_and_a_matter_is_put_right() -> None:
    unsure = belief("unsure", 0.45, best="complaint", scores={"complaint": 0.45, "none": 0.35})
    for text in (
        "Prochaine fois j'y vais à la nage, j'arriverai avant vous 😂😂",
        "lol next time the snail takes the parcel and waves at you",
        "Tu parles d'un vélo, une tortue va plus vite mdr",
    ):
        assert leaf(text, BLAMES, intent=unsure, venue="own") == "MONITOR_RAGE"
    for text in (
        "Trois nuits sans eau chaude mdr, remboursez",
        "lol the sole is broken after a week",
        "Prochaine fois j'y vais à la nage, j'arriverai avant vous",
    ):
        assert leaf(text, BLAMES, intent=unsure, venue="own") == "REPAIR"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le passeur du VB Ardrais a fait un match de patron hier soir.", "thing"),
        ("Le passeur a servi Marc et tout le monde.", "thing"),
        ("Le Passeur a encore annulé la traversée de midi.", "firm"),
        ("Hier, avec Le Passeur, une traversée parfaite.", "firm"),
    ],
)
def test_an_article_that_opens_a_sentence_makes_no_name(text: str, expected: str) -> None:
    ferry = BRAND.model_copy(
        update={"name": "Le Passeur", "names": (), "not_us": ("passeur de migrants",)}
    )
    assert sense(text, ("Le Passeur",), ferry)[0] == expected


def test_a_bare_insult_with_hidden_letters_is_watched_and_its_matter_put_right() -> None:
    assert leaf("what w*nkers you all are", BLAMES, venue="own") == "MONITOR_ABUSE"
    assert leaf("you w*nkers charged me twice in November", BLAMES, venue="own") == "REPAIR"


def test_a_text_that_makes_the_round_is_no_sure_threat_by_the_model_alone() -> None:
    risk = {"none": 0.01, "threat": 0.99}
    told = decide(
        mention(ROUND[0], BLAMES, venue="own", risk=risk, copies=4, copy_authors=5), BRAND
    )
    assert (told.leaf, told.risk, told.alert) == ("ESCALATE_PR", "possible", "instant")


def test_what_was_ordered_where_one_worked_is_heard_though_no_blame_is_read() -> None:
    said = "J'ai travaillé un an et demi chez Vélorine, partie en mars. On devait noter trois présentes."
    assert leaf(said, "discussion neutral none") == "WORKPLACE"
    assert (
        leaf("J'ai travaillé un an chez Vélorine, que du bonheur.", "discussion positive praise")
        != "WORKPLACE"
    )
