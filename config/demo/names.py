"""Invented names, dates of birth and job titles."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

GIVEN = [
    "Ama",
    "Bethan",
    "Callum",
    "Dilys",
    "Ewan",
    "Farah",
    "Gareth",
    "Hana",
    "Imran",
    "Jemima",
    "Kofi",
    "Leila",
    "Marek",
    "Nia",
    "Oluwaseun",
    "Priya",
    "Quentin",
    "Rhiannon",
    "Samuel",
    "Tomasz",
    "Uma",
    "Victor",
    "Wen",
    "Xanthe",
    "Yusuf",
    "Zofia",
    "Adaeze",
    "Bronwen",
    "Chidi",
    "Deborah",
    "Elif",
    "Finn",
    "Grainne",
    "Harpreet",
    "Ingrid",
    "Jasmin",
    "Katarzyna",
    "Liam",
    "Meera",
    "Noor",
    "Orla",
    "Petra",
    "Rahul",
    "Siobhán",
    "Tariq",
    "Una",
    "Vikram",
    "Winifred",
    "Yetunde",
    "Zeynep",
    "Hélène",
    "José",
]
SECOND = ["Jane", "Marie", "Rose", "Ann", "Paul", "James", "Lee", "Grace", "May", "Ray"]
FAMILY = [
    "Abara",
    "Ashworth",
    "Bexley",
    "Boateng",
    "Carrow",
    "Chaudhry",
    "Cwmbach",
    "Dearlove",
    "Dunmore",
    "Eastgate",
    "Ezekwe",
    "Farrow",
    "Fenwick-Shah",
    "Gillow",
    "Greatorex",
    "Hallam",
    "Hussain",
    "Ibbotson",
    "Idowu",
    "Jarrow",
    "Jhalli",
    "Kestrel",
    "Kowalczyk",
    "Larkhill",
    "Llanfair",
    "Mbeki",
    "Merriweather",
    "Nakamura",
    "Northcott",
    "O’Hanlon",
    "Okonjo",
    "Pargeter",
    "Pembridge",
    "Quarshie",
    "Quillfeather",
    "Rahimi",
    "Redfearn",
    "Saltmarsh",
    "Szymański",
    "Tallentire",
    "Thackray",
    "Uddin",
    "Underhill",
    "Vasquez",
    "Venables",
    "Wainfleet",
    "Wójcik",
    "Yarborough",
    "Yilmaz",
    "Zellweger",
    "Müller",
    "Sørensen",
]
TITLES = {
    "board_director": (
        "Chief executive",
        "Chief nurse",
        "Chief operating officer",
        "Director of finance",
        "Director of people",
        "Medical director",
    ),
    "direct_report": (
        "Deputy chief nurse",
        "Deputy director of finance",
        "Director of estates",
        "Divisional director",
        "Head of governance",
    ),
    "other_manager": ("Ward manager", "Service manager", "Head of patient experience", "General manager"),
}
OLDEST, YEARS = date(1958, 1, 1), 38


@dataclass(frozen=True)
class Invented:
    """A person nobody is."""

    family_name: str
    given_names: str
    date_of_birth: date
    previous_family_names: tuple[str, ...] = ()


def invented_people(dice: random.Random) -> Iterator[Invented]:
    """People without end, no two of one name."""
    seen: set[tuple[str, str]] = set()
    while True:
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        if (given, family) in seen:
            continue
        seen.add((given, family))
        second = f" {dice.choice(SECOND)}" if dice.random() < 0.3 else ""
        previous = (dice.choice(FAMILY),) if dice.random() < 0.2 else ()
        born = OLDEST + timedelta(days=dice.randrange(YEARS * 365))
        yield Invented(family, given + second, born, tuple(name for name in previous if name != family))
