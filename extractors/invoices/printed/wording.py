"""What invoices call things, in English, German, French, Dutch, Spanish and Italian.

Each table is a list of patterns, most telling first; a space in a pattern stands for any white
space, a hyphen or nothing.  Longer wording wins over shorter at the same place.
"""

import re
from collections.abc import Mapping, Sequence

_NO = r"(?:no\.?|nr\.?|n[°ºo]\.?|n\.|num(?:ber|éro|ero|mer)?\.?|número|núm\.?|numero|#|id)"

LABELS: Mapping[str, Sequence[str]] = {
    "number": (
        rf"(?:tax )?invoice {_NO}",
        rf"credit (?:note|memo) {_NO}",
        rf"(?:tax )?invoice {_NO} (?:and|&|/) date",
        rf"(?:bill|document|doc\.?|inv\.?|credit|statement|receipt) {_NO}",
        r"(?:tax )?invoice code",
        r"invoice ref(?:erence|\.)?",
        rf"\w*rechnungs? {_NO}",
        rf"\w+note {_NO}",
        rf"(?:beleg|gutschrifts?) {_NO}",
        rf"{_NO} (?:de )?(?:la )?facture",
        rf"(?:facture|avoir) {_NO}",
        rf"(?:factuur|credit(?:nota)?|betaaloverzicht) {_NO}",
        rf"{_NO} (?:de )?factura",
        rf"factura {_NO}",
        rf"{_NO} (?:della )?fattura",
        rf"(?:fattura|nota di credito) {_NO}",
        r"invoice",
        r"rechnung",
        r"facture",
        r"factuur",
        r"factura",
        r"fattura",
        r"credit note",
        r"number",
        r"document",
    ),
    "issue_date": (
        r"(?:tax )?invoice date",
        r"date of (?:invoice|issue)",
        r"(?:issue|issuing|billing|bill|document|credit note) date",
        r"date (?:issued|of issue)",
        r"issued(?: (?:on|at))?",
        r"created(?: (?:on|at))?",
        r"(?:statement|tax invoice|invoice tax|tax|credit) date",
        r"(?:invoice )?date(?: (?:and|&|/) (?:tax point|time of supply))",
        r"tax point",
        r"(?:rechnungs|beleg|ausstellungs) datum",
        r"date (?:de |d')(?:la )?(?:facture|facturation|émission)",
        r"émise? le",
        r"(?:factuur|betaaloverzicht) datum",
        r"fecha (?:de )?(?:la )?(?:factura|emisión|expedición)",
        r"data (?:della )?fattura",
        r"data (?:di )?emissione",
        r"date",
        r"datum",
        r"fecha",
        r"data",
        r"dated",
    ),
    "due_date": (
        r"(?:payment )?due(?: (?:date|on|by))?",
        r"payment due(?: (?:date|on|by))?",
        r"date due",
        r"(?:total )?amount due on",
        r"(?:pay|payable) by",
        r"payment (?:deadline|date)",
        r"(?:please )?(?:remit|pay) (?:until|before|by)",
        r"fällig(?:keit)?(?:s ?datum)?(?: am)?",
        r"zahlbar bis(?: zum)?",
        r"zahlungs ?(?:ziel|termin)",
        r"date (?:d')?échéance",
        r"échéance",
        r"date limite de (?:paiement|règlement)(?: le)?",
        r"à (?:payer|régler) (?:avant|au plus tard)(?: le)?",
        r"verval ?datum",
        r"(?:uiterste betaal|uiterlijke betaal) ?datum",
        r"te betalen (?:voor|vóór)",
        r"fecha (?:de )?vencimiento",
        r"vencimiento",
        r"data (?:di )?scadenza",
        r"scadenza",
    ),
    "received_date": (
        r"received(?: (?:on|by [a-z ]{1,30}))?",
        r"date received",
        r"receipt date",
        r"date of receipt",
        r"eingangs? ?datum",
        r"eingegangen(?: am)?",
        r"reçue? le",
        r"ontvangen(?: op)?",
    ),
    "corrects": (
        r"corrects(?: invoice)?(?: no\.?)?",
        r"corrected invoice",
        r"original invoice(?: (?:no\.?|number))?",
        r"(?:credit|correction) (?:for|of|to) invoice",
        r"(?:against|relating to|refers to|with reference to|re:?) invoice(?: no\.?)?",
        r"(?:korrektur|gutschrift|storno) (?:zu|der|zur) rechnung(?: nr\.?)?",
        r"zu rechnung(?: nr\.?)?",
        r"(?:annule|rectifie|concerne)(?: la)? facture(?: n°)?",
        r"factura rectificada",
        r"betreft factuur",
    ),
    "purchase_order": (
        rf"(?:your |customer |buyer'?s? )?(?:purchase order|p\.?o\.?)(?: {_NO}| ref(?:erence|\.)?)?",
        rf"(?:your|customer) order(?: {_NO})?",
        rf"order {_NO}",
        rf"(?:ihre )?bestell(?:ung|ungs)?(?: {_NO})",
        r"ihre bestellung",
        rf"(?:votre |bon de )?commande {_NO}",
        rf"{_NO} (?:de )?(?:votre )?(?:bon de )?commande",
        r"votre commande",
        rf"(?:uw )?(?:bestel|inkooporder) {_NO}",
        rf"(?:{_NO} (?:de )?pedido|pedido {_NO})",
        rf"(?:ordine(?: d'acquisto)? {_NO}|{_NO} (?:d')?ordine)",
    ),
    "contract_reference": (
        rf"(?:contract|agreement)(?: (?:{_NO}|ref(?:erence|\.)?))?",
        r"(?:our )?(?:statement of work|sow|order form)(?: (?:no\.?|number))?",
        r"(?:under|per) (?:the )?(?:contract|agreement)",
        rf"vertrags?(?: ?(?:{_NO}|referenz))?",
        rf"(?:{_NO} (?:de |du )?contrat|contrat(?: {_NO})?)",
        rf"contract ?{_NO}",
        rf"(?:{_NO} (?:de )?contrato|contrato(?: {_NO})?)",
        rf"contratto(?: {_NO})?",
    ),
    "named_contract": (  # "Service contract:": read where it is a label, since prose says it too
        rf"(?:[^\W\d_]+ ){{1,2}}(?:contract|agreement)(?: (?:{_NO}|ref(?:erence|\.)?))?",
        rf"(?:master |sub )?(?:lease|licen[cs]e|subcontract|tenancy|retainer|engagement)(?: letter)?(?: (?:{_NO}|ref(?:erence|\.)?))?",
    ),
    "service_period": (
        r"(?:(?:service|billing|invoice|charge|rental|hire|usage|statement|trading|supply|subscription|maintenance|reporting|work|accounting) )?period(?: (?:covered|billed|of (?:service|performance|supply)))?",
        r"(?:service|billing|delivery|usage|supply) (?:month|dates|year|quarter|week)",
        r"dates? of (?:service|supply|performance)",
        r"(?:for|during|in) the (?:period|month)(?: (?:of|from))?",
        r"(?:services? |work )(?:rendered|provided|performed) (?:in|from|for|during)",
        r"(?:leistungs|abrechnungs|liefer|berichts|miet) ?(?:zeitraum|monat|periode)",
        r"zeitraum",
        r"période(?: de (?:facturation|prestation))?",
        r"periodo(?: de (?:facturación|servicio)| di (?:fatturazione|competenza))?",
        r"(?:factuur)?periode",
    ),
    "payment_terms": (
        r"(?:payment )?terms(?: of payment)?",
        r"payment conditions?",
        r"(?:zahlungs ?)?(?:bedingung(?:en)?|konditionen)",
        r"payment|zahlung|paiement|betaling|pago",
        r"(?:conditions|modalités|termes) de (?:paiement|règlement)",
        r"(?:betalings|betaal) ?(?:conditie|condities|voorwaarden|termijn)",
        r"(?:condiciones|términos|forma) de pago",
        r"(?:condizioni|termini|modalità) di pagamento",
    ),
    "currency": (
        r"(?:invoice )?currency",
        r"(?:rechnungs ?)?währung",
        r"devise",
        r"valuta",
        r"(?:moneda|divisa)",
    ),
    "tax_id": (
        rf"(?:vat|tax|gst|ust|mwst|btw|tva|iva)[ -]?(?:registration |reg\.? )?(?:id|identification)(?:ent)?[ .-]*{_NO}?",
        rf"(?:vat|gst|btw|tva|mwst|ust|tax)(?: reg(?:istration|\.)?)? {_NO}",
        r"ust[. -]*id[. -]*(?:nr\.?|nummer)?",
        r"umsatzsteuer[ -]?(?:identifikations[ -]?nummer|id(?:ent)?)[. -]*(?:nr\.?)?",
        rf"{_NO} (?:de )?tva(?: intra ?communautaire)?",
        r"tva intra ?communautaire",
        rf"[A-Z]{{2}} vat(?: {_NO})?",
        r"(?:n\.?i\.?f\.?|c\.?i\.?f\.?)",
        r"p(?:artita|\.)? ?iva",
        r"(?:ein|abn|uid)(?: no\.?| number)?",
        r"btw",
        r"vat",
    ),
    "iban": (
        r"iban",
        r"(?:bank )?account(?: (?:no\.?|number))?",
        r"(?:konto|bankkonto)(?:[ -]?(?:nr\.?|nummer))?",
        r"(?:n° de )?compte(?: bancaire)?",
        r"(?:bank)?rekening(?: ?(?:nr\.?|nummer))?",
        r"(?:número de )?cuenta(?: bancaria)?",
        r"conto corrente",
    ),
    "other": (  # labels whose values we do not keep: they bound the values of others
        r"(?:ship|shipped|deliver|delivered|delivery)(?: (?:to|address))?",
        r"waren ?empfänger",
        r"liefer ?(?:adresse|anschrift|datum|schein)(?: ?(?:nr\.?|datum))?",
        r"leistungs ?datum",
        r"(?:adresse de )?livraison",
        r"lever(?:ings)?(?: ?adres| ?datum)",
        r"(?:your |our )?ref(?:erence|\.)?(?: no\.?| number)?",
        rf"(?:customer|client|account|buyer|supplier|vendor|kunden|klant) ?(?:{_NO}|code|ref(?:erence|\.)?|account|name and address)",
        r"(?:delivery|order|service|supply|start|end|ship(?:ping|ped)?|baseline|value|print(?:ed)?) date",
        r"(?:source|origin|account owner|account name|sort code|payment method|incoterms?|project|matter|job)",
        r"(?:contact|prepared by|sales ?person|account manager)",
        r"(?:phone|tel(?:ephone|efon)?|fax|e-?mail|web(?:site)?|internet)",
        r"(?:swift|bic|sort code|bank|routing)(?: code)?",
    ),
    "party_name": (r"(?:(?:company|legal|trading|registered|full|business) )?name", r"company"),
    "customer": (
        r"(?:bill|billed|billing|invoice|invoiced|sold|charge|issued|sent|prepared for|made out)[ -]?(?: to)(?: party| address)?",
        r"(?:sold|bill|ship)-to party",
        r"(?:billed|invoiced|prepared|issued) for",
        r"(?:bill|invoice)(?:ed|ing)? address",
        r"to",
        r"an",
        r"(?:customer|client|buyer|purchaser|recipient|licensee|lessee|hirer|tenant|subscriber|franchisee)(?: name| details| information)?",
        r"(?:information|details) (?:on|about|of) (?:the )?(?:buyer|customer|client)",
        r"rechnungs ?(?:empfänger|anschrift|adresse)",
        r"rechnung an",
        r"kund(?:e|in)",
        r"käufer(?: ?/ ?leistungs ?empfänger)?",
        r"leistungs ?empfänger",
        r"auftraggeber",
        r"(?:adressée?|facturée?) à",
        r"destinataire",
        r"(?:nom de l['’])?abonné",
        r"(?:factuur ?adres|klant|afnemer)",
        r"(?:facturar|factura) a",
        r"cliente",
        r"(?:intestata a|spett\.? ?le)",
    ),
    "supplier": (
        r"from",
        r"(?:supplier|vendor|seller|provider|service provider|licensor|lessor|landlord|franchisor|issuer|sender|payee|beneficiary|contractor)(?: name| details| information)?",
        r"(?:information|details) (?:on|about|of) (?:the )?(?:seller|supplier|vendor)",
        r"(?:sold|issued|billed|invoiced) by",
        r"remit to",
        r"verkäufer",
        r"lieferant",
        r"rechnungs ?steller",
        r"(?:émetteur|fournisseur|vendeur|prestataire)",
        r"(?:leverancier|verkoper)",
        r"(?:proveedor|emisor|vendedor)",
        r"(?:fornitore|cedente|emittente)",
    ),
}

TOTALS: Mapping[str, Sequence[str]] = {
    "net_amount": (
        r"nett?(?:o)?(?: (?:amount|total|value|sum|price))?",
        r"total net(?: amount)?",
        r"net (?:invoice|order|goods) (?:amount|total|value)",
        r"(?:un|pre)taxed (?:amount|total)",
        r"(?:items?|lines?|goods|products?|services?|fees|labou?r|parts|materials?|order|charges) (?:total|amount|net|value|sub total)",
        r"total (?:of )?(?:goods|services|fees|charges|items?|parts|labou?r|hours|work|lines)",
        r"(?:total|amount|sum|charges|price)(?: \w+)? \(?(?:excl(?:uding|usive|\.)?|ex\.?|before|without|net of)(?: of)? (?:the )?(?:vat|tax(?:es)?|gst|btw|sales tax)\)?",
        r"(?:total|sum|amount)(?: amount)? \(?(?:net|netto)\)?",
        r"sum of (?:all )?(?:the )?(?:line )?items?",
        r"(?:invoice )?sub ?totals?(?: (?:excl|ex|before|without)\.? ?(?:vat|tax|btw|gst)?)?",
        r"(?:total|amount|sum)(?: amount)? (?:excl(?:uding|\.)?|ex\.?|before|without|net of) (?:vat|tax(?:es)?|gst|btw)",
        r"taxable (?:amount|total)",
        r"netto(?: ?(?:betrag|summe|wert))?",
        r"(?:summe|gesamt|betrag) netto",
        r"(?:zwischen|positions|waren) ?summe(?: \(?netto\)?| (?:exkl|excl|ohne|vor)\.? (?:mwst|ust)\.?)?",
        r"(?:total of )?(?:all )?line(?:s| items?)? (?:total|amount)",
        r"rechnungs ?summe ohne ust\.?",
        r"gesamt(?:betrag)? \(?netto\)?",
        r"(?:total|montant)(?: \w+)? (?:h\.?t\.?|hors taxes?)",
        r"sous[ -]total",
        r"(?:sub)?totaal(?: ?bedrag)? (?:ex|excl|exclusief)\.? ?btw",
        r"exclusief btw",
        r"subtotaal",
        r"bedrag excl\.? btw",
        r"base imponible",
        r"(?:totale )?imponibile",
        r"nettobetrag",
    ),
    "tax_amount": (
        r"(?:plus |add |incl(?:uding|\.) |zzgl\.? |inkl\.? )?(?:total )?(?:vat|gst|hst|pst|sales tax|tax)(?:es)?(?: (?:total|amount))?",
        r"taxes (?:and|&) (?:surcharges|fees|levies)",
        r"(?:total|amount of|total amount of|sum of) (?:vat|tax|gst|value added tax)",
        r"(?:total )?(?:output|input|value added|goods and services|state(?: (?:and|&) local)?|local|county|city|federal|service|consumption|item) (?:vat|tax)(?:es)?(?: (?:total|amount))?",
        r"(?:zzgl\.? |inkl\.? |\+ ?)?(?:gesetzl(?:iche|\.) )?(?:umsatz ?steuer|mehrwert ?steuer|mwst\.?|ust\.?|steuer ?betrag|steuer)(?: ?betrag)?(?: in)?",
        r"mwst[ -]betrag",
        r"(?:standard|reduced|higher|lower|zero)[ -]rated?",
        r"(?:total |montant )?(?:de la )?t\.?v\.?a\.?",
        r"(?:totaal )?btw(?: ?bedrag)?",
        r"(?:cuota )?i\.?v\.?a\.?",
        r"imposta",
    ),
    "total": (
        r"(?:grand |invoice )?total(?: (?:amount|sum|price|credit|invoice|charges?))?(?: (?:incl(?:uding|\.)?|with|inc\.?) (?:vat|tax(?:es)?|gst))?",
        r"total (?:amount )?(?:due|payable|to pay)",
        r"total (?:\w+ )?(?:for )?this (?:invoice|bill|statement|period)",
        r"now (?:payable|due)",
        r"(?:total )?(?:new|current) charges",
        r"(?:invoice|grand|order|final)? total \(?(?:incl(?:uding|usive|\.)?|inc\.?|with|gross)(?: of)?(?: (?:vat|tax(?:es)?|gst|btw))?\)?",
        r"(?:final|gross|billed|total gross|gross invoice|invoice gross)(?: (?:amount|total|value|sum))",
        r"(?:amount|total|sum|balance) (?:to pay|to be paid|payable|owed|outstanding|remaining|for payment)",
        r"(?:amount|total|balance) due for payment",
        r"(?:please )?pay this amount",
        r"(?:remaining|outstanding|open|unpaid)(?: (?:balance|amount|unpaid|due|sum|total))",
        r"remaining to pay",
        r"rounded total",
        r"balance",
        r"total amount due on [\w ,./-]+",
        r"(?:net )?(?:amount|balance|total|payment) (?:due|payable|owing)(?: this (?:period|invoice|application))?",
        r"due payable",
        r"(?:credit|invoice) (?:total|amount)",
        r"(?:(?:gesamt|end|rechnungs) ?(?:betrag|summe|preis)|brutto ?(?:betrag|summe))(?: brutto| inkl\.? (?:mwst|ust)\.?)?",
        r"gesamt\w*",
        r"(?:rechnungs|gesamt)? ?summe(?: brutto)?",
        r"zahl ?betrag",
        r"(?:rest|offener) ?(?:betrag|forderung|zahlung|summe)",
        r"noch zu zahlen",
        r"zu zahlen(?:der betrag)?",
        r"(?:total|montant)(?: \w+)? (?:t\.?t\.?c\.?|toutes taxes comprises)",
        r"total (?:facture|général|à payer)",
        r"net à payer",
        r"(?:somme|montant|reste) à payer",
        r"totaal ?(?:bedrag)?(?: (?:incl|inclusief)\.? ?btw)?",
        r"(?:bedrag|totaal) (?:incl|inclusief)\.? ?btw",
        r"te betalen(?: bedrag)?",
        r"(?:importe|total) (?:total|factura|a pagar)",
        r"totale(?: (?:fattura|documento|da pagare|complessivo))?",
    ),
    "prepaid_amount": (
        r"(?:less |amount )?(?:already )?(?:amounts? )?(?:paid|prepaid|deposit(?: (?:paid|received))?|down payment|advance payment|payments? (?:received|made))",
        r"paid (?:amount|on [\w ,./-]+|to date)",
        r"payments?(?:\s?/\s?credits?)?(?: applied)?",
        r"paid to date",
        r"(?:erhaltene |geleistete |abzgl\.? )?(?:anzahlung(?:en)?|abschlags ?zahlung(?:en)?|vorauszahlung(?:en)?)",
        r"acomptes?(?: versés?)?",
        r"(?:reeds )?betaald",
        r"(?:anticipo|pagado)",
        r"acconto",
    ),
    "adjustment": (
        r"(?:less |trade |volume )?(?:discount|rebate|allowance)",
        r"(?:shipping|freight|delivery|handling|postage|carriage)(?: (?:and|&) (?:handling|packing))?(?: (?:costs?|charges?|fee))?",
        r"(?:\w+ )?(?:discount|rebate|allowance|credit)s?(?: (?:total|amount))?",
        r"(?:sum of |total )(?:discounts?|allowances|charges)",
        r"(?:carriage|freight|shipping|delivery)(?: (?:net|amount|total))",
        r"(?:rabatt|nachlass|gesamtbetrag der abschläge)",
        r"(?:versand|fracht|porto|transport)(?:kosten)?",
        r"gesamtbetrag der zuschläge",
        r"remise",
        r"frais de port",
        r"(?:korting|verzendkosten)",
        r"(?:descuento|gastos de envío|sconto|spese di spedizione)",
    ),
    "rounding_amount": (r"rounding(?: adjustment)?", r"rundung", r"arrondi", r"afronding"),
}
"""In a summary, "amount due" after prepayment is told from the total by arithmetic."""

DUE_TOTALS = re.compile(
    r"(?:amount|balance|total) (?:due|to be paid|owed|outstanding|remaining|for payment)|rounded total|now (?:payable|due)|(?:rest|offener) ?(?:betrag|forderung|zahlung|summe)|noch zu zahlen|balance|remaining|outstanding|unpaid|open amount|due payable|zahl ?betrag|net à payer|(?:somme|reste|montant) à payer"
    r"|te betalen|zu zahlen|to pay|a pagar|da pagare",
    re.IGNORECASE,
)

CREDIT_TITLE = re.compile(
    r"^\W*(?:tax )?(?:credit (?:note|memo|invoice)|gutschrift|stornorechnung|rechnungskorrektur"
    r"|(?:facture d')?avoir|creditnota|creditfactuur|credit ?factuur|(?:factura|nota) de (?:abono|crédito)"
    r"|factura rectificativa|nota di credito)\b",
    re.IGNORECASE,
)
INVOICE_TITLE = re.compile(
    r"\b(?:(?:tax |sales |pro ?forma )?invoice|(?:\w+)?rechnung|facture|factuur|factura|fattura|betaaloverzicht"
    r"|credit (?:note|memo)|gutschrift|avoir|creditnota|nota de crédito|nota di credito)\b",
    re.IGNORECASE,
)
NOT_ENGLISH = re.compile(
    r"\b(?:rechnung|menge|betrag|facture|montant|quantité|factuur|bedrag|aantal|factura|importe|fattura|importo)",
    re.IGNORECASE,
)
LEGAL_FORM = re.compile(
    r"(?:\b(?:gmbh|mbh|ag|kg|ohg|e\.?k\.?|ug|se|ltd|limited|plc|llp|llc|l\.l\.c|lp|inc|incorporated|corp"
    r"|corporation|company|co|pty|b\.?v|n\.?v|vof|s\.?a\.?s|s\.?a\.?r\.?l|s\.?a|s\.?r\.?l|s\.?p\.?a|s\.?l|oy|oyj"
    r"|ab|a/s|aps|as|asa|sp\. z o\.?o|s\.?r\.?o|d\.?o\.?o|kft|dac|clg|sàrl|sagl|bvba|srl|scs|ltda|pte|pvt|s\.?c\.?a|gesmbh|pc|pllc|unlimited|gesellschaft|genossenschaft|stiftung|eg|gbr)\b\.?)",
    re.IGNORECASE,
)


def spans(patterns: Sequence[re.Pattern[str]], text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, rank) of every reading, the longest at each place."""
    found: dict[int, tuple[int, int, int]] = {}
    for rank, pattern in enumerate(patterns):
        for match in pattern.finditer(text):
            start, end = match.span()
            if end > start and (start not in found or end > found[start][1]):
                found[start] = (start, end, rank)
    return list(found.values())


def compiled(wording: Sequence[str]) -> list[re.Pattern[str]]:
    """Compile the patterns of one thing."""
    return [
        re.compile(
            rf"(?<![\w@.\-])(?:{_SPACES.sub(_SPACE, pattern)})(?:(?<=[#°º.])|(?![\w@]))",
            re.IGNORECASE,
        )
        for pattern in wording
    ]


_SPACES = re.compile(r" (?![^\[\]]*\])")  # not within a class of characters
_SPACE = r"[\\s\\-]{0,2}"
