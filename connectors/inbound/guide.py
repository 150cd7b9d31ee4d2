"""The inbox, as people are told of it."""

from connectors.kit.guide import Guide, Guides

GUIDES: Guides = {
    "en": Guide(
        title="Dropped files: exports, tables, mails",
        covers="Whatever you can export: reviews, comments and messages as CSV, Excel, JSON or saved"
        " mails, as the platforms write them. It is the way in for every place with a closed door.",
        misses="What nobody drops. A file is a moment: what comes after it needs the next one.",
        needs="A file, dropped into the folder `data/inbox`.",
        steps=(
            "Export what you have at the platform (its help calls it “Export”, “Download” or “CSV”).",
            "Drop the file into `data/inbox`, as it is. It is read within a minute and moved to `done`.",
            "Where a service can send by itself (its help says “webhook”), ask whoever runs the listener to"
            " open one for it: docs/en/how-to/webhooks.md has what to give to the service.",
        ),
        minutes=2,
        cost="free",
        terms="You answer for having the right to what you drop: your own pages, accounts and customers.",
    ),
    "fr": Guide(
        title="Fichiers déposés : exports, tableaux, courriels",
        covers="Tout ce que vous pouvez exporter : avis, commentaires et messages en CSV, Excel, JSON ou"
        " courriels enregistrés, tels que les plateformes les écrivent. C'est l'entrée de tous les"
        " endroits dont la porte est fermée.",
        misses="Ce que personne ne dépose. Un fichier est une photo : la suite attend le prochain.",
        needs="Un fichier, déposé dans le dossier `data/inbox`.",
        steps=(
            "Exportez ce que vous avez sur la plateforme (dans son aide : « Exporter », « Télécharger » ou"
            " « CSV »).",
            "Déposez le fichier dans `data/inbox`, tel quel. Il est lu dans la minute, puis rangé dans"
            " `done`.",
            "Si un service sait envoyer de lui-même (son aide dit « webhook »), demandez à qui fait tourner le"
            " listener d'en ouvrir un : docs/fr/how-to/webhooks.md dit quoi donner au service.",
        ),
        minutes=2,
        cost="gratuit",
        terms="Vous répondez de votre droit sur ce que vous déposez : vos pages, vos comptes, vos clients.",
    ),
}
