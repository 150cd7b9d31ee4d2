"""Names of months and days as they stand in dates, folded, and the words around them."""

_MONTHS = (
    "janvier january jan janv january janeiro januar jaenner januari enero ene gennaio gen",
    "fevrier february feb fev fevr fevereiro februar februari febrero febbraio febr",
    "mars march mar maerz marz marzo maart marco mrz",
    "avril april apr avr abril abr aprile",
    "mai may mayo maggio maio mei",
    "juin june jun junio giugno junho juni giu",
    "juillet july jul juil julio luglio julho juli lug",
    "aout august aug augustus agosto ago",
    "septembre september sep sept septiembre settembre setembro set",
    "octobre october oct okt oktober octubre ottobre outubro ott out",
    "novembre november nov noviembre novembro",
    "decembre december dec dez dezember diciembre dicembre dezembro dic",
)
MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_DAY_NAMES = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim"
    " monday tuesday wednesday thursday friday saturday sunday"
    " mon tue tues wed weds thu thur thurs fri sat sun"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miercoles jueves"
    " viernes sabado domingo lunedi martedi mercoledi giovedi venerdi sabato domenica"
)
_AROUND = "le du the of on at a de um uhr posted published written publie poste ecrit redige"
IGNORED = frozenset(f"{_DAY_NAMES} {_AROUND}".split())
