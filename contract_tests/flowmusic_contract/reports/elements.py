"""Trees of elements, for XML and HTML. Whoever writes them escapes them, so no text can become markup."""

from xml.etree.ElementTree import Element

Child = Element | str | None


def element(tag: str, /, *children: Child, **attributes: str | None) -> Element:
    """Returns an element with these children and attributes, leaving out what is None or empty.

    The name of an attribute may have a trailing underscore, as in `class_`; other underscores become hyphens.
    """
    made = Element(tag, {key.rstrip("_").replace("_", "-"): text for key, text in attributes.items() if text})
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif child:
            _add_text(made, child)
    return made


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
