"""What a browser calls itself, in words that a person knows it by."""

import re

_BROWSERS = (  # first match wins: most call themselves Chrome and Safari too
    (r"\bEdgA?/", "Edge"),
    (r"\bOPR/", "Opera"),
    (r"\bFirefox/|\bFxiOS/", "Firefox"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\bHeadlessChrome/|\bChrom(?:e|ium)/|\bCriOS/", "Chrome"),
    (r"\bSafari/", "Safari"),
    (r"^curl/", "curl"),
)
_SYSTEMS = (
    (r"\biPhone\b", "an iPhone"),
    (r"\biPad\b", "an iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b", "a Mac"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bLinux\b", "Linux"),
)


def browser_words(agent: str) -> str:
    """Name a browser and its system; the words are the browser's own and may be untrue.

    >>> browser_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox on Windows'
    >>> browser_words("Wget/1.21"), browser_words("")
    ('another program', 'another program')
    """
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "another program"


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((words for pattern, words in known if re.search(pattern, agent)), "")
