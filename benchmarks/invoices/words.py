"""Made-up names, places and services."""

from typing import TypedDict


class Place(TypedDict):
    """How a country writes addresses, numbers and taxes."""

    name: str
    language: str
    currency: str
    rates: tuple[str, ...]
    forms: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    town: str
    streets: tuple[str, ...]
    tax_id: str
    iban: str
    phone: str


PLACES: dict[str, Place] = {
    "US": {
        "name": "United States",
        "language": "en",
        "currency": "USD",
        "rates": ("8.25", "6.00", "0"),
        "forms": ("LLC", "Inc.", "Corp.", "Group, Inc.", "", "LLP"),
        "towns": (
            ("Denver, CO", "80202"),
            ("Austin, TX", "78701"),
            ("Portland, OR", "97205"),
            ("Columbus, OH", "43215"),
        ),
        "town": "{town} {code}",
        "streets": ("{} Market Street", "{} Harbor Blvd, Suite 210", "{} W 5th Ave"),
        "tax_id": "##-#######",
        "iban": "",
        "phone": "(###) ###-####",
    },
    "CA": {
        "name": "Canada",
        "language": "en",
        "currency": "CAD",
        "rates": ("5", "5"),
        "forms": ("Inc.", "Ltd.", "Corp."),
        "towns": (("Vancouver BC", "V6B 1A1"), ("Victoria BC", "V8W 2H2")),
        "town": "{town}  {code}",
        "streets": ("{} Granville Street", "{} Douglas St, Unit 4"),
        "tax_id": "######### RT0001",
        "iban": "",
        "phone": "###-###-####",
    },
    "GB": {
        "name": "United Kingdom",
        "language": "en",
        "currency": "GBP",
        "rates": ("20", "5", "0"),
        "forms": ("Ltd", "Limited", "LLP", "plc", ""),
        "towns": (("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR"), ("London", "EC2A 4NE")),
        "town": "{town} {code}",
        "streets": ("{} High Street", "Unit {} Mill Yard", "{} Station Road"),
        "tax_id": "GB#########",
        "iban": "NWBK##############",
        "phone": "0#### ######",
    },
    "IE": {
        "name": "Ireland",
        "language": "en",
        "currency": "EUR",
        "rates": ("23", "13.5"),
        "forms": ("Limited", "DAC", "Ltd."),
        "towns": (("Dublin 2", "D02 X285"), ("Cork", "T12 W8KP")),
        "town": "{town}, {code}",
        "streets": ("{} Grand Canal Street", "{} South Mall"),
        "tax_id": "IE#######K",
        "iban": "AIBK##############",
        "phone": "+353 1 ### ####",
    },
    "AU": {
        "name": "Australia",
        "language": "en",
        "currency": "AUD",
        "rates": ("10", "10"),
        "forms": ("Pty Ltd", "Pty. Ltd.", ""),
        "towns": (("Melbourne VIC", "3000"), ("Brisbane QLD", "4000")),
        "town": "{town} {code}",
        "streets": ("{} Collins Street", "Level {}, 1 Eagle Street"),
        "tax_id": "## ### ### ###",
        "iban": "",
        "phone": "+61 # #### ####",
    },
    "DE": {
        "name": "Deutschland",
        "language": "de",
        "currency": "EUR",
        "rates": ("19", "7"),
        "forms": ("GmbH", "AG", "GmbH & Co. KG", "e.K."),
        "towns": (("Köln", "50667"), ("Leipzig", "04109"), ("Bremen", "28195")),
        "town": "{code} {town}",
        "streets": ("Hafenstraße {}", "Am Markt {}", "Industrieweg {}"),
        "tax_id": "DE#########",
        "iban": "##################",
        "phone": "+49 ### #######",
    },
    "AT": {
        "name": "Austria",
        "language": "en",
        "currency": "EUR",
        "rates": ("20", "10"),
        "forms": ("GmbH", "AG"),
        "towns": (("Wien", "1010"), ("Graz", "8010")),
        "town": "{code} {town}",
        "streets": ("Ringstraße {}", "Hauptplatz {}"),
        "tax_id": "ATU########",
        "iban": "################",
        "phone": "+43 1 #######",
    },
    "CH": {
        "name": "Switzerland",
        "language": "en",
        "currency": "CHF",
        "rates": ("8.1", "2.6"),
        "forms": ("AG", "GmbH", "SA"),
        "towns": (("Zürich", "8001"), ("Basel", "4051")),
        "town": "{code} {town}",
        "streets": ("Bahnhofstrasse {}", "Seeweg {}"),
        "tax_id": "CHE-###.###.###",
        "iban": "#################",
        "phone": "+41 44 ### ## ##",
    },
    "FR": {
        "name": "France",
        "language": "fr",
        "currency": "EUR",
        "rates": ("20", "10"),
        "forms": ("SAS", "SARL", "SA"),
        "towns": (("Lyon", "69002"), ("Nantes", "44000")),
        "town": "{code} {town}",
        "streets": ("{} rue de la République", "{} quai des Docks"),
        "tax_id": "FR###########",
        "iban": "#######################",
        "phone": "0# ## ## ## ##",
    },
    "NL": {
        "name": "Nederland",
        "language": "nl",
        "currency": "EUR",
        "rates": ("21", "9"),
        "forms": ("B.V.", "BV", "V.O.F."),
        "towns": (("Utrecht", "3511 LX"), ("Rotterdam", "3011 AA")),
        "town": "{code} {town}",
        "streets": ("Oudegracht {}", "Havenkade {}"),
        "tax_id": "NL#########B01",
        "iban": "INGB##########",
        "phone": "0## ### ## ##",
    },
}

HEADS = {
    "en": (
        "Alder", "Bluestone", "Cobalt", "Driftwood", "Evergreen", "Fairmont", "Granite", "Hollis",
        "Ironbridge", "Juniper", "Kestrel", "Larkspur", "Meridian", "Northwind", "Oakline",
        "Pinecrest", "Quarry Hill", "Redwood", "Silverton", "Tidewater", "Umber & Vale", "Westbrook",
    ),
    "de": ("Bergmann", "Eichhorn", "Falkenstein", "Hansa", "Lindner", "Nordsee", "Rheinblick"),
    "fr": ("Atelier", "Beaumont", "Clairval", "Duval", "Garonne", "Montclair"),
    "nl": ("Brandsma", "De Linde", "Kromhout", "Noordzee", "Van Dijk", "Zuidwijk"),
}  # fmt: skip
TAILS = {
    "en": (
        "Consulting", "Software", "Logistics", "Analytics", "Facilities Management", "Engineering",
        "Media", "Staffing", "Networks", "Design Studio", "Supply", "Security Services", "Partners",
        "Environmental", "Cloud Services",
    ),
    "de": ("Maschinenbau", "Software", "Logistik", "Gebäudetechnik", "Beratung"),
    "fr": ("Conseil", "Informatique", "Nettoyage", "Services", "Ingénierie"),
    "nl": ("Techniek", "Advies", "Schoonmaak", "Software", "Transport"),
}  # fmt: skip
PEOPLE = ("J. Moreno", "A. Whitfield", "S. Okafor", "L. Brandt", "P. Nakamura", "R. Castellano")
PARTED = frozenset(("hours", "Std", "heures", "uur", "days", "kg"))

# text, further words, unit, lowest and highest price
ITEMS: dict[str, tuple[tuple[str, str, str, int, int], ...]] = {
    "en": (
        ("Senior consultant", "Discovery workshop and written summary of findings for the steering committee", "hours", 110, 220),
        ("Monthly platform subscription", "Professional plan, 25 seats included", "months", 90, 900),
        ("Network switch 48-port", "Serial numbers listed on the delivery note", "pcs", 300, 1200),
        ("Office cleaning, ground floor", "Five visits a week including consumables", "months", 400, 1500),
        ("API calls above allowance", "Metered usage as reported in the customer portal", "units", 1, 4),
        ("Project management", "Coordination of suppliers and weekly reporting", "days", 600, 1200),
        ("Training session", "On site, up to 12 participants", "pcs", 450, 950),
        ("Data migration from legacy system", "Includes two rehearsals and the final cut-over at the weekend", "days", 700, 1100),
        ("Premium support retainer", "24/7 response within one hour", "months", 800, 2500),
        ("A4 copier paper 80 gsm", "500 sheets per ream", "boxes", 18, 35),
        ("Freight handling", "Pallets in and out of the bonded warehouse", "pallets", 12, 60),
        ("Security guard, night shift", "Rate agreed for bank holidays not applied", "hours", 24, 48),
        ("Logo and brand guidelines", "Second round of revisions", "pcs", 900, 4000),
        ("Replacement filter cartridge", "Fits models 200 to 240", "pcs", 8, 90),
        ("Hosting, dedicated server", "16 cores, 128 GB memory", "months", 150, 480),
        ("Software licence renewal", "One year, named users", "users", 40, 320),
    ),
    "de": (
        ("Beratung vor Ort", "Abstimmung mit der Fachabteilung und Protokoll", "Std", 90, 180),
        ("Wartung der Klimaanlage", "Filterwechsel und Dichtheitsprüfung laut Wartungsplan", "Stk", 150, 600),
        ("Softwarepflege", "Monatliche Pauschale", "Monat", 200, 900),
        ("Montagematerial", "Schrauben, Dübel, Kabelbinder", "Stk", 3, 40),
        ("Transport und Verpackung", "Lieferung frei Haus", "Stk", 20, 120),
        ("Schulung der Mitarbeiter", "Halber Tag, bis zehn Personen", "Stk", 400, 900),
    ),
    "fr": (
        ("Prestation de conseil", "Ateliers et compte rendu remis au comité", "heures", 80, 160),
        ("Maintenance informatique", "Forfait mensuel, intervention sous quatre heures", "mois", 150, 700),
        ("Nettoyage des bureaux", "Cinq passages par semaine", "mois", 300, 1200),
        ("Fournitures diverses", "Selon bon de livraison", "u", 4, 60),
        ("Formation des utilisateurs", "Une demi-journée sur site", "u", 350, 800),
    ),
    "nl": (
        ("Advies en begeleiding", "Overleg met de projectgroep en verslag", "uur", 80, 150),
        ("Onderhoud installatie", "Volgens onderhoudscontract, inclusief voorrijkosten", "stuks", 120, 500),
        ("Licentie per gebruiker", "Jaarabonnement", "stuks", 30, 200),
        ("Schoonmaak kantoor", "Vijf keer per week", "maand", 250, 900),
        ("Transportkosten", "Levering op de bouwplaats", "stuks", 25, 140),
    ),
}  # fmt: skip
