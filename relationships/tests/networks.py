"""Signed networks whose blocs are published, as their sources give them.

Gahuku-Gama: sixteen tribes of the New Guinea highlands, allied ("rova") or at feud ("hina"); K. E. Read 1954, "Cultures
of the Central Highlands, New Guinea", as in Hage & Harary 1983 and in UCINET's GAMA.DAT.
Monastery: S. F. Sampson 1968, "A Novitiate in a Period of Change", appendix, table D13: whom each of 18 novices liked
most (3, 2, 1) and least (-3, -2, -1) at the fourth time. Blocs: Doreian & Mrvar 1996.
Parties: how near to each other members of the Slovene parliament placed its ten parties in 1994, times 100; S.
Kropivnik & A. Mrvar 1996, "An Analysis of the Slovene Parliamentary Parties Network", as in Pajek's Stranke94.net.
Powers: who was allied with whom in Europe by 1907; T. Antal, P. L. Krapivsky & S. Redner 2006, "Social balance on
networks: The dynamics of friendship and enmity", figure 6.
"""

from __future__ import annotations

Ties = list[tuple[str, str, float]]

TRIBES = (
    "GAVEV", "KOTUN", "OVE", "ALIKA", "NAGAM", "GAHUK", "MASIL", "UKUDZ", "NOTOH", "KOHIK", "GEHAM", "ASARO", "UHETO",
    "SEUVE", "NAGAD", "GAMA",
)  # fmt: skip
ROVA = """
    0100000000000011 1000000000000011 0001011100000000 0010000100000000 0000001010000100 0010001100110000
    0010110100111000 0011011000110000 0000100001001000 0000000010001000 0000011100010000 0000011100100000
    0000001011000100 0000100000001000 1100000000000001 1100000000000010
"""
HINA = """
    0011110000010000 0010110011000000 1100000000000000 1000000000000000 1100000000000011 1100000010001001
    0000000000000000 0000000000000100 0100010000100010 0100000000100010 0000000011001011 1000000000000111
    0000010000100011 0000000100010001 0000100011111000 0000110000111100
"""

NOVICES = (
    "John", "Gregory", "Basil", "Peter", "Bonaventure", "Berthold", "Mark", "Victor", "Ambrose", "Romuald", "Louis",
    "Winfrid", "Amand", "Hugh", "Boniface", "Albert", "Elias", "Simplicius",
)  # fmt: skip
LIKING = """
     0 -2  3  0  0  0 -3  0  0 -1  0  1  0  2  0  0  0  0
     3  0  0 -3  0  0  1 -2  0  0  0  2 -1  0  0  0  0  0
     3 -2  0 -3  0 -2  0  0  0  0  0  0  2  0  0 -1  1  2
    -2 -3  0  0  3  1  0  0  0  0  2  0  0 -1  0  0  0  0
     0  0  0  3  0  0  0  0  1  0  2  0  0  0  0  0  0  0
     0 -1 -3  3  1  0 -2  0  2  0  0  0  0  0  0  0 -2  0
     0  3  0 -3  0 -2  0 -1  0  0  0  1  0  0  0  2  0  0
     0 -3 -2  3  0  2  0  0  1  0  0  0  0 -1  0  0  0  0
     0  0 -3  0  1  0  0  3  0  0  0  2  0  0  0  0 -2 -1
     0  0  0  3  1  0  0  0  1  0  0  0  2  0  0  0  0  0
    -1 -3 -2  0  2  0  0  3  0  0  0  0  0  1  0  0  0  0
     3  2  0  0  0  0  1  0  0  0  0  0  0  0  0  0  0  0
     0 -3  0  0  2 -2  1  0  0  0  0 -1  0  0  0  0  0  3
     3  0  0 -3  0  0  0 -2  0  0  0  1  0  0  2  0 -1  0
     0  3 -2 -1  0  0  1  0  0  0  0  2 -3  0  0  0  0  0
     0  3 -1 -3  0  0  2  0  0  0  0  0  0  0  1  0 -2  0
     0  1  2 -1  0 -3  0 -2  0  0  0  0  0  0  0  0  0  3
     0  1  2 -1  0  0  0 -3  0 -2  0  0  0  0  0  0  3  0
"""

PARTIES = ("SKD", "ZLSD", "SDSS", "LDS", "ZS-ESS", "ZS", "DS", "SLS", "SPS-SNS", "SNS")
NEARNESS = """
       0 -215  114  -89  -77   94 -170  176  117 -210
    -215    0 -217  134   77 -150   57 -253 -230   49
     114 -217    0 -203  -80  138 -109  177  180 -174
     -89  134 -203    0  157 -142  173 -241 -254   23
     -77   77  -80  157    0 -188  170 -120 -160   -9
      94 -150  138 -142 -188    0  -97  140  116 -106
    -170   57 -109  173  170  -97    0 -184 -191   -6
     176 -253  177 -241 -120  140 -184    0  235 -132
     117 -230  180 -254 -160  116 -191  235    0 -164
    -210   49 -174   23   -9 -106   -6 -132 -164    0
"""

ALLIES = ("Britain France Russia", "Germany Austria-Hungary Italy")


def tribes() -> Ties:
    friends, foes = ROVA.split(), HINA.split()
    return [
        (one, TRIBES[j], float(int(friends[i][j]) - int(foes[i][j])))
        for i, one in enumerate(TRIBES)
        for j in range(i + 1, len(TRIBES))
        if friends[i][j] != foes[i][j]
    ]


def novices() -> Ties:
    """Directed: who likes whom."""
    return [(one, other, weight) for one, other, weight in _table(NOVICES, LIKING) if weight]


def parties() -> Ties:
    return [(one, other, weight) for one, other, weight in _table(PARTIES, NEARNESS) if one < other]


def powers() -> Ties:
    side = {power: place for place, names in enumerate(ALLIES) for power in names.split()}
    return [(one, other, 1.0 if side[one] == side[other] else -1.0) for one in side for other in side if one < other]


def _table(names: tuple[str, ...], text: str) -> Ties:
    rows = [[float(cell) for cell in line.split()] for line in text.strip().splitlines()]
    return [(one, other, rows[i][j]) for i, one in enumerate(names) for j, other in enumerate(names) if i != j]
