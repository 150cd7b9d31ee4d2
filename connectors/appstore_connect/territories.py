"""Apple's three letters of a store as ISO's two: mostly the first two of them."""

# The others: three letters, then two. XKS is Apple's own for Kosovo.
_ODD = (
    "ABWAW AGOAO ANDAD AREAE ARMAM ATGAG AUTAT BDIBI BENBJ BESBQ BGDBD BHSBS BIHBA BLRBY "
    "BLZBZ BRBBB BRNBN CAFCF CHLCL CHNCN CODCD COGCG COKCK COMKM CPVCV CUWCW CYMKY DNKDK "
    "ESTEE FLKFK FROFO FSMFM GINGN GLPGP GNBGW GNQGQ GRDGD GRLGL GUFGF GUYGY IRLIE IRQIQ "
    "ISRIL JAMJM KAZKZ KORKR LBRLR LBYLY MACMO MDGMG MDVMV MEXMX MLTMT MNEME MNPMP MOZMZ "
    "MTQMQ MYTYT NIUNU PAKPK PLWPW PNGPG POLPL PRTPT PRYPY PYFPF SENSN SLBSB SLVSV SPMPM "
    "SRBRS SURSR SVKSK SVNSI SWESE SWZSZ SYCSC TCDTD TKMTM TUNTN TURTR TUVTV UKRUA URYUY "
    "WLFWF"
)
_TWO = {pair[:3]: pair[3:] for pair in _ODD.split()}


def country_of(territory: str) -> str | None:
    """FR of FRA; None for what are not three letters."""
    told = territory.strip().upper()
    if len(told) != 3 or not (told.isascii() and told.isalpha()):
        return None
    return _TWO.get(told, told[:2])
