"""What the columns of a line table are called, in six languages.

Words are folded: letters only, in lower case, one space between; "#", "%" and "°" stay.
"""

from collections.abc import Mapping

_WORDING: Mapping[str, str] = {
    "position": "# | no | nr | sr | pos | position | line | line no | item no | item # | ln | lfd nr | n | n ° | nº | rang | sl no",
    "category": "item type | type | line type | charge type | expense type | activity type | service type | category | class | item category | leistungsart | kategorie | catégorie",
    "exchange": "ex rate | exch rate | exchange rate | exchange | fx rate | fx | roe | rate of exchange | kurs | wechselkurs | umrechnungskurs | taux de change | cours | wisselkoers",
    "code": "art | gtin | ean | art nr lieferant | art nr kunde | art nr lief | art nr | item code | code | sku | product code | part no | article no | article number | artikelnr | artikelnummer"
    " | artikel nr | art nr | référence | réf | ref | reference | article code | material | código | codice",
    "description": "work stage | stage | subscription | plan | cost category | budget category | expense category | cost element | cost item | line item | rate card item | fee earner | timekeeper | site service | type of service | type of charge | art der leistung | description | item | items | item description | product | product description | product service | service"
    " | services | procedure | treatment | details | particulars | item details | description of services | description of work | description of works | work performed | activity | task | work | role | narrative | charge description | products | goods | goods or services | product or service | product service | products and services | description of charges | assignment | tätigkeit | what for | description of work | article description | project | matter | name | product name | service description | item name | memo"
    " | beschreibung | bezeichnung | artikel | leistung | text | artikelbezeichnung | warenbezeichnung | position leistung"
    " | désignation | libellé | prestation | description des prestations | produit | détail | descriptif"
    " | omschrijving | product omschrijving | concepto | descripción | artículo | descrizione | prodotto | artikelbezeichnung",
    "quantity": "seats | users | licences | licenses | qty | qnty | quantity | quantities | quant | hours | hrs | units | days | no of units | menge | anzahl | stunden | std | aantal"
    " | quantité | qté | qte | nombre | cantidad | cant | unidades | quantità | qtà | hours qty | qty hours | units used | usage | used | consumption | umfang | hours units | hours billed | reg hours | billed qty | hours worked | time | count | how many",
    "unit": "unit | u m | basis | per | units of measure | uom | um | unit of measure | base unit | measure | einheit | me | unité | eenheid | unidad | unità | einh",
    "unit_price": "per hour | per day | per month | per unit | per item | per piece | per user | per head | price per hour | price per day | price per month | rate per hour | rate per day | unit value | rate applied | ep netto | pro stunde | pro tag | par heure | par jour | unit price | price | rate | unit cost | price per unit | cost | hourly rate | price unit | bill rate | billing rate | charge rate | day rate | daily rate | each | price each | unit net price | up | u p | net unit price | price per item | list price"
    " | unit rate | einzelpreis | preis | e preis | ep | einzel | nettopreis | vk preis | stückpreis | preis einheit"
    " | listenpreis | satz | prix unitaire | prix unit | prix | pu | p u | pu ht | p u ht | prix unitaire ht | prix u | tarif"
    " | prijs per stuk | prijs | stukprijs | eenheidsprijs | tarief | precio | precio unitario | precio unidad"
    " | prezzo | prezzo unitario | ansatz | stundensatz | tagessatz | unit price net | net price",
    "price_base": "per unit | preiseinheit | pe | price base | prix par",
    "discount": "disc | disc % | reduc | reduction | discount % | discount | rabatt | rabatt % | remise | korting | descuento | dto | sconto",
    "tax_rate": "vat | vat % | vat rate | tax | tax % | tax rate | taxes | gst | ust | ust % | ust satz | mwst | mwst %"
    " | mwst satz | steuer | steuersatz | tva | tva % | % tva | taux tva | btw | btw % | btw vat | iva | % iva"
    " | sales tax | % vat | vat code",
    "tax_amount": "vat amount | tax amount | btw amount | btw bedrag | ust betrag | mwst betrag | steuerbetrag"
    " | montant tva | cuota iva",
    "amount": "amount | total | extended cost | total cost | line cost | ext cost | line total | total price | net amount | line amount | sub total | subtotal | ext price"
    " | extended | ext | extension | net amt | amt | net total | total net price | fee | fees | honorar | nett | net line total | item total | line amt | extended price | extended amount | net | value | total amount | price total | charge | charges | amount due | gross amount"
    " | betrag | gesamt | gesamtpreis | gesamtbetrag | g preis | gp | zeilenbetrag | positionsbetrag | entgelt | summe"
    " | nettobetrag | nettowert | netto | wert | positions | positions betrag | gesamt netto | montant | montant ht | total ht | prix total | total ttc"
    " | montant ttc | bedrag | totaal | totaalprijs | prijs incl btw | prijs incl | prijs totaal | importe | importe total"
    " | importo | totale | prezzo totale | total net"
    " | this period | this application | this claim | this invoice | this billing | this month | work this period | work completed this period"
    " | completed this period | amount this period | billed this period | claimed this period | current period | current application | current claim"
    " | current billing | current amount | amount claimed | claim amount | diese periode | dieser abschlag | présente situation | deze termijn",
    "progress": "scheduled value | contract value | contract sum | contract amount | schedule of values | budget | previous | previous applications"
    " | previous application | work completed from previous application | work completed from previous applications | work completed previously | work completed to date | total completed and stored | from previous application | from previous applications | previous claims | previous billings | previously billed | previously claimed"
    " | previously invoiced | prior | prior billed | prior applications | completed to date | billed to date | claimed to date | to date | total to date"
    " | completed and stored to date | total completed and stored to date | total completed | materials stored | materials presently stored | stored materials"
    " | complete | % complete | % | percent | % completed | percent complete | % g c | g c | % to date | balance to finish | balance to claim | balance to complete | % compl | compl | balance | remaining | balance remaining | left to bill"
    " | retainage | retention | retained | less retention",
    "period_start": "on hire | hire start | check in | arrival | from | start | start date | from date | period start | period from | service start | von | vom | desde | dal",
    "period_end": "off hire | hire end | check out | departure | until | to | end | end date | to date | through | thru | period end | period to | service end | bis | hasta | tot | au | al",
    "period": "when | month | service month | billing month | monat | leistungsmonat | abrechnungsmonat | mois | maand | service window | billing cycle | days covered | dates covered | period of use | period | usage period | service period | term | coverage | coverage period | period covered | week ending | week commencing | week beginning | week ended | week of | w e | w c | week | service period | billing period | dates | date | service date | date of service | service dates"
    " | zeitraum | leistungszeitraum | datum | leistungsdatum | période | periode | fecha | periodo | period of service",
}
PHRASES = {
    tuple(phrase.split()): role
    for role, phrases in _WORDING.items()
    for phrase in phrases.split(" | ")
}
PARTICIPLES = frozenset(
    "worked delivered billed charged used applied supplied provided consumed ordered shipped sold served uur".split()
)
"""Words that may follow a heading of quantities or prices and are part of it: "Hrs worked"."""
CATEGORIES = frozenset(
    ("activity", "product service", "product or service", "products and services")
)
"""What heads the sort of a line, where another column is headed as its description."""
DESCRIBING = frozenset(
    "description details particulars narrative memo beschreibung bezeichnung désignation libellé"
    " omschrijving descripción descrizione".split()
)
"""Words that head nothing but a description."""
CURRENCY_TOKENS = frozenset(
    "eur usd gbp chf cad aud nzd sek nok dkk pln czk jpy cny inr sgd hkd zar in".split()
)
"""Words that a heading may carry beside its own: "Amount AUD", "Menge in"."""
BESIDE = frozenset("net gross netto brutto ht ttc excl incl tax vat".split())
"""Words in brackets that say which amount is meant: "Total (net)"."""
HEADING_TOKENS = {token for phrase in PHRASES for token in phrase} | set(
    "ohne excl incl ex inkl zzgl exkl per pro net brutto netto in eur usd gbp chf € $ £ kunde lief of de la the "
    "and ht ttc each gtin ean art price qty einheit vke geb ust mwst vat".split()
)
"""Every word that headings are made of; a row of nothing else is a further line of headings."""
