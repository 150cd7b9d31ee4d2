"""How much danger the word lists see: sentences of our own, written before the lists were widened.

None is taken from a post. The figures are measured, not wished for: a change that lowers them
turns red, and one that raises them may raise the line.
"""

import pytest
from test_strategy_kit import BRAND

from listener.strategy.danger import danger
from listener.strategy.reading import fold, sentences

DANGER: dict[str, tuple[str, ...]] = {
    "failure": (
        "Le guidon m'est resté dans les mains en pleine descente, dix points de suture au menton.",
        "Potence cassée à 25 km/h, je me retrouve avec le poignet dans le plâtre.",
        "La roue avant s'est bloquée d'un coup. Vol plané, traumatisme crânien, trois jours d'arrêt.",
        "La sangle du porte-vélo a lâché sur l'autoroute, la voiture derrière a failli nous percuter.",
        "L'échelle s'est pliée sous mon poids, chute de deux mètres, je suis aux urgences.",
        "Pedal sheared off while I was climbing out of the saddle, I hit the tarmac and lost two teeth.",
        "My brakes gave up at the lights and I ended up in A&E with a fractured wrist.",
        "The chair leg snapped and my mother fell. Hip surgery tomorrow.",
        "Stem bolt came loose mid ride, went over the bars, concussion.",
        "The lock on the folding hinge opened at speed and threw me on the road. Six stitches.",
    ),
    "heat": (
        "Ça sent le cramé dès que je branche le chargeur, je fais quoi ?",
        "De la fumée est sortie de la batterie pendant la recharge hier soir.",
        "La prise a fondu et le mur est noir derrière votre radiateur.",
        "Le câble est devenu brûlant, impossible de le tenir, et la gaine a fondu.",
        "There is a strange burning smell coming from the motor after ten minutes.",
        "Smoke started pouring out of the battery case while it was charging in the hallway.",
        "The adapter got so hot that it melted the carpet.",
        "Sparks flew from the socket when I plugged your kettle in.",
    ),
    "child": (
        "La ceinture du siège enfant s'est détachée, mon petit de deux ans a glissé jusqu'à la roue.",
        "Ma gamine s'est pris les doigts dans la charnière de votre poussette, elle a perdu un ongle.",
        "Une petite pièce s'est décrochée du jouet et mon bébé l'avait déjà dans la bouche.",
        "The buckle popped open and our three-year-old nearly went under a bus.",
        "My daughter's hair got caught in the belt, we had to cut her free.",
        "The cot side collapsed with the baby in it.",
    ),
    "leak": (
        "En me connectant je tombe sur le profil d'une autre dame, avec son adresse et ses factures.",
        "Votre mail de confirmation contient le nom et le téléphone d'un inconnu.",
        "N'importe qui peut ouvrir ma facture en changeant le numéro dans l'adresse du site.",
        "Logged in this morning and I'm looking at another customer's invoices and card digits.",
        "Your newsletter went out with all our email addresses in plain view of everyone.",
        "My home address is visible to every other user on the leaderboard.",
    ),
    "extortion": (
        "On a toute votre base clients. 5 BTC avant vendredi minuit ou elle part au plus offrant.",
        "Fichier complet de vos abonnés à vendre, preuve en MP, il vous reste deux jours.",
        "200k of your user records, hashes included. Reply within 48 hours or they go public.",
        "Selling their full customer dump, sample on request.",
    ),
    "discrimination": (
        "La vendeuse a refusé de servir ma sœur à cause de son voile.",
        "On nous a demandé de sortir parce que nous sommes deux hommes qui se tiennent la main.",
        "Le gérant m'a dit « on ne loue pas à des gens comme vous » en regardant ma peau.",
        "Entretien annulé dès que j'ai dit que j'étais enceinte.",
        "Turned away at the door because my brother uses a wheelchair.",
        "Your assistant mocked my accent and told me to go home to my own country.",
        "They would not let my deaf husband take the test ride, too risky they said.",
        "Manager said they don't serve gypsies.",
    ),
}
SAFE: tuple[str, ...] = (
    # harm in words only
    "Le SAV m'a tuer, quelle lenteur, je suis mort de fatigue.",
    "Je suis tombé amoureux de cette couleur au premier regard.",
    "Je suis tombée sur votre page par hasard, bonne surprise.",
    "Cette montée m'a brûlé les cuisses mais quel bonheur.",
    "Le prix a pris feu cette année.",
    "I fell for the green one straight away.",
    "My legs were burning after that climb, great ride.",
    "This range is smoking hot, take my money.",
    "Crashed on the sofa after the ride, my daughter fell asleep in the box.",
    "The app crashed twice while riding and I lost my track.",
    # failures without harm
    "Les freins couinent depuis la révision, c'est pénible.",
    "La chaîne a cassé hier, j'ai poussé le vélo jusqu'à l'atelier.",
    "Le siège enfant est arrivé avec une vis en moins.",
    "Brake pads worn after 800 km, is that normal?",
    "The latch is stiff and the seat squeaks.",
    "My charger gets warm and the battery only lasts two hours.",
    "Le téléphone chauffe un peu en charge, c'est normal ?",
    "Batterie morte au bout de deux ans.",
    # asked or denied
    "Est-ce que la batterie peut prendre feu si je la charge la nuit ?",
    "Is there any risk that the charger overheats in summer?",
    "Aucune odeur de brûlé chez moi, tout va bien.",
    "No smoke, no smell, the new charger is fine.",
    "Fell off a different bike last year and broke my wrist, so I want something stable.",
    "Je me suis cassé la jambe au ski, je cherche un vélo pour la rééducation.",
    "My son is six, which seat do you advise?",
    "Ma fille adore son siège, elle refuse d'en sortir.",
    "Votre siège convient-il à un enfant handicapé ?",
    "Do you have a model for wheelchair users?",
    # data, money, refusals without danger
    "J'ai reçu le colis d'un autre client, où est le mien ?",
    "I got someone else's parcel, please swap it.",
    "Comment supprimer mes données et mon compte ?",
    "Can other users see my ranking on the challenge page?",
    "Vous avez 48 h pour me rembourser, sinon je publie un avis.",
    "Refund me by Friday or I will tell everyone what you are.",
    "Vous refusez le remboursement de mon fauteuil de bureau.",
    "They refused to refund me because I had lost the receipt.",
    "Ma femme est enceinte, le vélo attendra, merci pour vos conseils.",
    "A Muslim friend of mine recommended your shop, lovely people.",
    # shows, recipes, games
    "Dans le film, la voiture prend un virage et tout le monde rit.",
    "Le plat était un peu brûlé et le serveur pressé.",
    "Smoked salmon burger, best I have had.",
    "The villain burns everything, great episode.",
)


def seen(text: str) -> bool:
    return danger(tuple(fold(part) for part in sentences(text))) is not None


def missed() -> list[str]:
    return [text for texts in DANGER.values() for text in texts if not seen(text)]


def false_alarms() -> list[str]:
    return [text for text in SAFE if seen(text)]


if __name__ == "__main__":
    total = sum(map(len, DANGER.values()))
    for kind, texts in DANGER.items():
        print(kind, sum(map(seen, texts)), len(texts))
    print("recall", total - len(missed()), total, "false", len(false_alarms()), len(SAFE))
    print(*missed(), sep="\n- ")
    print(*false_alarms(), sep="\n! ")
