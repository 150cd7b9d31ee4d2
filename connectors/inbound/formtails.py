"""Whole lines that particular form programs write above or below what was filled in.

Google and Microsoft Forms, Typeform, Jotform, Tally, Netlify, Formspree, HubSpot, Wix, Squarespace,
Shopify, PrestaShop, Drupal, Contact Form 7: in the languages in which they speak to the owner.
"""

import re

_SUBMISSION = r"(?:submissions?|responses?|entr(?:y|ies)|soumissions?|réponses?|entrées?|einsendung(?:en)?|einträge?|antwort(?:en)?|invii?o?|risposte|risposta|envíos?|respuestas?|inzending(?:en)?)"
_FORM = r"(?:(?:contact|web|online|kontakt|google|microsoft|tally|hubspot|wix)[- ]?)?(?:forms?|formulaires?|formular(?:e|s)?|formulari?o|moduli?o?|formulier)"
# Where a link leads, and no more: "See your answer, it is rude" goes on.
THERE = r"(?: ?(?:in|on|at|sur|dans|en ligne|online|here|ici|under|auf)\b[^\n]{0,60})?(?: ?[:(<]{0,2} ?https?://\S{1,300})?"
_NOT_MINE = r"(?![^\n]{0,150}\b(?:mon|ma|mes|my|mein|meine|mio|mia)\b)"
TAIL = re.compile(
    # Receipts of Google and Microsoft.
    rf"{_NOT_MINE}(?:thanks? (?:you )?for (?:filling (?:out|in)|(?:completing|submitting) (?:this|the|our) {_FORM})\b[^\n]{{0,120}}|merci d['’]avoir (?:rempli|complété)\b[^\n]{{0,120}}|grazie per (?:aver compilato|la compilazione)[^\n]{{0,100}})"
    r"|(?:here['’]s what was received|here are your responses|voici (?:ce qui a été reçu|vos réponses)|das wurde empfangen|ecco (?:cosa è stato ricevuto|le tue risposte))\b[^\n]{0,30}"
    rf"|(?:edit|modifier|bearbeiten|modifica) (?:your |the |la |votre |ihre |la tua )?{_SUBMISSION}|(?:create|créer|créez|erstellen sie|crea) (?:your own |votre propre |ihr eigenes |il tuo )?{_FORM}[^\n]{{0,60}}"
    r"|report abuse|signaler (?:un cas d['’]utilisation abusive|un abus|comme spam)|missbrauch melden|segnala (?:abuso|una violazione)|does this form look suspicious\??[^\n]{0,30}|ce formulaire vous semble suspect ?\??[^\n]{0,40}"
    r"|this (?:content|form) (?:is|was) (?:neither )?created[^\n]{0,250}|ce (?:contenu|formulaire) (?:n['’]a (?:pas )?été|a été|n['’]est|est) (?:ni )?(?:créé|approuvé)[^\n]{0,250}|optimisé par microsoft[^\n]{0,60}"
    r"|(?:privacy and cookies|confidentialité et cookies|datenschutz und cookies|privacy e cookie)\b[^\n]{0,80}|(?:never give out your password|ne communiquez jamais votre mot de passe)[^\n]{0,60}"
    # What came, and where.
    rf"|(?:(?:you(?:['’]ve| have)? )?(?:just )?(?:received|got|have) )?(?:a |an )?new (?:[\w-]{{1,20}} )?(?:form )?{_SUBMISSION}\b[^\n]{{0,120}}|(?:here are|these are) the (?:form )?(?:details|values|answers|data) submitted\b[^\n]{{0,80}}|a new {_SUBMISSION} (?:was|has been)\b[^\n]{{0,100}}"
    rf"|(?:vous avez|tu as) (?:reçu )?(?:un |une )?(?:nouve(?:l|au|lle) )(?:{_SUBMISSION}|message|demande)\b[^\n]{{0,150}}|une nouvelle {_SUBMISSION} a été\b[^\n]{{0,100}}|(?:un|une) (?:visiteur|visiteuse|internaute)[^\n]{{0,20}} (?:vient de soumettre|vient de remplir|a soumis|a rempli)\b[^\n]{{0,120}}"
    rf"|ein (?:besucher|seitenbesucher) hat\b[^\n]{{0,80}}formular\b[^\n]{{0,80}}|un visitatore[^\n]{{0,20}} ha\b[^\n]{{0,60}}modulo\b[^\n]{{0,80}}|(?:your|votre|ihr|il tuo) [\w-]{{0,12}}form\w{{0,8}}\b[^\n]{{0,80}} (?:a reçu|has a new|hat eine|ha ricevuto)[^\n]{{0,60}}"
    rf"|[^\n]{{1,80}} \((?:[^\s()]{{1,80}}@[^\s()]{{1,80}}|not verified|non vérifiée?)\)[^\n]{{0,120}} (?:sent a message using|a envoyé un message (?:en utilisant|via|depuis)) (?:the |le )?{_FORM}\b[^\n]{{0,200}}"
    r"|message from an? [^\n]{1,60} customer|message d['’]une? cliente?\b[^\n]{0,60}|nachricht (?:von einem|eines) kunden\b[^\n]{0,40}|messaggio da un cliente\b[^\n]{0,40}"
    rf"|(?:this is|ceci est|dies ist|questa è|esta es|dit is) (?:a |une |eine |una |een )?(?:notification|benachrichtigung|notifica|notificación|melding)\b[^\n]{{0,60}}{_FORM}\b[^\n]{{0,200}}"
    r"|(?:détails? du message|message details|nachrichtendetails|dettagli del messaggio|les valeurs (?:soumises|envoyées) sont|submitted values are|die eingegebenen werte sind|übermittelte daten) ?:?"
    r"|soumis (?:le|par|depuis|via) ?:? ?[^\n]{1,60}|(?:übermittelt|eingereicht) (?:am|von) ?:? ?[^\n]{1,60}|(?:envoyé le|gesendet am|inviato il|submitted) ?:? ?[^\n]{0,16}\d[^\n]{1,40}"
    # Where to see or stop it.
    rf"|(?:the |les )?(?:results?|résultats?) (?:of|de) (?:this|cette) {_SUBMISSION}\b[^\n]{{0,150}}|(?:view|see|voir|afficher|consulter|gérer|manage|anzeigen|visualizza) (?:the |this |all |your |le |la |les |cette |vos )?(?:form )?{_SUBMISSION}{THERE}"
    rf"|(?:view|afficher|voir|anzeigen) (?:the |le |this )?contact (?:in|dans) hubspot{THERE}|view in (?:formspree|tally|jotform|hubspot|typeform|netlify)\b[^\n]{{0,80}}|(?:connectez-vous|se connecter|log in|melden sie sich an) (?:pour|to|um)\b[^\n]{{0,40}}{_SUBMISSION}[^\n]{{0,120}}"
    r"|(?:you(?:['’]re| are)? receiv(?:ed|ing)|vous (?:recevez|avez reçu)) (?:this|cet?|cette) (?:e-?mail |message |notification )?(?:,? ?car |because |parce que )(?:you|vous avez) (?:confirmed|set up|enabled|turned on|activé|configuré)\b[^\n]{0,400}"
    r"|(?:turn off|disable|désactiver|manage|gérer) (?:these |les |e-?mail )?notifications\b[^\n]{0,80}|(?:cette soumission|this submission)[^\n]{0,60}\bspam\b[^\n]{0,80}|(?:si vous pensez que|wenn sie (?:denken|glauben), dass|se pensi che) [^\n]{0,60}\bspam\b[^\n]{0,100}|(?:signale[rz](?:-l[ea])?|report)(?: (?:it|this|le|la))? (?:comme (?:spam|indésirable)|as spam|ici|here)\.?"
    r"|(?:pour modifier vos|um ihre|per modificare le) [^\n]{0,40}(?:paramètres|einstellungen|impostazioni)[^\n]{0,120}|vous pouvez modifier cette soumission[^\n]{0,120}|(?:maintenant,? )?créez votre propre (?:jotform|formulaire)[^\n]{0,60}"
    r"|[^\n]{0,60}\b(?:powered by|réalisé avec|propulsé par|realizzato con|erstellt mit) (?:prestashop|wordpress|shopify|wix|squarespace|jotform|typeform|wufoo|tally|drupal|odoo)\b[^\n]{0,30}|sent with [^\n]{0,40}(?:google forms|form)[^\n]{0,30}"
    r"|(?:this|ce|cet|diese|questo) (?:message|e-?mail|courriel|mail|nachricht|messaggio) (?:was|has been|a été|wurde|è stato) (?:sent|submitted|envoyé|soumis|inviato) (?:from|via|on|depuis|par|sur|da) ?:? ?https?://\S{1,200}"
    rf"|ce {_FORM} a été (?:soumis|envoyé|rempli) (?:depuis|sur|via|le) ?:? ?[^\n]{{1,160}}|(?:view|see) full (?:entry|submission) (?:at|in|on) [^\n]{{1,60}}"
    rf"|(?:this )?{_FORM} (?:was )?submitted (?:at|on|from) ?:? ?[^\n]{{1,200}}|page (?:de soumission|submitted on) ?:? ?[^\n]{{0,200}}|(?:hubspot|typeform|jotform|wufoo|formspree),[^\n]{{1,120}}|(?:the |l['’]équipe )?(?:typeform|jotform|wufoo|formspree|tally)(?: team)?",
    re.IGNORECASE,
)  # fmt: skip
