"""What a phone reads from a page: its forms, found by the markup a browser would go by."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S | re.I)
_CONTROL = re.compile(r"<(input|textarea|button|select|option)\b([^>]*)>", re.I)
_ATTRIBUTE = re.compile(r"""([a-zA-Z][-a-zA-Z]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_LINKED = re.compile(r"""<(?:link\b[^>]*\bhref|script\b[^>]*\bsrc)=["']([^"']+\.(?:css|js))["']""", re.I)


class Control(NamedTuple):
    """An input, button or the like."""

    kind: str
    name: str
    value: str


@dataclass
class Form:
    """A form.

    Attributes:
        action: Where it is sent to, as written; "" for the page itself.
        method: ``get`` or ``post``.
        controls: Its controls with a name, in order.
    """

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields, as a browser sends them along."""
        return {c.name: c.value for c in self.controls if c.kind == "hidden"}

    def choices(self, name: str) -> list[str]:
        """Return the values that can be chosen for a field, whether radio buttons, options or buttons."""
        return [c.value for c in self.controls if c.name == name and c.kind in ("radio", "submit", "option")]

    def has(self, name: str) -> bool:
        """Whether it has a field of this name."""
        return any(control.name == name for control in self.controls)


def forms(page: str) -> list[Form]:
    """Return the forms of a page, in order."""
    found = []
    for head, inside in _FORM.findall(page):
        attributes = _attributes(head)
        form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
        form.controls.extend(_controls(inside))
        found.append(form)
    return found


def assets(page: str) -> list[str]:
    """Return the style sheets and scripts of a page, as written."""
    return _LINKED.findall(page)


def _controls(inside: str) -> Iterator[Control]:
    select = ""
    for tag, rest in _CONTROL.findall(inside):
        attributes = _attributes(rest)
        tag = tag.lower()
        name = attributes.get("name", "")
        if tag == "select":
            select = name
        elif tag == "option":
            yield Control("option", select, attributes.get("value", ""))
        elif name and "disabled" not in attributes:
            kind = attributes.get("type", {"button": "submit", "textarea": "textarea"}.get(tag, "text")).lower()
            yield Control(kind, name, attributes.get("value", ""))


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}
