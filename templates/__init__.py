"""What a form is: its definition, its cell map, its kinds, and its findings."""

from templates.catalogue import catalogue
from templates.cellmap import Cell, CellMap, Field, Role, Rule
from templates.compiling import compile
from templates.definition import Form, Parameter, builtin_names, definition_schema
from templates.errors import DefinitionError, ParameterError, Problem, UnknownForm, ValuesError
from templates.findings import Finding, Message, Severity
from templates.loading import builtin, load
from templates.record_schema import record_schema
from templates.rolling import Rolled, roll_forward
from templates.stamp import Stamp, is_signed_with, parse_stamp, stamp_text
from templates.text import Language, Text

__all__ = [
    "Cell",
    "CellMap",
    "DefinitionError",
    "Field",
    "Finding",
    "Form",
    "Language",
    "Message",
    "Parameter",
    "ParameterError",
    "Problem",
    "Role",
    "Rolled",
    "Rule",
    "Severity",
    "Stamp",
    "Text",
    "UnknownForm",
    "ValuesError",
    "builtin",
    "builtin_names",
    "catalogue",
    "compile",
    "definition_schema",
    "is_signed_with",
    "load",
    "parse_stamp",
    "record_schema",
    "roll_forward",
    "stamp_text",
]
