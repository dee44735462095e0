"""trafilatura's second opinion, asked only where it can change the text.

After its own extraction trafilatura runs another one (readability) over the whole page, a third of the time that a page
takes, and takes that text if it is more than twice as long, or if its own has no paragraphs or more tables than
paragraphs. Where its own text is most of what the page says at all, none of this can be.
"""

from __future__ import annotations

import inspect
from typing import Any

from trafilatura import core, external

_OTHERS = "compare_extraction"
_PARAMETERS = ["cleaned_tree", "raw_tree", "body", "text", "options"]  # of the versions that this is written for
_MARGIN = 1.1  # for white space, which the other extraction may set otherwise
_compare: Any = getattr(external, _OTHERS, None)


def ask_seldom() -> None:
    """For all readings of this process. Another version than was looked at here is left alone."""
    if _compare is not None and list(inspect.signature(_compare).parameters) == _PARAMETERS:
        setattr(core, _OTHERS, _compared)


def _compared(cleaned_tree: Any, raw_tree: Any, body: Any, text: str, options: Any) -> Any:
    if is_settled(raw_tree, body, text, options):
        return body, text
    return _compare(cleaned_tree, raw_tree, body, text, options)


def is_settled(page: Any, body: Any, text: str, options: Any) -> bool:
    """Whether `body`, with the words `text`, stays whatever another extraction finds in the page."""
    if len(text) < options.min_extracted_size or options.focus == "recall":
        return False
    if _MARGIN * len(" ".join(page.text_content().split())) > 2 * len(text):
        return False
    if not body.xpath(".//p//text()") or len(body.findall(".//table")) > len(body.findall(".//p")):
        return False
    return not body.xpath(external.SANITIZED_XPATH)
