"""What a form is once it is compiled: fields, shape of a record, page, rules, the cell map."""

__all__: list[str] = []
