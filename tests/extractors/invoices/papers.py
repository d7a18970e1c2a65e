"""Printed invoices of many houses, made up for the tests, each as its printer would lay it out."""

from tests.extractors.invoices.printing import Printer


def time_sheet_firm() -> bytes:
    """American: dates in figures, a column of dates, sales tax, a payment already made."""
    page = Printer()
    page.block(50, 60, ["Brightwater Consulting LLC", "88 Mill Road", "Burlington, VT 05401"])
    page.right(545, 60, "INVOICE", 20)
    page.pairs(
        400,
        480,
        130,
        [
            ("Invoice #", "BW-2207"),
            ("Date", "3/4/2024"),
            ("Terms", "Net 30"),
            ("Due Date", "4/3/2024"),
            ("P.O. No.", "4500129"),
        ],
    )
    page.text(50, 140, "Bill To")
    page.block(50, 154, ["Northgate Clinics Inc.", "400 Harbor Way", "Portland, ME 04101"])
    y = page.table(
        250,
        "50 120 380r 460r 545r",
        [
            ("Date", "Description", "Hours", "Rate", "Amount"),
            (
                "02/14/2024",
                ("Design workshop with the", "clinical team"),
                "6.5",
                "150.00",
                "975.00",
            ),
            ("02/20/2024", "Interface build", "22", "150.00", "3,300.00"),
            ("02/28/2024", "Travel, mileage", "", "", "64.20"),
        ],
    )
    page.sums(
        y + 10,
        [
            ("Subtotal", "$4,339.20"),
            ("Sales Tax (6.0%)", "$260.35"),
            ("Total", "$4,599.55"),
            ("Payments/Credits", "$-599.55"),
            ("Balance Due", "$4,000.00"),
        ],
    )
    return page.data()


def german_software_house() -> bytes:
    """German: sender's line over the window, decimal commas, names only in the footer."""
    page = Printer()
    page.text(70, 140, "Nordlicht Software GmbH · Hafenstraße 12 · 24103 Kiel", 7)
    page.block(70, 160, ["Küstenbau AG", "Frau Petra Lorenz", "Werftweg 3", "18055 Rostock"], 10)
    page.pairs(
        370,
        470,
        160,
        [
            ("Rechnungs-Nr.:", "2024-117"),
            ("Datum:", "05.03.2024"),
            ("Kundennummer:", "10023"),
            ("Bestellnummer:", "KB-7781"),
        ],
    )
    page.text(70, 270, "Rechnung", 16)
    y = page.table(
        330,
        "70 100 330r 345 450r 530r",
        [
            ("Pos.", "Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Gesamtpreis"),
            (
                "1",
                ("Beratung Datenmigration", "Februar 2024"),
                "12,5",
                "Std.",
                "120,00 €",
                "1.500,00 €",
            ),
            ("2", "Wartungspauschale", "1", "Monat", "350,00 €", "350,00 €"),
            ("3", "Lizenzen Arbeitsplatz", "25", "Stk.", "18,40 €", "460,00 €"),
        ],
    )
    sums = [("Nettobetrag", "2.310,00 €"), ("zzgl. 19 % MwSt.", "438,90 €")]
    page.sums(y + 10, [*sums, ("Gesamtbetrag", "2.748,90 €")])
    page.block(70, 770, ["Nordlicht Software GmbH", "Hafenstraße 12", "24103 Kiel"], 7)
    page.block(240, 770, ["USt-IdNr. DE 811 907 980", "Amtsgericht Kiel HRB 4711"], 7)
    page.block(400, 770, ["Förde Sparkasse", "IBAN DE02 1203 0000 0000 2020 51"], 7)
    return page.data()


def french_studio() -> bytes:
    """French: number and date in the title, spaces in amounts, a deposit paid."""
    page = Printer()
    page.block(
        50,
        60,
        [
            "Atelier Morel SARL",
            "14 rue des Lilas",
            "69003 Lyon",
            "N° TVA intracommunautaire : FR40 552 100 554",
        ],
    )
    page.block(380, 60, ["FACTURE N° F-2024-0042", "Date : 12/03/2024", "Échéance : 11/04/2024"])
    page.text(330, 140, "Adressé à :")
    page.block(330, 154, ["Société Vernet SAS", "8 avenue Foch", "75116 Paris"])
    y = page.table(
        240,
        "50 330r 430r 545r",
        [
            ("Désignation", "Quantité", "Prix unitaire HT", "Montant HT"),
            ("Conception graphique - mars 2024", "3", "450,00", "1 350,00"),
            ("Impression brochures", "500", "1,20", "600,00"),
        ],
    )
    y = page.sums(
        y + 10,
        [
            ("Total HT", "1 950,00 €"),
            ("TVA 20 %", "390,00 €"),
            ("Total TTC", "2 340,00 €"),
            ("Acompte versé", "340,00 €"),
            ("Net à payer", "2 000,00 €"),
        ],
    )
    page.text(50, y + 20, "Conditions de paiement : 30 jours à réception de facture")
    page.text(50, y + 34, "IBAN : FR14 2004 1010 0505 0001 3M02 606   BIC : PSSTFRPPPAR")
    return page.data()


def boxed_british() -> bytes:
    """British: labels above their values, codes, tax by line, a discount after the subtotal."""
    page = Printer()
    page.block(
        50,
        50,
        ["Harrow & Pike Ltd", "Unit 4, Canal Wharf", "Leeds LS1 4AP", "VAT Reg No: GB 123 4567 89"],
    )
    page.text(50, 130, "TAX INVOICE", 18)
    page.table(
        155,
        "50 150 250 350 450",
        [
            ("Invoice No", "Invoice Date", "Due Date", "Account Ref", "Your PO"),
            ("HP/2024/0931", "04/06/2024", "18/07/2024", "ORC001", "PO-55012"),
        ],
    )
    page.text(50, 205, "Invoice To:")
    page.text(320, 205, "Deliver To:")
    page.block(50, 218, ["Orchard Foods plc", "12 Grove Lane", "Bristol BS2 0JA"])
    page.block(320, 218, ["Orchard Foods Warehouse", "Dock 7", "Avonmouth BS11 9BD"])
    y = page.table(
        290,
        "50 110 310r 380r 450r 545r",
        [
            ("Item Code", "Description", "Qty", "Unit Price", "VAT %", "Net Amount"),
            ("PAL-01", "Pallet storage, May 2024", "120", "2.35", "20", "282.00"),
            ("HND-04", ("Handling inbound", "containers"), "4", "85.00", "20", "340.00"),
            ("INS-00", "Insurance premium", "1", "55.00", "0", "55.00"),
        ],
    )
    sums = [("Total Net", "£677.00"), ("Discount", "£-27.00"), ("Total VAT", "£119.00")]
    y = page.sums(y + 10, [*sums, ("Invoice Total", "£769.00")])
    page.text(50, y + 20, "Payment terms: 30 days from date of invoice")
    return page.data()


def two_pages() -> bytes:
    """Headings and letterhead again on the second page, a sum carried forward."""
    page = Printer()
    rows = [(str(n), f"Server node {n:02d} rental", "31", "1.50", "46.50") for n in range(1, 43)]
    for number, part in ((1, rows[:30]), (2, rows[30:])):
        page.text(50, 50, "Cobalt Hosting Inc.", 13)
        page.text(50, 64, "1 Data Drive, Reno, NV 89501")
        page.right(545, 50, f"Page {number} of 2", 8)
        page.text(50, 90, "Invoice number: CH-88120")
        page.text(50, 104, "Invoice date: January 31, 2025")
        page.text(300, 90, "Customer: Lumen Retail Co.")
        page.text(300, 104, "Payment due: March 2, 2025")
        head = ("No", "Description", "Days", "Rate", "Amount (USD)")
        y = page.table(140, "50 80 330r 430r 545r", [head, *part])
        if number == 1:
            page.sums(y + 4, [("Carried forward", "1,395.00")])
            page.page()
    page.sums(y + 10, [("Subtotal", "1,953.00"), ("Tax (0%)", "0.00"), ("Total USD", "1,953.00")])
    return page.data()


def negative_credit_note() -> bytes:
    """A credit note with minus amounts."""
    page = Printer()
    page.block(50, 50, ["Marlow Print Works Ltd", "9 Quay Street", "Plymouth PL4 0BN"])
    page.right(545, 50, "CREDIT NOTE", 18)
    page.pairs(
        350,
        460,
        100,
        [
            ("Credit note no:", "CN-0071"),
            ("Date:", "14 May 2024"),
            ("Original invoice:", "INV-2093"),
        ],
    )
    page.block(50, 100, ["To: Tamar Events Limited", "3 Hoe Park, Plymouth PL1 2LR"])
    y = page.table(
        180,
        "50 350r 430r 545r",
        [
            ("Description", "Quantity", "Price", "Total"),
            ("Banner misprint, returned", "-2", "75.00", "-150.00"),
        ],
    )
    page.sums(y, [("Net", "-150.00"), ("VAT @ 20%", "-30.00"), ("Total credit", "£-180.00")])
    return page.data()


def centred_cells() -> bytes:
    """Figures at half the height of wrapped descriptions."""
    page = Printer()
    page.text(50, 50, "Invoice", 18)
    page.text(50, 80, "From")
    page.text(300, 80, "Billed to")
    page.block(50, 93, ["Fern & Oak Studio", "Lane 5, Dublin D02 X285", "VAT IE6388047V"])
    page.block(300, 93, ["Kite Mobility BV", "Keizersgracht 100", "1015 AA Amsterdam"])
    page.pairs(
        50,
        150,
        150,
        [
            ("Invoice ID", "FO-12"),
            ("Issued", "2024-09-30"),
            ("Due by", "2024-10-30"),
            ("Agreement", "MSA-2023-4"),
        ],
    )
    page.table(230, "50 300r 400r 545r", [("Service", "Hours", "Hourly rate", "Line total")])
    y = page.table(
        254,
        "50 300r 400r 545r",
        [
            (
                ("Brand audit and competitor", "review for the third quarter,", "Q3 2024"),
                "18",
                "€90.00",
                "€1,620.00",
            ),
            (("Illustration set,", "September 2024"), "7.5", "€80.00", "€600.00"),
        ],
        centred=True,
    )
    sums = [("Subtotal", "€2,220.00"), ("VAT (0% reverse charge)", "€0.00")]
    page.sums(y + 10, [*sums, ("Amount due", "€2,220.00")])
    return page.data()


def dutch_two_rates() -> bytes:
    """Dutch: two tax rates, each with the amount it is due on."""
    page = Printer()
    page.text(50, 60, "FACTUUR", 20)
    page.block(
        380,
        60,
        [
            "Bakker & Zonen B.V.",
            "Havenkade 21",
            "3011 ZA Rotterdam",
            "BTW NL 8567.34.210.B01",
            "IBAN NL91 ABNA 0417 1643 00",
        ],
    )
    page.block(50, 150, ["De Vries Logistiek B.V.", "T.a.v. Crediteuren", "1000 AB Amsterdam"])
    page.block(
        50, 220, ["Factuurnummer: 2024.0311", "Factuurdatum: 03-04-2024", "Vervaldatum: 03-05-2024"]
    )
    y = page.table(
        300,
        "50 330r 400r 470r 545r",
        [
            ("Omschrijving", "Aantal", "Prijs", "BTW", "Bedrag"),
            ("Onderhoud installatie maart 2024", "8", "95,00", "21%", "760,00"),
            ("Voorrijkosten", "2", "45,00", "21%", "90,00"),
            ("Vakliteratuur", "1", "60,00", "9%", "60,00"),
        ],
    )
    page.sums(
        y,
        [
            ("Subtotaal", "€ 910,00"),
            ("21% BTW over € 850,00", "€ 178,50"),
            ("9% BTW over € 60,00", "€ 5,40"),
            ("Totaal", "€ 1.093,90"),
        ],
    )
    return page.data()


def builder() -> bytes:
    """Lines without quantities, retainage in brackets, no net amount."""
    page = Printer()
    page.block(50, 50, ["Granite State Builders, Inc.", "77 Quarry Rd, Concord, NH 03301"])
    page.text(50, 90, "Bill To: Pine Hill School District")
    page.block(
        350,
        90,
        [
            "Invoice Date: 06/30/2025",
            "Contract No.: PH-2024-09",
            "Invoice No.: GSB-1044",
            "Due: Upon receipt",
        ],
    )
    y = page.table(
        170,
        "50 90 545r",
        [
            ("Item", "Description of Work", "Amount"),
            ("1", "Site work", "42,000.00"),
            ("2", "Concrete foundations", "118,500.00"),
            ("3", "Less retainage 10%", "(16,050.00)"),
        ],
    )
    page.sums(y, [("Net amount due this period", "$144,450.00")])
    return page.data()


def wrapped_labels() -> bytes:
    """Labels and values that wrap in a two-column header; tax that is wrong as printed."""
    page = Printer()
    page.text(50, 50, "INVOICE", 18)
    page.block(50, 80, ["Larkspur Data plc", "5 Harbour Row", "Bristol BS1 5UH"])
    page.text(300, 80, "Bill to:")
    page.block(300, 92, ["WREN BANK LTD", "22 Queen Street", "Edinburgh EH2 1JX"])
    page.text(50, 160, "Invoice #:")
    page.text(150, 160, "LD-00009")
    page.text(50, 174, "Issue date:")
    page.text(150, 174, "9 Oct 2024")
    page.text(50, 188, "Received by accounts")
    page.text(50, 200, "payable:")
    page.text(150, 200, "14 Oct 2024")
    page.text(150, 214, "Distribution and License")
    page.text(50, 226, "Agreement:")
    page.text(150, 226, "Agreement")
    page.text(50, 240, "Currency:")
    page.text(150, 240, "GBP")
    y = page.table(
        270,
        "50 90 340r 350 450r 545r",
        [
            ("#", "Description", "Qty", "Unit", "Unit price", "Amount"),
            (
                "1",
                ("Royalty Q3 2024: 6% of Gross Revenue of", "GBP 879,195.58"),
                "1",
                "quarter",
                "52,751.73",
                "52,751.73",
            ),
        ],
    )
    sums = [
        ("Net total", "52,751.73"),
        ("VAT 20%", "10,586.35"),
        ("Invoice total", "GBP 63,338.08"),
    ]
    page.sums(y + 10, sums)
    return page.data()


def items_without_a_table() -> bytes:
    """A bill of charges: no headings; only the sum shows which rows are the lines."""
    page = Printer()
    page.text(50, 50, "Skyline Compute Invoice", 14)
    page.text(50, 80, "Invoice Number: 42183017")
    page.text(50, 94, "Invoice Date: August 3, 2024")
    page.text(50, 120, "Bill to: Ivory Labs Limited")
    page.text(300, 120, "Sold by: Skyline Compute, Inc.")
    y = 180.0
    for name, amount in (
        ("Data transfer", "$0.01"),
        ("Virtual machines", "$1.87"),
        ("Archive", "$2.23"),
    ):
        page.text(60, y, name)
        page.right(545, y, amount)
        page.text(75, y + 14, "Usage of the month")
        page.right(545, y + 14, amount)
        y += 34
    page.text(50, y, "Total for this invoice")
    page.right(545, y, "$4.11")
    return page.data()
