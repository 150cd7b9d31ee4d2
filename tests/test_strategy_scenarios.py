"""The tree on mentions as people write them: each row says why it is there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from test_strategy_kit import BRAND, ENGLISH, NOW, belief, contact, mention

from listener.advice.leaves import Leaf
from listener.advice.reading.case import Case
from listener.advice.tree import decide

NEG, PRAISE = "critique negative complaint", "critique positive praise"
ASK, TALK = "critique neutral question", "discussion neutral none"
BETWEEN = belief("unsure", 0.4, best="discussion", second="critique")
UNHEARD = tuple(
    contact(mention_id=n, at=NOW - timedelta(days=40 * n), leaf="ANSWER", tone="neutral", intent="question")
    for n in (1, 2, 3)
)  # fmt: skip
ANSWERED: dict[str, Any] = {"replies_to_our_answer": True, "our_answers_before": 1}
MAY_ASK = {"complaint": 0.4, "question": 0.35, "idea": 0.2, "none": 0.05}
ASKED: dict[str, Any] = {
    "venue": "own",
    "answers": {"asks_us": 0.95},
    "intent": belief("complaint", 0.5, scores=MAY_ASK),
}
Row = tuple[str, str, str, dict[str, Any], str]  # leaf, text, tags, the rest, why

ROWS: tuple[Row, ...] = (
    # 0 about us
    ("NOT_US", "La fleur velorine pousse en mai", "off neutral none", {"about_brand": False}, "something else of our name"),
    ("NOT_US", "What a lovely day in Lyon", TALK, {"about_brand": False}, "nothing names us"),
    ("NOT_US", "Wifi en panne ce soir", "off neutral none", {}, "form off, in a source about us, without our name"),
    ("ASK_TRIAGE", "Velorin, mon guidon est arrivé tordu", NEG, {"about_brand": False, "addressed": None}, "one letter from our name"),
    ("LET_STAND", "Quelqu'un a vu la pub Velorin ?", TALK, {"about_brand": False}, "the same, where nothing would be done"),
    ("LET_STAND", "Vélorine, quoi", TALK, {"form": "unsure"}, "the form is unsure, and nothing else says that it speaks to us"),
    ("ESCALATE_NOW", "@velorine ma batterie a pris feu", NEG, {"form": "unsure"}, "danger does not wait for the form"),
    ("ANSWER_PRESS", "Demande de commentaire, pour un article", ASK, {"form": "unsure", "addressed": True}, "nor does the press"),
    ("REPAIR", "Toujours rien", NEG, {"form": "unsure", "replies_to_our_answer": True}, "nor a reply to our answer"),
    ("RESUME", "Vélorine ne répond jamais", TALK, {"form": "unsure", "contacts": (contact(),)}, "nor an open case"),
    ("COUNT_APART", "Vélorine, collaboration commerciale", TALK, {"form": "unsure"}, "nor what is paid"),
    # the form, where the place tells it
    ("REPAIR", "Toujours pas livré", NEG, {"form": BETWEEN, "venue": "own"}, "unsure on our own page: to us"),
    ("REPAIR", "Toujours pas livré", NEG, {"form": BETWEEN, "venue": "review", "genre": "review"}, "unsure on a review site: to us"),
    ("LET_STAND", "Merci, super accueil", PRAISE, {"form": BETWEEN, "addressed": True}, "unsure in public, and rather a talk: a kind word needs no answer"),
    ("ANSWER", "@velorine does it fit a child seat?", ASK, {"form": "discussion"}, "our handle at the head speaks to us"),
    ("LET_STAND", "@velorine does it fit a child seat?", ASK, {"form": "discussion", "parent_text": "Mine does"}, "in a reply the platform put it there"),
    ("LET_STAND", "Vélorine, belle journée", TALK, {"form": BETWEEN}, "unsure in public, nothing wanted: staying out costs nothing"),
    ("LET_STAND", "Vélorine, quelle galère", NEG, {"form": belief("unsure", 0.4, best="discussion", second="share")}, "share or talk: staying out either way"),
    ("LET_STAND", "Vélorine, quelle galère", NEG, {"form": BETWEEN}, "in public and not said to us: among peers, whatever it wants"),
    ("LET_STAND", "Vélorine, mon essai", "creation negative none", {"form": belief("unsure", 0.4, best="creation", second="discussion")}, "a work only where the tagger is sure of one"),
    ("ASK_TRIAGE", "Toujours pas livré", NEG, {"form": belief("unsure", 1, best="critique", by_person=True), "venue": "own"}, "a person could not tell either"),
    # 1 ours
    ("OURS", "Bonjour, nous regardons cela", "discussion neutral none", {"by_owner": True}, "the source says it is ours"),
    ("ASK_TRIAGE", "Découvrez notre nouvelle collection", "own positive none", {}, "that it is ours only the source can say"),
    ("OURS", "I work at Vélorine and love our new bell", "discussion positive praise", {"role": "staff"}, "staff that says so"),
    ("EMPLOYEE", "Le meilleur vélo du monde, Vélorine !", "discussion positive praise", {"role": "staff"}, "staff that hides it"),
    ("COUNT_APART", "Collaboration commerciale : mon test du Vélorine", "creation positive praise", {"sponsorship": "disclosed"}, "disclosed"),
    ("COUNT_APART", "-20% on Vélorine with code LEO20", "discussion positive praise", {"sponsorship": "suspected"}, "suspected, author unknown"),
    ("ETHICS", "Trop fan de mon Vélorine", "creation positive praise", {"role": "partner"}, "our partner, nothing disclosed"),
    ("LET_STAND", "Une collab ou tu l'as payé ?", "discussion negative question", {"sponsorship": "disclosed"}, "a peer who asks is not paid"),
    ("CREATOR", "Mon tuto Vélorine, vélo acheté avec mes sous", "creation positive none", {"sponsorship": "disclosed"}, "says that nobody paid"),
    ("CREATOR", "Ma recette à emporter sur mon Vélorine", "creation positive none", {"sponsorship": "disclosed"}, "a disclosure without any word of it"),
    ("COUNT_APART", "New Vélorine seat, gifted, clips in nicely", "creation positive none", {}, "a benefit in kind"),
    ("REPAIR", "Votre code promo ne marche pas", NEG, {"sponsorship": "suspected"}, "a complaint about a code is no advertisement"),
    ("ANSWER", "@velorine quand recevrai-je le vélo de test ?", ASK, {"role": "partner"}, "a partner who asks is not promoting"),
    # 1b what colleagues report
    ("WORKPLACE", "Je travaille dans une de vos boutiques, le gérant a les mains baladeuses", "critique negative complaint", {}, "harassment, by own words"),
    ("WORKPLACE", "I work at your Leeds depot and the fire exits have been chained shut since May", "critique neutral none", {}, "danger at work, calmly"),
    ("WORKPLACE", "J'ai travaillé trois ans chez Vélorine : heures sup non payées, et au noir", "discussion negative none", {}, "an offence, told among peers by a former one"),
    ("WORKPLACE", "Chez Vélorine on harcèle les apprentis", "discussion negative none", {"role": "staff"}, "a listed colleague is not reminded of anything"),
    ("WORKPLACE", "I work for you guys: a charger caught fire in the workshop, nobody was told", NEG, {}, "danger that a colleague tells names nobody"),
    ("ESCALATE_NOW", "Je travaille chez vous et je veux mourir", NEG, {}, "a life in danger is the duty's, whoever writes"),
    ("OURS", "I work at Vélorine and love our new bell, no harassment jokes please", PRAISE, {"role": "staff"}, "kind words report nothing"),
    ("ESCALATE_NOW", "I work at a hospital and my Vélorine caught fire", NEG, {}, "who works elsewhere is a customer"),
    ("REPAIR", "J'utilise votre vélo pour travailler, selle cassée, c'est illégal de vendre ça", NEG, {}, "and so is who works with our goods"),
    # 2 danger
    ("ESCALATE_NOW", "@velorine la batterie a pris feu cette nuit", NEG, {}, "fire"),
    ("ESCALATE_NOW", "The brakes failed and I nearly died on my Vélorine", "discussion negative complaint", {}, "safety, even among peers"),
    ("ESCALATE_NOW", "Avec ces dettes chez Vélorine je veux mourir", "discussion negative none", {}, "self-harm"),
    ("ESCALATE_NOW", "@velorine pay us or we publish your customer list", "critique negative none", {}, "blackmail"),
    ("ESCALATE_NOW", "@velorine je vois les commandes d'autres clients dans mon compte", NEG, {}, "data leak"),
    ("ESCALATE_NOW", "Your cashier refused me because I'm black", NEG, {"venue": "review", "genre": "review"}, "discrimination by us"),
    ("ESCALATE_NOW", "Mon fils a avalé une vis du panier Vélorine", NEG, {}, "a child"),
    ("COUNT", "RT @ana: la batterie de mon Vélorine a pris feu", "share neutral none", {}, "somebody else's accident, passed on"),
    ("COUNT", "Une batterie Vélorine a pris feu https://x.example", "share neutral none", {}, "a headline about one"),
    ("ESCALATE_NOW", "Ma batterie a pris feu https://x.example", "share neutral none", {}, "first-hand, whatever the form"),
    ("ESCALATE_NOW", "RT @x: je vais vous tuer, Vélorine", "share neutral none", {}, "a threat, whoever tells it"),
    ("REPAIR", "@velorine ce prix me tue, et toujours pas livré", NEG, {}, "a figure of speech is not danger"),
    ("THANK", "@velorine mort de rire devant votre pub, c'est une tuerie", PRAISE, {}, "two figures of speech"),
    ("REPAIR", "@velorine sans réponse, mon avocat va vous écrire", NEG, {}, "a lawyer is not danger"),
    ("ANSWER", "@velorine RGPD : je souhaite savoir quelles données vous gardez", "critique unsure complaint", {}, "claiming a right calmly is a request"),
    ("ANSWER", "@velorine GDPR: delete my data, still not done", NEG, {}, "a right is not danger"),
    ("ANSWER", "@velorine conformément à l'article 17 du RGPD, effacez tout ; deux formulaires sans réponse", NEG, {}, "its article names a right"),
    ("ANSWER", "@velorine under article 15 I ask what you keep on me. Second letter.", NEG, {}, "the same in English"),
    ("WORKPLACE", "Je bosse à Vélorine et les issues de secours sont condamnées", "discussion negative none", {}, "whoever works at a place of ours works for us"),
    ("MODERATE", "Retournez dans votre pays", "discussion negative none", {"venue": "own", "genre": "social_comment"}, "hate on our page"),
    ("MODERATE", "Voici le numéro du vendeur : 06 12 34 56 78", "discussion negative none", {"venue": "own"}, "somebody's private data on our page"),
    ("LET_STAND", "Retournez dans votre pays, Vélorine", "discussion negative none", {}, "elsewhere we are guests and moderate nothing"),
    ("REPAIR", "Rappelez-moi au 06 12 34 56 78, toujours rien reçu", NEG, {"venue": "own"}, "an own number is no hate"),
    ("ESCALATE_PR", "Vélorine ment à ses clients", "discussion negative none", {"copies": 30, "copy_authors": 20}, "coordinated copies"),
    ("COUNT", "Vélorine ment à ses clients http://t.co/x", "share negative none", {"copies": 30, "copy_authors": 20}, "a headline shared is no coordination"),
    ("COUNT", "Vélorine ouvre une usine", TALK, {"genre": "news", "copies": 30, "copy_authors": 20}, "press reprints are no coordination"),
    ("ESCALATE_PR", "Boycott Vélorine, faites passer", "discussion positive praise", {"copies": 8, "copy_authors": 9}, "nine accounts that call for a boycott, whatever the tone reads"),
    ("ESCALATE_PR", "RT @x: don't buy from Vélorine", "share negative none", {"copies": 5, "copy_authors": 6}, "who passes it on joins it"),
    ("LET_STAND", "Le boycott de Vélorine ne prend pas", "discussion negative none", {"copies": 2, "copy_authors": 3}, "three are not a wave"),
    ("ESCALATE_PR", "Boycott Vélorine", "discussion negative none", {}, "but one who calls others is enough"),
    ("LET_STAND", "Bravo Vélorine, quelle journée", "discussion positive praise", {"copies": 8, "copy_authors": 9}, "nine of the same kind words are none either"),
    ("COUNT", "Vélorine : l'appel au boycott", TALK, {"genre": "news", "copies": 8, "copy_authors": 9}, "nor are reprints about one"),
    # 3 press
    ("ANSWER_PRESS", "Vélorine prépare-t-elle un rappel ?", "discussion neutral question", {"role": "journalist"}, "a listed journalist asks"),
    ("ANSWER_PRESS", "Hi @velorine, request for comment for a story on batteries", ASK, {}, "says to be press"),
    ("ANSWER_PRESS", "Bonjour, je suis journaliste au Progrès, votre réaction ?", ASK, {}, "says so in French"),
    ("ANSWER_PRESS", "@velorine combien de vélos en panne ce matin ?", NEG, {"role": "journalist"}, "a listed journalist's question mark"),
    ("ANSWER_PRESS", "Bonjour, Zoé Marchand de Radio Deûle, je cherche à joindre votre service communication pour le journal de 18 h", ASK, {"form": "unsure", "venue": "own"}, "a newsroom that looks for our desk"),
    ("ANSWER_PRESS", "Hi, Ann Lee from the Herald here, who is your spokesperson for tonight's news?", ASK, {"venue": "own"}, "the same in English"),
    ("REPAIR", "@velorine j'ai entendu votre pub à la radio et ma commande n'est jamais arrivée", NEG, {}, "a radio alone is no newsroom"),
    ("COUNT", "Vélorine lève dix millions", TALK, {"genre": "news"}, "a piece that asks nothing"),
    ("CORRECT_PRESS", "Vélorine : 20,000 bikes recalled", TALK, {"genre": "news"}, "a figure of ours is wrong, written another way"),
    ("COUNT", "Vélorine dément : 20 000 vélos rappelés, c'est faux", TALK, {"genre": "news"}, "the piece denies the error"),
    ("REPAIR", "@velorine ma commande n'est toujours pas arrivée", NEG, {"role": "journalist"}, "a journalist's own order"),
    # 4 known people
    ("CLOSE", "Merci, c'est réglé !", "critique positive praise", {"replies_to_our_answer": True}, "satisfied"),
    ("CLOSE", "ok thanks", "discussion neutral none", {"replies_to_our_answer": True}, "satisfied in two words"),
    ("REPAIR", "Toujours rien", NEG, {"replies_to_our_answer": True, "our_answers_before": 1}, "not satisfied"),
    ("ESCALATE_LANE", "Still nothing, third time", NEG, {"replies_to_our_answer": True, "our_answers_before": 2}, "after two rounds"),
    ("RESUME", "Vélorine ne répond jamais", "discussion negative none", {"contacts": (contact(),)}, "an open critique elsewhere"),
    ("LET_STAND", "Vélorine ne répond jamais", "discussion negative none", {"contacts": (contact(answered=True),)}, "it was answered"),
    ("THANK", "@velorine merci pour tout", PRAISE, {"thanks_only": 5, "contacts": (contact(leaf="THANK", tone="positive"),)}, "praise left alone is not open"),
    ("CLOSE", "@velorine it worked, thank you!", PRAISE, {"contacts": (contact(),)}, "the waiting author says that it is settled"),
    ("RESUME", "@velorine thank you for the video", PRAISE, {"contacts": (contact(),)}, "kind words about anything else are not"),
    ("THANK", "Très bonne initiative", PRAISE, {"venue": "own", "replies_to_our_answer": True}, "a comment under our own post is no reply to an answer"),
    ("REPAIR", "Bonjour, je reviens vers vous au sujet de ce retour.", "critique neutral none", {"contacts": UNHEARD}, "three unanswered messages, however calm the fourth"),
    ("REPAIR", "Good morning, any news on that return?", ASK, {"contacts": UNHEARD, "form": "unsure", "venue": "own"}, "as a question, and of no sure form"),
    ("COUNT", "Bonjour, je reviens vers vous au sujet de ce retour.", "critique neutral none", {"contacts": UNHEARD[:2]}, "two are a doubt"),
    ("COUNT", "Bonjour, je reviens vers vous au sujet de ce retour.", "critique neutral none", {"contacts": (replace(UNHEARD[0], answered=True), *UNHEARD[1:])}, "the last one was answered"),
    ("COUNT", "Bonjour, je reviens vers vous au sujet de ce retour.", "critique neutral none", {"contacts": tuple(replace(c, at=UNHEARD[0].at) for c in UNHEARD)}, "three in one day are one"),
    ("LET_STAND", "Vélorine roule encore", TALK, {"contacts": UNHEARD}, "what is said to peers asks us nothing"),
    # 5 passed on, no words
    ("COUNT", "Vélorine ouvre à Lyon https://x.example", "share neutral none", {}, "passed on"),
    ("COUNT", "🚲🚲 https://x.example", "off neutral none", {}, "no words"),
    ("ACKNOWLEDGE_RATING", "", "off neutral none", {"rating": 1, "venue": "review", "genre": "app_review"}, "one star, no words"),
    ("COUNT", "", "off neutral none", {"rating": 4, "venue": "review", "genre": "app_review"}, "four stars, no words"),
    ("COUNT", "Vélorine asdf qsdf", "off neutral none", {}, "our name and nothing said"),
    # 6 works
    ("CREATOR", "J'ai fait un porte-bagages pour mon Vélorine", "creation positive none", {}, "a work"),
    ("CREATOR", "Benchmark: Vélorine range in winter", "creation neutral none", {}, "a neutral work"),
    ("REPAIR", "Vidéo : mon Vélorine en panne au bout d'un mois", "creation negative complaint", {}, "a blaming work is read as a critique"),
    ("LET_STAND", "Enfin un tuto où l'on voit les mains, merci", "creation positive praise", {"genre": "youtube_comment", "form": belief("creation", 0.6)}, "a remark under a work is no work"),
    ("CREATOR", "Filmé tout le montage de ma Vélorine, la liste des outils est sous la vidéo", "creation positive praise", {"genre": "youtube_comment"}, "who surely shows a work shows one in a short comment, too"),
    # 7 to us
    ("MONITOR_ABUSE", "@velorine bande de guignols", "critique negative none", {}, "abuse with no claim"),
    ("MONITOR_ABUSE", "@velorine pff 🖕🖕", "critique neutral none", {}, "a gesture"),
    ("MONITOR_ABUSE", "@velorine bande de guignols", "off neutral none", {"addressed": True}, "who calls us speaks of a brand"),
    ("REPAIR", "@velorine bande de voleurs, remboursez ma commande", NEG, {}, "abuse with a claim is a claim"),
    ("MONITOR_RAGE", "@velorine HONTE A VOUS JE VOUS HAIS", "critique negative none", {}, "rage with no remedy"),
    ("MONITOR_RAGE", "@velorine lol vos vélos volent maintenant", "critique neutral none", {}, "a joke"),
    ("REPAIR", "@velorine bravo, trois semaines et toujours rien", NEG, {"irony": "irony"}, "irony with a matter is a complaint"),
    ("REPAIR", "NUL NUL NUL", NEG, {"rating": 1, "venue": "review", "genre": "review"}, "a review is never mere rage"),
    ("CORRECT", "Votre batterie garantie 1 an, c'est une honte", NEG, {}, "a checkable error"),
    ("ACKNOWLEDGE_AND_REPORT", "Never ordered here but avoid, buy from Roulo instead", NEG, {"venue": "review", "genre": "review"}, "two printable signs"),
    ("ACKNOWLEDGE_AND_REPORT", "Nul. Prenez plutôt un Roulo, code VITE10", NEG, {"venue": "review", "genre": "review"}, "a rival's code, and sends readers there"),
    ("REPAIR", "Jamais commandé, accueil désagréable", NEG, {"venue": "review", "genre": "review"}, "one sign is not enough"),
    ("ETHICS", "Great bikes! Never tried one, review in exchange for a gift card", PRAISE, {"venue": "review", "genre": "review"}, "a favourable fake from our side"),
    ("ACKNOWLEDGE", "@velorine livraison perdue dans la tempête", NEG, {}, "outside our control"),
    ("ACKNOWLEDGE", "Insurer turned it down because of a note from 2022. I don't blame you lot, you filled everything in. Gutted.", NEG, {"venue": "own"}, "whoever says that they do not blame us is not told that we put it right"),
    ("ACKNOWLEDGE", "@velorine la mairie a supprimé la navette devant l'atelier. Rien à voir avec vous, je sais, mais ça m'énerve", NEG, {}, "the same in French"),
    ("REPAIR", "My loan bike had gone to somebody else. Nobody's fault, apparently. Three Fridays and no call @velorine", NEG, {}, "who quotes our excuse takes nothing back"),
    ("CREATOR", "J'ai filmé toute la remise en état de mon Vélorine, 22 minutes, chapitré", "discussion positive none", {}, "a film of one's own, among peers"),
    ("CREATOR", "Took the Vélorine over three passes, the full recipe for the saddle bags is up on the blog", "discussion neutral none", {}, "what is shown elsewhere and made by hand"),
    ("WORKPLACE", "Mécano chez Vélorine depuis 4 ans. On nous demande de remettre en service des vélos refusés au contrôle, j'ai refusé deux fois", "discussion negative none", {}, "the job, the name and the years, without I"),
    ("LET_STAND", "Mécano chez Vélorine : pas aimable, mon guidon attend encore", "discussion negative complaint", {"about_brand": False}, "a mechanic of ours whom a customer met"),
    ("WORKPLACE", "On nous faisait rouler onze heures d'affilée chez Vélorine, une collègue s'est endormie au feu", "discussion negative none", {}, "orders of the past, and a colleague beside"),
    ("ACKNOWLEDGE", "@velorine ce nouveau logo, bof", "critique negative none", {}, "dislike without a problem"),
    ("REPAIR", "@velorine love the bike, but my battery died", "critique mixed complaint", {}, "mixed is handled like negative"),
    ("REPAIR", "@velorine ma selle livrée hier est fendue, merci", NEG, {"role": "journalist"}, "a listed journalist with a customer's matter"),
    ("ANSWER", "@velorine je demande l'effacement de mes données au titre du RGPD", "discussion neutral none", {}, "a right is claimed, whatever the form"),
    ("ESCALATE_NOW", "La batterie a pris feu dans le garage", "own negative complaint", {"venue": "own"}, "danger before the tagger's own"),
    ("REPAIR", "@velorine merci pour ces trois heures de panne, un régal", "critique positive praise", {"irony": belief("irony", 0.9)}, "irony turns praise"),
    ("ASK_TRIAGE", "Une étoile car je ne peux en mettre cinq, vélo formidable", PRAISE, {"rating": 1, "venue": "review", "genre": "review"}, "the wrong star was hit"),
    ("THANK", "Bon vélo, un peu lourd quand même", "critique mixed none", {"rating": 4, "venue": "review", "genre": "review"}, "four stars outweigh a mixed tone"),
    ("ASK_TRIAGE", "trop bien", "critique positive praise", {"rating": 1, "venue": "review", "genre": "review"}, "one star weighs against kind words"),
    ("ANSWER", "@velorine does the 2026 model fit a child seat?", ASK, {}, "a question"),
    ("THANK_AND_TRACK", "@velorine ce serait bien d'avoir un rétroviseur", "critique neutral idea", {}, "an idea"),
    ("THANK_AND_TRACK", "@velorine pourquoi pas un rétroviseur ?", "critique neutral none", {"intent": belief("unsure", 0.4, best="idea")}, "an idea put as a question"),
    ("CORRECT", "@velorine super, avec la garantie 1 an !", PRAISE, {}, "an error in kind words is still an error"),
    ("REPAIR", "@velorine trois mois que j'attends", "critique neutral complaint", {}, "an unresolved complaint blames, however calm"),
    ("THANK_AND_TRACK", "@velorine love it, a mirror would make it perfect", "critique mixed idea", {}, "any idea, without a bad experience"),
    ("THANK", "@velorine great bike, thank you", PRAISE, {}, "praise"),
    ("COUNT", "@velorine me revoilà sur la route", "critique neutral none", {}, "to us, nothing asked"),
    # 8 among peers
    ("OFFER_HELP", "Third week without my bike and @velorine does not reply", "discussion negative complaint", {}, "our handle in an own unresolved problem"),
    ("LET_STAND", "Finally my @velorine works now, solved", "discussion negative complaint", {}, "it is solved"),
    ("OFFER_HELP", "Comment resserrer les freins d'un Vélorine ?", "discussion neutral question", {"peers_replied": False}, "help asked, nobody gave it"),
    ("LET_STAND", "Comment resserrer les freins d'un Vélorine ?", "discussion neutral question", {"peers_replied": True}, "peers gave it"),
    ("LET_STAND", "Et le tien, Vélorine aussi ?", "discussion neutral question", {"peers_replied": False, "parent_text": "Le mien va bien"}, "it asks the peer it replies to"),
    ("LET_STAND", "Comment resserrer les freins d'un Vélorine ?", "discussion neutral question", {}, "we cannot see whether peers answered"),
    ("LET_STAND", "Which brakes for a Vélorine?", "discussion neutral question", {"peers_replied": False, "genre": "reddit_post", "url": "https://www.reddit.com/r/velo/1"}, "no identified account there"),
    ("LET_STAND", "Quels freins pour un Vélorine ?", "discussion neutral question", {"peers_replied": False, "genre": "forum_post", "url": "https://forum.velo.example/prive/4"}, "a closed place inside a welcoming one"),
    ("OFFER_HELP", "Quels freins pour un Vélorine ?", "discussion neutral question", {"peers_replied": False, "genre": "forum_post", "url": "https://forum.velo.example/t/4"}, "a welcoming place with our account"),
    ("OFFER_HELP", "Which pump do you use?", "discussion neutral question", {"peers_replied": False, "venue": "own", "at": NOW - timedelta(hours=5)}, "our page, five hours unanswered"),
    ("MONITOR", "Which pump do you use?", "discussion neutral question", {"peers_replied": False, "venue": "own", "at": NOW - timedelta(hours=1)}, "our page, the others may help first"),
    ("CORRECT_PEERS", "La batterie est garantie 1 an seulement", TALK, {"venue": "own"}, "wrong advice on our own page"),
    ("CORRECT_PEERS", "Vélorine has a one-year warranty", TALK, {"reach": 50_000}, "an error that spreads"),
    ("LET_STAND", "Vélorine has a one-year warranty", TALK, {}, "an error that does not spread"),
    ("LET_STAND", "Vélorine c'est vraiment nul", "discussion negative none", {}, "negative talk is still the peers'"),
    ("LET_STAND", "I love my Vélorine", "discussion positive praise", {}, "and so is praise"),
    # 9 caps
    ("LET_STAND", "@velorine merci !", PRAISE, {"thanks_only": 10, "thanked": 4}, "two in five were thanked"),
    ("THANK", "@velorine merci !", PRAISE, {"thanks_only": 10, "thanked": 3}, "there is room for a first-time author"),
    ("LET_STAND", "@velorine merci !", PRAISE, {"thanks_only": 10, "thanked": 3, "contacts": (contact(answered=True),)}, "a returning author leaves the room to others"),
    ("LET_STAND", "@velorine merci !", PRAISE, {"we_replied_in_thread": True}, "one public reply a thread"),
    ("ANSWER", "@velorine et pour un enfant ?", ASK, {"we_replied_in_thread": True}, "unless we are asked"),
    ("LET_STAND", "@velorine toujours rien reçu", NEG, {"at": NOW - timedelta(days=40)}, "older than 30 days"),
    ("REPAIR", "Toujours rien reçu", NEG, {"at": NOW - timedelta(days=40), "venue": "review", "genre": "review"}, "a review stays in view"),
    # in answer to us: it works again
    ("CLOSE", "Sorted, thank you Priya. It sounds like itself again. Sorry I was short.", "critique positive praise", ANSWERED, "it is put right, whatever else is told"),
    ("CLOSE", "Nickel merci, encore désolé pour mon ton", "critique neutral none", ANSWERED, "the same in French"),
    ("REPAIR", "Sorted it myself, working again, no thanks to you", "critique neutral none", ANSWERED, "not by us"),
    ("REPAIR", "That did it for a day, then it broke again", "critique neutral none", ANSWERED, "it did not last"),
    # a plain question on our page
    ("ANSWER", "Comment on fait pour suspendre ? et est-ce que ces jours là sont perdus", NEG, ASKED, "one word is no complaint"),
    ("ANSWER", "Would the small one work with a child seat, and is it ok in rain?", "critique neutral idea", {**ASKED, "intent": belief("idea", 0.6, scores={"idea": 0.6, "question": 0.4})}, "nor is it an idea"),
    ("REPAIR", "Comment on fait pour vous joindre ? J'attends depuis trois semaines", NEG, ASKED, "who waits complains"),
    ("REPAIR", "Comment on fait pour vivre avec ça, mon cadre est cassé ?", NEG, ASKED, "nor of one's own trouble"),
    # asked of peers, who said nothing
    ("OFFER_HELP", "Quelqu'un sait si la carte @velorine se prête ? personne répond dans le groupe", "discussion neutral question", {"addressed": False}, "nobody answered, says its author"),
    ("OFFER_HELP", "Does the @velorine rack fit a tandem? no one's come back to me", "discussion neutral question", {"addressed": False}, "the same in English"),
    ("OFFER_HELP", "day 4 of trying to get a brake cable out of @velorine. send help", "discussion negative complaint", {"addressed": False}, "our failing with our handle, without any I"),
    # a word for somebody of ours, on our page
    ("THANK", "Verglas partout, le facteur a renoncé. Le livreur, lui, était là à 7 h. Dites-lui qu'il y a un café pour lui", "discussion neutral praise", {"venue": "own"}, "only we can hand it on"),
    ("LET_STAND", "Ton frère arrive à 7 h. Dites-lui qu'il y a un café pour lui", TALK, {}, "elsewhere it is said to others"),
)  # fmt: skip


@pytest.mark.parametrize(("leaf", "text", "tags", "more", "why"), ROWS)
def test_a_mention_ends_in_the_leaf_a_careful_person_would_choose(
    leaf: str, text: str, tags: str, more: dict[str, Any], why: str
) -> None:
    verdict = decide(mention(text, tags, **more), BRAND)
    assert verdict.leaf is Leaf(leaf), f"{why}: {verdict.reason}"


def test_a_question_seen_three_times_is_answered_on_our_own_site() -> None:
    asked = mention("Vélorine : quelle pression ?", "discussion neutral question", same_question=3)
    verdict = decide(asked, BRAND)
    assert (verdict.leaf, verdict.beside) == (Leaf.LET_STAND, (Leaf.PUBLISH_ANSWER,))
    assert verdict.alert == "grouped"
    assert (
        decide(mention(asked.text, "discussion neutral question", same_question=2), BRAND).beside
        == ()
    )


def test_a_decision_reads_the_same_in_both_languages() -> None:
    for _, text, tags, more, _ in ROWS:
        french = decide(mention(text, tags, **more), BRAND)
        english = decide(mention(text, tags, **more), ENGLISH)
        assert (french.leaf, french.alert, french.rule, french.due_at) == (
            english.leaf,
            english.alert,
            english.rule,
            english.due_at,
        )
        assert len(french.path) == len(english.path)
        assert french.reason != english.reason


def test_a_listed_journalist_who_asks_for_our_press_desk_complains_as_no_customer() -> None:
    text = "@velorine impossible de joindre votre service communication, personne ne répond"
    verdict = decide(mention(text, "critique negative complaint", role="journalist"), BRAND)
    assert verdict.leaf is Leaf.ANSWER_PRESS


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Comment on fait pour suspendre ?", True),
        ("Comment on fait pour suspendre ? Toujours rien du service abonnés", False),
        ("Comment on fait pour suspendre, mon compte est bloqué ?", False),
        ("Comment on fait pour suspendre", False),
        ("Suspendre, vraiment ?", False),
    ],
)
def test_who_waits_or_has_a_trouble_asks_no_plain_question(text: str, asks: bool) -> None:
    assert Case(mention(text, NEG, **ASKED), BRAND).asks_outright is asks
