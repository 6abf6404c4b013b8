from .catalogue import catalogue
from .cellmap import Cell, CellMap, Field, Role, Rule
from .compiling import compile
from .definition import Form, Parameter, builtin_names, definition_schema
from .errors import DefinitionError, ParameterError, Problem, UnknownForm, ValuesError
from .findings import Finding, Message, Severity
from .loading import builtin, load
from .record_schema import record_schema
from .rolling import Rolled, roll_forward
from .stamp import Stamp, is_signed_with, parse_stamp, stamp_text
from .text import Language, Text

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
