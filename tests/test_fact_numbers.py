"""Numbers that contradict a fact, in figures and words, and what stands close to them. All is invented."""

import pytest
from rigs.growth import grows_with_the_size
from test_strategy_kit import Known, doubts

from listener.advice.reading.clauses import words_of
from listener.advice.reading.quantities import quantities

FACTS: dict[str, Known] = {
    'pool': ('Lagune', "La piscine est chauffée à 28 °C toute l'année.", 'The pool is heated to 28 °C all year.', ('température', 'piscine', 'pool', 'water', 'eau', 'chauffée')),
    'poolopen': ('Lagune', 'La piscine ferme à 20 h.', 'The pool closes at 8 pm.', ('ferme', 'fermeture', 'closes', 'close', 'open', 'ouvert', 'ouverte')),
    'bike': ('Velaro', 'La batterie est garantie deux ans.', 'The battery is under warranty for two years.', ('garantie', 'garanti', 'warranty', 'guarantee')),
    'bakery': ('Fournil Bré', 'Notre levain fermente 48 heures.', 'Our sourdough ferments for 48 hours.', ('levain', 'sourdough', 'fermente', 'ferments')),
    'hotel': ('Aubrac Lodge', "L'annulation est gratuite jusqu'à 24 heures avant l'arrivée.", 'Cancellation is free up to 24 hours before arrival.', ('annulation', 'annuler', 'cancel', 'cancellation')),
    'bank': ('Orvia', 'Le livret rapporte 3 % par an.', 'The savings account pays 3% a year.', ('livret', 'taux', 'savings', 'rate', 'interest')),
    'telecom': ('Celio Net', 'Le forfait coûte 19,99 € par mois, sans engagement.', 'The plan costs 19.99 euros a month, with no commitment.', ('forfait', 'plan', 'abonnement')),
    'creche': ("Pomme d'Api", 'Chaque groupe compte six enfants par adulte.', 'Each group has six children per adult.', ('groupe', 'groupes', 'group', 'groups', 'ratio', 'enfants', 'children')),
    'theatre': ('Le Grand Rideau', 'Le spectacle dure 1 h 30 sans entracte.', 'The show runs for 90 minutes with no interval.', ('spectacle', 'show', 'dure', 'durée')),
    'delivery': ('Colivite', 'Nous livrons en six jours.', 'We deliver within six days.', ('livraison', 'livrent', 'livrez', 'delivery', 'deliver', 'delivers')),
    'gym': ('Fortis', "L'engagement est de six mois.", 'The minimum contract is six months.', ('engagement', 'contrat', 'contract', 'membership', 'abonnement')),
    'museum': ('Musée Talba', 'Le musée expose 400 œuvres.', 'The museum shows 400 works.', ('œuvres', 'works', 'paintings', 'collection')),
}  # fmt: skip

# The fact, and what says another number.
CONTRADICT = (
    ('pool', 'La piscine Lagune est à 24 °C, on gèle dedans.'),
    ('pool', 'Lagune heats its pool to 24 degrees all winter, brr.'),
    ('pool', "Chez Lagune l'eau est à trente degrés, une vraie soupe."),
    ('pool', 'The water at Lagune is only twenty-five degrees.'),
    ('poolopen', 'Lagune is open until 9 pm every evening, go after work.'),
    ('poolopen', 'Bon à savoir : Lagune ferme à 19h tous les soirs.'),
    ('poolopen', "La piscine Lagune est ouverte jusqu'à 22 heures."),
    ('bike', "Velaro's battery warranty is only twelve months, be warned."),
    ('bike', 'Attention, la batterie Velaro est garantie un an.'),
    ('bike', 'Velaro: warranty of 36 months on the battery, great.'),
    ('bike', 'Les batteries Velaro sont garanties 12 mois, pas un de plus.'),
    ('bike', 'Velaro only gives you a year of warranty on the battery.'),
    ('bakery', 'Le levain de Fournil Bré fermente douze heures, pas plus.'),
    ('bakery', "Fournil Bré's sourdough ferments for one day only."),
    ('hotel', 'Aubrac Lodge lets you cancel for free up to 48 hours before arrival.'),
    ('hotel', "À l'Aubrac Lodge, annulation gratuite jusqu'à trois jours avant."),
    ('hotel', 'You must cancel a week ahead at Aubrac Lodge or lose your money.'),
    ('bank', 'Le livret Orvia rapporte 2 % par an.'),
    ('bank', "Orvia's savings rate is two percent, look elsewhere."),
    ('telecom', 'Le forfait Celio Net est à 24,99 € par mois.'),
    ('telecom', 'The Celio Net plan is €29.99 a month.'),
    ('creche', "Pomme d'Api met dix enfants par adulte dans chaque groupe."),
    ('creche', "At Pomme d'Api groups are eight kids to one adult."),
    ('theatre', 'Le spectacle du Grand Rideau dure deux heures sans pause.'),
    ('theatre', 'The show at Le Grand Rideau runs for 2 hours straight.'),
    ('delivery', 'Colivite delivers within two weeks, that is how they work.'),
    ('delivery', "La livraison Colivite prend dix jours, c'est leur délai."),
    ('gym', "L'abonnement Fortis t'engage pour huit mois."),
    ('gym', 'Fortis contract is a year minimum, read before you sign.'),
    ('museum', "Le Musée Talba n'a que 150 œuvres dans sa collection."),
    ("delivery", "La livraison chez Colivite, c'est sous huit jours."),
    ("poolopen", "Lagune est ouverte 10h-19h tous les jours."),
)  # fmt: skip

# The same number in other words, a number of something else, a question, a wish, the past, others.
NEAR = (
    ('pool', 'La piscine Lagune est à 28 degrés, parfaite.'),
    ('pool', 'Il fait 35 °C dehors, vite à la piscine Lagune !'),
    ('pool', 'Is the pool at Lagune at 24 degrees or 28?'),
    ('pool', "J'aimerais que l'eau de Lagune soit à 30 degrés."),
    ('poolopen', 'La piscine Lagune ferme à vingt heures.'),
    ('poolopen', 'Lagune closes at 8pm, so I got there at 6 pm.'),
    ('poolopen', 'Lagune used to close at 10 pm, those were the days.'),
    ('poolopen', "Ouvrez Lagune jusqu'à 22 h s'il vous plaît !"),
    ('bike', 'La batterie Velaro est garantie 24 mois.'),
    ('bike', 'My Velaro is one year old and still under warranty.'),
    ('bike', "La garantie de mon frigo est d'un an, celle de mon Velaro est meilleure."),
    ('bike', "Avant, Velaro donnait un an de garantie, maintenant c'est mieux."),
    ('bike', 'Cyclonne gives one year of warranty, Velaro gives two.'),
    ('bakery', 'Le levain de Fournil Bré fermente deux jours, ça se sent.'),
    ('bakery', 'I queued two hours for the sourdough at Fournil Bré.'),
    ('hotel', "On peut annuler la veille à l'Aubrac Lodge, 24 h avant."),
    ('hotel', "J'ai dû annuler mon séjour de 3 jours à l'Aubrac Lodge, enfant malade."),
    ('hotel', 'If only Aubrac Lodge let us cancel 2 hours before arrival.'),
    ('bank', 'Est-ce que le livret Orvia est à 2 % ?'),
    ('bank', "J'ai mis 20 % de mon salaire sur mon livret Orvia."),
    ('telecom', 'Le forfait Celio Net à 19,99 euros par mois me suffit.'),
    ('telecom', "J'ai payé 30 € de frais de port pour la box, mais le forfait Celio Net est bien."),
    ('creche', "Pomme d'Api: the group has 6 children per adult, lovely."),
    ('creche', "J'ai trois enfants à Pomme d'Api, chacun dans son groupe."),
    ('theatre', 'Le spectacle du Grand Rideau dure 90 minutes.'),
    ('theatre', 'I waited 20 minutes in line before the show at Le Grand Rideau.'),
    ('delivery', "J'attends ma livraison Colivite depuis trois semaines."),
    ('delivery', 'I ordered 2 days ago, delivery by Colivite is on Friday.'),
    ('gym', 'I have been a Fortis member for three years, contract renewed.'),
    ('gym', 'The Fortis contract is half a year.'),
    ("poolopen", "Lagune closes at 8."),
    ("poolopen", "Chez Cyclonne, la piscine ferme à 22 h, Lagune ferme plus tôt."),
    ("bike", "My Velaro battery died after one year of warranty."),
)  # fmt: skip


@pytest.mark.parametrize(("fact", "text"), CONTRADICT)
def test_another_number_for_the_same_thing_may_contradict(fact: str, text: str) -> None:
    assert doubts(FACTS[fact], text)


@pytest.mark.parametrize(("fact", "text"), NEAR)
def test_a_number_that_says_the_same_or_something_else_does_not(fact: str, text: str) -> None:
    assert not doubts(FACTS[fact], text)


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("quatre-vingt-dix-sept euros", 97, "eur"),
        ("soixante et onze euros", 71, "eur"),
        ("vingt et un jours", 21 * 24, "time"),
        ("two hundred and five euros", 205, "eur"),
        ("twenty-one euros", 21, "eur"),
        ("trois mille deux cents euros", 3_200, "eur"),
        ("19 € 99", 19.99, "eur"),
        ("half an hour", 0.5, "time"),
        ("une demi-heure", 0.5, "time"),
        ("1 h 30", 1.5, "time"),
        ("un an et demi", 1.5 * 8_760, "time"),
        ("a year and a half", 1.5 * 8_760, "time"),
        ("trois pour cent", 3, "percent"),
        ("24 °C", 24, "degree"),
        ("it closes at 5 pm", 17, "closing"),
        ("it closes at 5 p.m.", 17, "closing"),
        ("ouvert jusqu'à 20 h 30", 20.5, "closing"),
        ("ouvert jusqu'à minuit", 24, "closing"),
        ("opens at 8:30 am", 8.5, "opening"),
        ("fermé 8 heures du soir", 20, "closing"),
        ("the bus is at 12 am", 0, "clock"),
        ("gratuit jusqu'à 24 heures avant", 24, "time"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, low: float, unit: str) -> None:
    (read,) = quantities(words_of(text))
    assert (round(read.low, 2), read.unit) == (low, unit)


def test_hours_from_and_to_are_told_apart() -> None:
    read = quantities(words_of("ouvert de 9 h à 18 h"))
    assert [(q.low, q.unit) for q in read] == [(9, "opening"), (18, "closing")]


@pytest.mark.parametrize(
    "text", ["two services a year", "what a year", "one day I shall", "jour et nuit", "፩ heures"]
)
def test_what_tells_no_time_is_no_number(text: str) -> None:
    assert not [q for q in quantities(words_of(text)) if q.unit == "time"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    ["two hundred and ", "mille ", "quatre vingt ", "until 9 ", "de 9 h à 18 h ", "un an et demi "],
)
def test_numbers_said_over_and_over_take_time_in_step_with_their_length(again: str) -> None:
    def read(size: int) -> None:
        doubts(FACTS["poolopen"], "Lagune ferme " + again * (size // len(again)))
        doubts(FACTS["bike"], "garantie " + again * (size // len(again)))

    assert grows_with_the_size(read, 9_000)
