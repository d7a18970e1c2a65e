"""Pages of documents for people to look at: pictures, words with boxes, text to select from.

Everything is made in child processes and kept on disk; nothing here knows of the web.
"""
