"""Reading the lists into memory before anybody asks: the first reader would wait for all of it."""

import gc
from dataclasses import replace

from contract_ai.desk import contracts, dashboard, finding_summary, findings, invoices, reviews
from contract_ai.desk.finding_filter import SORTS, FindingFilter
from contract_ai.desk.held.shelf import Shelf, shelf_of
from contract_ai.desk.scope import EVERYTHING
from contract_ai.logs import log
from contract_ai.web.pages import compile_templates
from contract_ai.web.site import Site
from models.errors import ContractAIError

_TEMPLATES = "home.html findings.html contracts.html invoices.html review_queue.html".split()


def warm_lists(site: Site) -> Shelf | None:
    """Read and sort every list as it opens for who sees everything; None where that cannot be done.

    A process that is forked afterwards may go on with what was read (`keep_shelf`): the memory is
    shared until one of the two writes into it.
    """
    compile_templates(_TEMPLATES)
    today = site.today()
    try:
        with site.database.read() as session:
            wanted = FindingFilter(state=("open",))
            finding_summary.summary(session, EVERYTHING, wanted, today)
            for sort in SORTS:
                findings.find(session, EVERYTHING, replace(wanted, sort=sort), today)
            contracts.find(session, EVERYTHING, contracts.ContractFilter())
            invoices.find(session, EVERYTHING, invoices.InvoiceFilter())
            reviews.queue(session, EVERYTHING, reviews.QueueFilter())
            dashboard.dashboard(session, EVERYTHING, today)
            found = shelf_of(session)
    except ContractAIError as error:  # whoever asks for a page is told
        log().warning("lists not read at the start", code=error.code.value)
        return None
    gc.collect()
    gc.freeze()  # the collector need not look at it again, nor write into what is shared
    return found
