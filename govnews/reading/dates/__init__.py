"""Dates as Chinese government sites write them: read in full or refused, in Beijing time, precision kept.

::

    read_date(text)      a string that is nothing but a date              → Moment | None    grammar.py
    find_dates(text)     dates standing in a line, with their labels      → tuple of DatedText  labels.py
    date_role(name)      what a label or name says of its date            → Role             labels.py
    url_date(url)        the day that a URL's path carries                → Moment | None    address.py
    url_near(url)        that day or month, a witness for a missing year  → date | None      address.py
    decide_date(…)       what a page's witnesses say, reconciled          → day or moment, and its Evidence
                                                                                             verdict.py
"""

from govnews.reading.dates.address import url_date, url_near
from govnews.reading.dates.grammar import Moment, Precision, read_date
from govnews.reading.dates.labels import DatedText, Role, date_role, find_dates
from govnews.reading.dates.verdict import decide_date

__all__ = [
    "DatedText",
    "Moment",
    "Precision",
    "Role",
    "date_role",
    "decide_date",
    "find_dates",
    "read_date",
    "url_date",
    "url_near",
]
