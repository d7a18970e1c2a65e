"""Do payments and invoices agree?"""
