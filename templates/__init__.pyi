from .compiling.compile import compile
from .definition.form import Form, Parameter
from .definition.parse import definition_schema
from .definition.versions import builtin_names, builtin_versions
from .findings.catalogue import catalogue
from .findings.errors import DefinitionError, ParameterError, Problem, TianbaoError, UnknownForm, ValuesError
from .findings.finding import Finding, Location, Message, Severity
from .loading import builtin, load, versions
from .model.cell_map import CellMap
from .model.field import Field
from .model.page import Cell, Role
from .model.rule import Rule
from .records.carryover import Rolled, RollSource, carry_over, check_years, roll_forward
from .records.record_schema import record_schema
from .stamp import Stamp, is_signed_with, parse_stamp, stamp_text, stamp_texts
from .text import Language, Text

__all__ = [
    "Cell",
    "CellMap",
    "DefinitionError",
    "Field",
    "Finding",
    "Form",
    "Language",
    "Location",
    "Message",
    "Parameter",
    "ParameterError",
    "Problem",
    "Role",
    "RollSource",
    "Rolled",
    "Rule",
    "Severity",
    "Stamp",
    "Text",
    "TianbaoError",
    "UnknownForm",
    "ValuesError",
    "builtin",
    "builtin_names",
    "builtin_versions",
    "carry_over",
    "catalogue",
    "check_years",
    "compile",
    "definition_schema",
    "is_signed_with",
    "load",
    "parse_stamp",
    "record_schema",
    "roll_forward",
    "stamp_text",
    "stamp_texts",
    "versions",
]
