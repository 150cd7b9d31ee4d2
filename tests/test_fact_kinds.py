"""Kinds of numbers and owners that contradict a fact, and what stands close to them. All is invented.

Hours as they are said, years as years, ages, weights with a tail, several numbers each with its thing,
and who belongs to whom.
"""

import pytest
from rigs.growth import grows_with_the_size
from test_strategy_kit import mention

from listener.advice.reading.beside import set_apart
from listener.advice.reading.case import Case
from listener.advice.reading.clauses import words_of
from listener.advice.reading.quantities import quantities
from listener.settings.brand import Brand, Fact

# The brand, the fact in French and in English, and its keywords.
FACTS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    'return': ('Kestrow', 'Les retours sont acceptés sous 14 jours.', 'Returns are accepted within 14 days.', ('retour', 'retours', 'return', 'returns', 'renvoyer')),
    'collect': ('Kestrow', 'Les commandes sont prêtes à partir de 17 h.', 'Click and collect orders are ready from 5 pm.', ('commandes', 'retrait', 'collect', 'orders', 'order', 'ready')),
    'cutoff': ('Brindle', 'Toute commande passée avant 15 h part le jour même.', 'Orders placed before 3 pm ship the same day.', ('commande', 'order', 'orders', 'ship', 'expédition', 'part')),
    'close': ('Lagune', 'La piscine ferme à 20 h.', 'The pool closes at 8 pm.', ('ferme', 'fermeture', 'closes', 'close', 'shuts')),
    'founded': ('Kestrow', 'Kestrow a été fondée en 1998 à Rennes.', 'Kestrow was founded in Rennes in 1998.', ('fondée', 'histoire', 'founded', 'history', 'depuis', 'since')),
    'age': ('Vertigo', 'Le parcours est accessible dès 12 ans.', 'The course is open from 12 years.', ('parcours', 'âge', 'age', 'course', 'ans', 'years')),
    'age2': ('Pomelo', 'Nos ateliers accueillent les enfants de 6 à 10 ans.', 'Our workshops welcome children aged 6 to 10.', ('atelier', 'ateliers', 'workshop', 'workshops')),
    'load': ('Velaro', "Le vélo cargo porte jusqu'à 180 kg, 120 kg avec la remorque.", 'The cargo bike carries up to 180 kg, 120 kg with the trailer.', ('kg', 'charge', 'carries', 'load', 'porte', 'poids')),
    'load1': ('Velaro', "Le porte-bagages supporte jusqu'à 25 kg.", 'The rack carries up to 25 kg.', ('porte-bagages', 'rack')),
    'owner': ('Kestrow', 'Kestrow appartient à ses deux fondatrices.', 'Kestrow is owned by its two founders.', ('propriétaire', 'owner', 'owned')),
    'owner2': ('Brindle', 'Brindle appartient au groupe Orsal depuis 2019.', 'Brindle has been owned by the Orsal group since 2019.', ('Orsal', 'groupe', 'owner')),
    'indep': ('Maison Tilde', 'Maison Tilde est une maison indépendante et familiale.', 'Maison Tilde is independent and family-run.', ('indépendante', 'independent')),
    'beds': ('Dormeo', 'Livraison : matelas en 5 à 8 jours, sommiers en 3 à 5 semaines.', 'Delivery: mattresses 5 to 8 days, bed bases 3 to 5 weeks.', ('livraison', 'délai', 'delivery', 'livrés', 'matelas', 'sommier', 'sommiers', 'mattress', 'bed')),
    'entry': ('Musée Talba', "L'entrée coûte 12 € pour les adultes et 7 € pour les étudiants.", 'Entry is €12 for adults and €7 for students.', ('entrée', 'entry', 'ticket', 'tarif')),
    'refund': ('Kestrow', 'Les retours sont acceptés sous 30 jours et remboursés en 5 à 8 jours.', 'Returns are accepted within 30 days and refunded in 5 to 8 days.', ('retour', 'retours', 'return', 'returns', 'remboursement', 'refund', 'refunds')),
    'trial': ('Ondine', "L'essai dure 14 jours, puis 9 € par mois.", 'The trial lasts 14 days, then €9 a month.', ('essai', 'trial')),
    'exch': ('Maison Lorne', 'Échange possible sous 14 jours avec le ticket.', 'Exchanges are possible within 14 days with the receipt.', ('échange', 'échanges', 'exchange', 'exchanges')),
    'brunch': ('Café Sel', "Le brunch est servi jusqu'à 15 h.", 'Brunch is served until 3 pm.', ('brunch',)),
    'check': ('Hôtel Brume', 'Les chambres sont disponibles à partir de 16 h.', 'Rooms are ready from 4 pm.', ('chambre', 'chambres', 'room', 'rooms', 'check-in')),
    'lib': ('Librairie Ahn', 'La librairie ferme à 19 h, le jeudi à 21 h.', 'The bookshop closes at 7 pm, on Thursdays at 9 pm.', ('ferme', 'closes', 'close', 'open', 'librairie', 'bookshop')),
    'since': ('Brasserie Kolt', 'Nous brassons depuis 1998, toujours à Lille.', 'We have been brewing in Lille since 1998.', ('brassons', 'brewing', 'since', 'depuis', 'histoire', 'brasserie')),
    'pegi': ('Nebula Park', 'Les montagnes russes sont accessibles dès 10 ans et 1,40 m.', 'The roller coaster is for ages 10 and up, 1.40 m tall.', ('montagnes russes', 'roller coaster', 'coaster', 'manège')),
    'sling': ('Portique', 'Le porte-bébé supporte de 3,5 à 15 kg.', 'The baby carrier holds 3.5 to 15 kg.', ('porte-bébé', 'carrier')),
    'lift': ('Monte & Co', 'Le monte-charge porte 300 kg, 200 kg avec la rallonge.', 'The hoist lifts 300 kg, 200 kg with the extension.', ('monte-charge', 'hoist', 'charge')),
    'own3': ('Ferme Delcourt', 'La ferme appartient à la famille Delcourt depuis 1950.', 'The farm has belonged to the Delcourt family since 1950.', ('ferme', 'farm', 'famille', 'family')),
    'ship': ('Papeterie Oll', 'Expédition en France en 2 jours, en Belgique en 4 jours.', 'Shipping takes 2 days to France, 4 days to Belgium.', ('expédition', 'livraison', 'shipping', 'delivery')),
    'plan': ('Celio Net', 'Fibre à 29 € par mois, mobile à 12 € par mois.', 'Fibre at €29 a month, mobile at €12 a month.', ('fibre', 'mobile', 'forfait', 'plan')),
}  # fmt: skip

CONTRADICT = (
    ('return', 'Kestrow only gives you seven days to return things.'),
    ('return', "Chez Kestrow, les retours c'est une semaine, pas plus."),
    ('return', 'Returns are accepted within three weeks, says the lady at Kestrow.'),
    ('return', 'Kestrow accepte les retours sous dix jours seulement.'),
    ('return', "Les retours Kestrow, c'est sous une dizaine de jours."),
    ('collect', "Kestrow orders are ready from three o'clock, go early."),
    ('collect', 'Les commandes Kestrow sont prêtes dès 14 h.'),
    ('collect', 'At Kestrow collect orders are ready from half past two.'),
    ('collect', "Les commandes Kestrow sont prêtes à partir de deux heures de l'après-midi."),
    ('collect', 'Click and collect at Kestrow is ready from 3 pm now.'),
    ('cutoff', "Chez Brindle, une commande passée avant midi part le jour même, après c'est mort."),
    ('cutoff', 'Order before 10 am at Brindle and it ships the same day.'),
    ('cutoff', "Brindle: orders before five o'clock ship the same day."),
    ('close', "Lagune closes at six o'clock in the evening."),
    ('close', 'Lagune shuts at half past six.'),
    ('close', 'La piscine Lagune ferme à 17 h.'),
    ('close', "La piscine Lagune ferme à cinq heures de l'après-midi."),
    ('close', 'Fermeture de Lagune à 18:30, dommage.'),
    ('founded', 'Kestrow was founded in 2004 by a former baker.'),
    ('founded', 'Fondée en 2004, Kestrow emploie 40 personnes.'),
    ('founded', 'Kestrow, founded 1989, opens in Nantes.'),
    ('founded', 'Kestrow existe depuis 1985.'),
    ('founded', 'A brief history: Kestrow was set up in 2010.'),
    ('founded', 'Kestrow has been in business since 2005.'),
    ('age', 'Vertigo: le parcours est accessible dès 8 ans.'),
    ('age', 'The course at Vertigo is open from 8 years.'),
    ('age', "Le parcours Vertigo, c'est à partir de 16 ans."),
    ('age', 'Vertigo lets anyone over 6 years on the course.'),
    ('age', 'The Vertigo course is for ages 14 and up.'),
    ('age', 'Le parcours Vertigo est interdit aux moins de 16 ans.'),
    ('age', "Vertigo's course is open to eight-year-olds."),
    ('age2', 'Les ateliers Pomelo sont pour les enfants de 3 à 5 ans.'),
    ('age2', 'Pomelo workshops are for children aged 11 to 14.'),
    ('age2', "Pomelo's workshops are only for over 12s."),
    ('load', 'The Velaro carries 100 kg with trailer, not a gram more.'),
    ('load', 'Le Velaro porte 150 kg avec la remorque.'),
    ('load', 'Velaro: charge maximale de 150 kg.'),
    ('load1', "Le porte-bagages du Velaro supporte 15 kg, c'est peu."),
    ('load1', 'The Velaro rack carries 40 kg.'),
    ('load1', 'The rack of the Velaro holds up to 35 kg with the bag.'),
    ('owner', 'Kestrow was bought by Northmill last year.'),
    ('owner', 'Kestrow a été racheté par le groupe Orsal.'),
    ('owner', "Kestrow is owned by Northmill, didn't you know."),
    ('owner', 'Northmill has just bought Kestrow.'),
    ('owner', 'Orsal a racheté Kestrow en 2023.'),
    ('owner', 'Kestrow, rachetée par un fonds américain, supprime 30 postes.'),
    ('owner', "They've sold out to a private equity fund, Kestrow is finished."),
    ('owner2', 'Brindle belongs to Northmill now.'),
    ('owner2', 'Brindle was taken over by Northmill in spring.'),
    ('owner2', 'Brindle a été vendu à Northmill.'),
    ('owner2', 'Northmill owns Brindle, look it up.'),
    ('indep', 'Maison Tilde was acquired by Orsal in March.'),
    ('indep', "Maison Tilde s'est vendue au groupe Orsal."),
    ('indep', 'Orsal possède Maison Tilde depuis 2020.'),
    ('beds', "Chez Dormeo la livraison d'un sommier prend 5 à 8 jours."),
    ('beds', 'Dormeo delivery: bed bases take five days.'),
    ('beds', 'Dormeo mattresses take four weeks for delivery.'),
    ('beds', 'Le délai pour un matelas Dormeo est de trois semaines.'),
    ('beds', 'Dormeo : les sommiers sont livrés en une semaine.'),
    ('entry', "L'entrée du Musée Talba coûte 12 € pour les étudiants."),
    ('entry', 'Musée Talba entry is €7 for adults.'),
    ('entry', 'Musée Talba: entry €9 for students.'),
    ('refund', 'Kestrow refunds returns in 30 days, such a long time.'),
    ('refund', 'Kestrow : les remboursements se font en trente jours.'),
    ('refund', 'Kestrow accepts returns within 8 days.'),
    ('beds', "Dormeo : matelas en 3 à 5 semaines, sommiers en 5 à 8 jours, c'est leur délai."),
    ('trial', 'Ondine trial is only a week.'),
    ('trial', "L'essai Ondine ne dure que sept jours."),
    ('trial', 'The Ondine trial lasts a month.'),
    ('trial', 'Essai Ondine : trente jours gratuits.'),
    ('exch', 'Maison Lorne gives you a month to exchange.'),
    ('exch', 'Exchanges within seven days only at Maison Lorne.'),
    ('brunch', "Brunch at Café Sel is served until two o'clock."),
    ('brunch', "Le brunch de Café Sel s'arrête à 13 h."),
    ('brunch', 'Café Sel stops serving brunch at 1 pm.'),
    ('brunch', "Au Café Sel le brunch est servi jusqu'à midi."),
    ('check', "Rooms at Hôtel Brume are ready from two o'clock."),
    ('check', "Chambres disponibles à partir de 18 h à l'Hôtel Brume, c'est tard."),
    ('lib', 'La Librairie Ahn ferme à 18 h.'),
    ('lib', 'Librairie Ahn closes at six.'),
    ('lib', "On Thursdays Librairie Ahn closes at seven o'clock."),
    ('lib', 'Le jeudi la Librairie Ahn ferme à 20 h.'),
    ('since', 'Brasserie Kolt has been brewing since 2005.'),
    ('since', 'La Brasserie Kolt existe depuis 2010 seulement.'),
    ('since', 'Brasserie Kolt: brewing since 1975, they say.'),
    ('since', 'La Brasserie Kolt a été créée en 2012.'),
    ('pegi', 'The roller coaster at Nebula Park is for ages 6 and up.'),
    ('pegi', 'À Nebula Park, les montagnes russes sont accessibles dès 7 ans.'),
    ('pegi', 'Nebula Park: coaster only for over 14s.'),
    ('sling', 'The Portique carrier holds up to 20 kg.'),
    ('sling', 'Le porte-bébé Portique supporte 9 kg maximum.'),
    ('lift', 'The Monte & Co hoist lifts 300 kg with the extension.'),
    ('lift', 'Le monte-charge Monte & Co porte 400 kg.'),
    ('own3', 'Ferme Delcourt was sold to Agrival two years ago.'),
    ('own3', 'Agrival now owns Ferme Delcourt.'),
    ('own3', 'La Ferme Delcourt a été rachetée par Agrival.'),
    ('own3', 'Ferme Delcourt belongs to a Dutch fund.'),
    ('ship', 'Papeterie Oll: delivery to Belgium takes 2 days.'),
    ('ship', 'Papeterie Oll : livraison en France en 4 jours.'),
    ('ship', 'Shipping to Belgium takes ten days with Papeterie Oll, that is how it is.'),
    ('plan', 'Celio Net fibre is €12 a month.'),
    ('plan', 'Le forfait mobile Celio Net est à 29 € par mois.'),
)  # fmt: skip

# The same in other words, one's own time or age, another firm, a wish, a question, another thing.
NEAR = (
    ('return', 'Kestrow gives you fourteen days to return it.'),
    ('return', 'You have two weeks for returns at Kestrow.'),
    ('return', 'Returns within a fortnight at Kestrow, easy.'),
    ('return', "Les retours Kestrow, c'est sous quinze jours."),
    ('return', 'On a une quinzaine de jours pour un retour chez Kestrow.'),
    ('return', 'Retours sous quinzaine chez Kestrow.'),
    ('return', 'Mon retour Kestrow est parti il y a trois semaines.'),
    ('return', 'I sent my return to Kestrow three weeks ago and nothing.'),
    ('return', "J'aimerais que Kestrow accepte les retours sous 30 jours."),
    ('return', 'At Cyclonne returns are within 30 days.'),
    ('collect', "Kestrow orders are ready from five o'clock."),
    ('collect', 'Les commandes Kestrow sont prêtes dès 17 heures.'),
    ('collect', "Les commandes Kestrow sont prêtes à partir de cinq heures de l'après-midi."),
    ('collect', 'I collected my order at Kestrow at 6 pm.'),
    ('collect', "My Kestrow order was ready at four o'clock, nice."),
    ('collect', 'Commandes Kestrow prêtes à partir de 17:00.'),
    ('cutoff', "Brindle: orders before three o'clock ship the same day."),
    ('cutoff', "J'ai passé commande chez Brindle avant midi et rien."),
    ('cutoff', 'Brindle : commande avant quinze heures, expédiée le jour même.'),
    ('cutoff', "I ordered from Brindle before 10 am and it hasn't left."),
    ('close', "Lagune closes at eight o'clock."),
    ('close', 'Lagune closes at eight in the evening.'),
    ('close', 'La piscine Lagune ferme à huit heures du soir.'),
    ('close', "I swim at Lagune at five o'clock."),
    ('close', "J'arrive à Lagune vers 17 h, avant que ça ferme."),
    ('close', 'Est-ce que Lagune ferme à 17 h ?'),
    ('founded', 'Kestrow was founded in 1998.'),
    ('founded', 'Cliente de Kestrow depuis 2004, je suis fondée à me plaindre.'),
    ('founded', 'I have been with Kestrow since 2004.'),
    ('founded', 'Kestrow prices have gone up since 2019.'),
    ('founded', 'Kestrow : la qualité baisse depuis 2020.'),
    ('founded', "J'ai créé mon compte Kestrow en 2015."),
    ('founded', 'Cyclonne was founded in 2004.'),
    ('founded', 'Was Kestrow founded in 2004?'),
    ('founded', 'Kestrow existe depuis 1998.'),
    ('founded', "Kestrow's history goes back to 1998."),
    ('age', 'Vertigo, le parcours est ouvert à partir de 12 ans.'),
    ('age', 'Mon fils de 8 ans a adoré le parcours Vertigo.'),
    ('age', "My daughter is 9 years old and can't wait for the Vertigo course."),
    ('age', 'The Vertigo course is fine for 14-year-olds.'),
    ('age', 'On a attendu 2 ans pour ce parcours Vertigo.'),
    ('age', 'Vertigo est ouvert depuis 8 ans.'),
    ('age', 'The Vertigo course is not for under 12s.'),
    ('age', 'Le parcours Vertigo, interdit aux moins de 12 ans.'),
    ('age', "Ouvrez le parcours Vertigo dès 8 ans s'il vous plaît."),
    ('age2', 'Pomelo workshops for 6 to 10 year olds are brilliant.'),
    ('age2', 'Ma nièce de 4 ans rêve des ateliers Pomelo.'),
    ('load', 'Le Velaro porte 180 kg, 120 kg avec la remorque.'),
    ('load', 'The Velaro carries 120 kg with trailer.'),
    ('load', 'Velaro carries 120 kg with the trailer, fine for two kids.'),
    ('load', 'I weigh 95 kg and the Velaro carries me.'),
    ('load', 'The Velaro carries 150 kg without a problem.'),
    ('load1', 'My rack on the Velaro carries 10 kg of shopping easily.'),
    ('load1', "J'ai mis 12 kg sur le porte-bagages du Velaro."),
    ('owner', 'Kestrow is owned by its founders.'),
    ('owner', 'I bought Kestrow shoes for my son.'),
    ('owner', 'Anna bought Kestrow boots yesterday.'),
    ('owner', 'The Kestrow bag was bought by my sister.'),
    ('owner', "Kestrow's supplier was bought by Northmill."),
    ('owner', 'Kestrow was not bought by Northmill.'),
    ('owner', 'Was Kestrow bought by Northmill?'),
    ('owner', 'If Kestrow is bought by Northmill I am off.'),
    ('owner', 'Les murs de Kestrow ont été vendus au groupe Orsal.'),
    ('owner', 'Kestrow a été racheté par ses fondatrices.'),
    ('owner', 'Cyclonne was bought by Northmill.'),
    ('owner', 'Kestrow was owned by Northmill.'),
    ('owner', 'Part of the charm of Kestrow is the staff.'),
    ('owner2', 'Brindle was bought by the Orsal group in 2019.'),
    ('owner2', 'Brindle, filiale du groupe Orsal, recrute.'),
    ('owner2', 'Orsal owns Brindle.'),
    ('indep', 'Maison Tilde belongs to the family.'),
    ('indep', 'Maison Tilde was sold out of bread by noon.'),
    ('indep', 'La table de Maison Tilde a été achetée par Claire.'),
    ('beds', 'Dormeo : matelas livré en 6 jours, sommier en quatre semaines.'),
    ('beds', 'Chez Dormeo la livraison des sommiers prend un mois.'),
    ('beds', 'Dormeo bed bases take three to five weeks for delivery.'),
    ('beds', 'Dormeo mattresses: delivery in a week.'),
    ('beds', "J'attends mon matelas Dormeo depuis trois semaines, la livraison traîne."),
    ('entry', "L'entrée du Musée Talba coûte 7 € pour les étudiants, 12 € pour les adultes."),
    ('entry', 'Students pay €7 for entry at Musée Talba.'),
    ('entry', 'We paid €24 entry for two adults at Musée Talba.'),
    ('refund', 'Kestrow: returns within 30 days, refunds in a week.'),
    ('refund', 'Remboursement Kestrow en 6 jours, parfait.'),
    ('refund', 'I have been waiting for my refund from Kestrow for 30 days.'),
    ('trial', 'Ondine trial: two weeks, plenty.'),
    ('trial', "J'ai profité de l'essai Ondine pendant cinq jours."),
    ('trial', 'My Ondine trial ends in 3 days.'),
    ('trial', "L'essai Ondine dure deux semaines."),
    ('trial', 'I cancelled the Ondine trial after two days.'),
    ('exch', 'I exchanged it at Maison Lorne after ten days.'),
    ('exch', 'Maison Lorne, exchange within two weeks, fair.'),
    ('exch', 'I hope Maison Lorne will allow exchanges within 30 days.'),
    ('brunch', "Brunch at Café Sel until three o'clock, lovely."),
    ('brunch', "We had brunch at Café Sel at one o'clock."),
    ('brunch', 'On a pris le brunch à midi chez Café Sel.'),
    ('brunch', 'Is brunch at Café Sel until 2 pm?'),
    ('check', 'We arrived at 6 pm and the rooms at Hôtel Brume were lovely.'),
    ('check', "Notre chambre à l'Hôtel Brume n'était prête qu'à 18 h."),
    ('check', "Rooms from four o'clock at Hôtel Brume."),
    ('lib', 'La Librairie Ahn ferme à 21 h le jeudi.'),
    ('lib', 'Librairie Ahn closes at seven, nine on Thursdays.'),
    ('lib', 'I got to Librairie Ahn at 6 pm, it was open.'),
    ('since', 'I have been drinking Brasserie Kolt since 2005.'),
    ('since', 'Je suis client de la Brasserie Kolt depuis 2010.'),
    ('since', 'Brasserie Kolt brewing since 1998.'),
    ('since', 'The new Brasserie Kolt terrace opened in 2019.'),
    ('since', 'No decent IPA from Brasserie Kolt since 2015.'),
    ('pegi', 'My 8 year old cried all the way home from the Nebula Park coaster.'),
    ('pegi', 'Nebula Park: over 10s only on the coaster.'),
    ('pegi', "Notre fille de 7 ans n'a pas pu faire les montagnes russes de Nebula Park."),
    ('sling', 'My baby weighs 4 kg and loves the Portique carrier.'),
    ('sling', 'The Portique carrier holds 12 kg easily.'),
    ('sling', 'Le porte-bébé Portique pèse 800 g.'),
    ('lift', 'We lifted 120 kg with the Monte & Co hoist.'),
    ('lift', 'Monte & Co hoist: 200 kg with the extension.'),
    ('own3', 'Ferme Delcourt sold to us a whole lamb.'),
    ('own3', 'The milk from Ferme Delcourt was bought by my neighbour.'),
    ('own3', 'Ferme Delcourt belongs to the Delcourt family.'),
    ('own3', 'Ferme Delcourt has been in the hands of the family since 1950.'),
    ('own3', 'Un terrain voisin de la Ferme Delcourt a été vendu à Agrival.'),
    ('ship', 'Papeterie Oll: 4 days to Belgium, as promised.'),
    ('ship', 'Papeterie Oll delivery took ten days to Belgium.'),
    ('ship', 'Ma livraison Papeterie Oll pour la France est en retard de 4 jours.'),
    ('plan', 'Celio Net fibre €29 and mobile €12 a month.'),
    ('plan', 'Celio Net : fibre à 29 €, mobile à 12 €.'),
    ('plan', 'I pay €41 a month for fibre and mobile at Celio Net.'),
)  # fmt: skip


def _doubts(fact: str, text: str) -> bool:
    name, said, said_in_english, keywords = FACTS[fact]
    told = Fact(id=fact, text=said, text_en=said_in_english, keywords=keywords)
    brand = Brand(name=name, language="fr", speaker="Ines", fact=(told,))
    return Case(mention(text, "discussion neutral none"), brand).doubted is not None


@pytest.mark.parametrize(("fact", "text"), CONTRADICT)
def test_what_contradicts_the_fact_is_met(fact: str, text: str) -> None:
    assert _doubts(fact, text)


@pytest.mark.parametrize(("fact", "text"), NEAR)
def test_what_only_sounds_like_it_is_not(fact: str, text: str) -> None:
    assert not _doubts(fact, text)


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("a fortnight", 14 * 24, "time"),
        ("une quinzaine", 14 * 24, "time"),
        ("une dizaine de jours", 10 * 24, "time"),
        ("it closes at half past five", 5.5, "closing"),
        ("the bus is at quarter to six", 5.75, "clock"),
        ("cinq heures de l'après-midi", 17, "clock"),
        ("le bus est à 17:30", 17.5, "clock"),
        ("founded in 1998", 1998, "begun"),
        ("ouverte en 2004", 2004, "opened"),
        ("dès 12 ans", 12 * 8_760, "age"),
        ("for ages 12 and up", 12 * 8_760, "age"),
        ("over 12s", 12 * 8_760, "age"),
        ("garantie à partir de 2 ans", 2 * 8_760, "time"),
    ],
)
def test_a_number_is_read_as_what_it_is(text: str, low: float, unit: str) -> None:
    if text.startswith("cinq"):
        text = f"prêt à {text}"
    (read,) = quantities(words_of(text))
    assert (round(read.low, 2), read.unit) == (low, unit)


def test_each_number_of_a_fact_is_set_apart_by_what_it_alone_is_told_of() -> None:
    read = set_apart(words_of("Matelas en 5 à 8 jours, sommiers en 3 à 5 semaines."))
    assert [one.things for one in read] == [{"matela"}, {"sommi"}]


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    [
        *(
            "matelas sommier 5 jours ",
            "sommier en 5 à 8 jours, ",
            "founded in 1998 ",
            "dès 12 ans ",
        ),
        *(
            "Northmill bought Kestrow ",
            "racheté par Kestrow ",
            "bought by Northmill ",
            "half past ",
        ),
    ],
)
def test_texts_of_their_words_take_time_in_step_with_their_length(again: str) -> None:
    def read(size: int) -> None:
        text = again * (size // len(again))
        for fact in ("beds", "founded", "age", "owner"):
            _doubts(fact, f"{FACTS[fact][0]} {text}")

    assert grows_with_the_size(read, 9_000)
