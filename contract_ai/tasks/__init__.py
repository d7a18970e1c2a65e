"""What a child process does with a stranger's file, one task a module.

Each module offers ``run(data, file, extra)``: bytes, a name and the task's own text in, JSON out.
A task is named by its module, so a child that reads invoices never loads what contracts need.
"""

SECOND = "second_reader"
"""Key of a contract task's ``extra`` that holds what a second reader said: an ``answer`` (null where
there is none), whether it is ``whole``, and ``notices``."""
