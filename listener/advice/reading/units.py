"""The units that numbers are told in, each with what makes it comparable to its kin.

Every time is hours, so that "48 hours" meets "two days" and "twelve months" meets "a year"; a time
of day is another thing than a time. Whom a number counts is one unit in both languages.
"""

HOUR, DAY, MONTH, YEAR = 1.0, 24.0, 730.0, 8_760.0
LONG = MONTH  # from this unit on a time is only about so many days
MONEY = {"€": "eur", "$": "usd", "£": "gbp"}
UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("€", "euro", "euros", "eur"), ("eur", 1)),
    **dict.fromkeys(("$", "dollar", "dollars", "usd"), ("usd", 1)),
    **dict.fromkeys(("£", "pound", "pounds", "livres", "gbp", "quid"), ("gbp", 1)),
    **dict.fromkeys(("%", "percent", "pourcent", "pct"), ("percent", 1)),
    **dict.fromkeys(("minute", "minutes", "min", "mins", "mn"), ("time", HOUR / 60)),
    **dict.fromkeys(("heure", "heures", "h", "hour", "hours", "hrs", "hr"), ("time", HOUR)),
    **dict.fromkeys(("jour", "jours", "day", "days"), ("time", DAY)),
    **dict.fromkeys(("semaine", "semaines", "week", "weeks", "wk", "wks"), ("time", 7 * DAY)),
    **dict.fromkeys(("fortnight", "fortnights"), ("time", 14 * DAY)),
    **dict.fromkeys(("mois", "month", "months", "mth", "mths"), ("time", MONTH)),
    **dict.fromkeys(("an", "ans", "annee", "annees", "year", "years", "yr", "yrs"), ("time", YEAR)),
    **dict.fromkeys(("nuit", "nuits", "night", "nights"), ("night", 1)),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ("metre", 1000)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), ("metre", 1)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogrammes"), ("gram", 1000)),
    **dict.fromkeys(("g", "gramme", "grammes", "gram", "grams"), ("gram", 1)),
    **dict.fromkeys(("°", "c", "oc", "degre", "degres", "degree", "degrees"), ("degree", 1)),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("litre", 1)),
    **dict.fromkeys(("enfant", "enfants", "gamins", "child", "children", "kids"), ("child", 1)),
    **dict.fromkeys(
        ("salaries", "employes", "collaborateurs", "employees", "workers", "staff"), ("worker", 1)
    ),
    **dict.fromkeys(("personnes", "gens", "people", "persons", "guests"), ("person", 1)),
    **dict.fromkeys(("magasins", "boutiques", "shops", "stores"), ("shop", 1)),
}
BEFORE_NOON = frozenset(("am", "matin"))
AFTER_NOON = frozenset(("pm", "soir"))
