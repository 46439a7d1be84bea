"""The page of a report: the template beside this module with the data in it. It needs nothing else."""

import os

_TEMPLATE = "_report.html"
_PLACE = "@DATA@"
# what could end the element that the data is in, or is no part of a script everywhere
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(json_text):
    """The page as one string."""
    before, _, after = _template().partition(_PLACE)
    for character, escape in _ESCAPES.items():
        json_text = json_text.replace(character, escape)
    return before + json_text + after


def _template():
    """Of a folder or of a jar."""
    folder = os.path.dirname(__file__)
    return __loader__.get_data(os.path.join(folder, _TEMPLATE)).decode()
