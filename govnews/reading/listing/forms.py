"""Pagers that send a form: ASP.NET's ``__doPostBack``, and functions that set a field and submit."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from lxml.html import HtmlElement

from govnews.reading.listing.paging import PageRequest
from govnews.reading.page.javascript import Name, Value, read_calls, read_functions
from govnews.reading.page.page import Page
from govnews.urls import same_site

# document.getElementById('pageNo').value = n; $("#pageNo").val(n); document.form1.pageNo.value = n
_FIELD = re.compile(
    r"""(?:getElementById\(\s{0,5}["']([\w:$.-]{1,80})["']\s{0,5}\)|\$\(\s{0,5}["']#([\w:-]{1,80})["']\s{0,5}\)|"""
    r"""\.(\w{1,80}))\s{0,5}\.(?:value\s{0,5}=(?!=)|val\()\s{0,5}(\w{1,60})"""
)


def sent_by(page: Page, handler: str, scripts: str) -> PageRequest | None:
    """What the click that runs ``handler`` sends; None where it sends no form.

    The form goes to the page's own host with every field as it stands, but for the one that the click sets.
    """
    for arguments in read_calls(handler, "__doPostBack"):
        if len(arguments) == 2 and not any(isinstance(argument, Name) for argument in arguments):
            target, argument = map(str, arguments)
            states = (one for one in page.root.iter("input") if one.get("name") == "__VIEWSTATE")
            form = next((form for one in states for form in one.iterancestors("form")), None)
            return _send(page, form, {"__EVENTTARGET": target, "__EVENTARGUMENT": argument})
    return _sent_by_function(page, handler, scripts)


def _sent_by_function(page: Page, handler: str, scripts: str) -> PageRequest | None:
    """What a function of the page sends that sets a field to its argument and submits the form."""
    call = re.search(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60})\s*\(", handler)
    arguments = next(read_calls(handler, call[1]), ()) if call else ()
    if call is None or not arguments or any(isinstance(argument, Name) for argument in arguments):
        return None
    for parameters, body in read_functions(scripts, call[1]):
        given = dict(zip(parameters, arguments, strict=False))
        if not re.search(r"\bsubmit\s{0,5}\(", body):
            continue
        for by_id, by_hash, by_name, parameter in _FIELD.findall(body):
            value = given.get(parameter)
            field = _field(page, by_id or by_hash or by_name)
            if value is not None and not isinstance(value, Name) and field is not None:
                form = next(field.iterancestors("form"), None)
                return _send(page, form, {field.get("name") or "": value})
    return None


def _field(page: Page, name: str) -> HtmlElement | None:
    named = (one for one in page.root.iter("input") if one.get("name") is not None)
    return next((one for one in named if name in (one.get("id"), one.get("name"))), None)


def _send(page: Page, form: HtmlElement | None, changes: dict[str, Value]) -> PageRequest | None:
    """The request that the form makes with ``changes``; None for a form that leads to another host."""
    if form is None:
        return None
    url = page.address(form.get("action") or "") or page.url
    if not same_site(url, page.url):
        return None
    fields = {
        field.get("name"): field.get("value") or ""
        for field in form.iter("input")
        if field.get("name") is not None
        and (field.get("type") or "text").lower() in ("hidden", "text", "search")
    }
    data = urlencode({**fields, **changes}, errors="replace")
    if (form.get("method") or "get").lower() == "post":
        return PageRequest(url, "POST", data)
    return PageRequest(f"{url.partition('?')[0]}?{data}")
