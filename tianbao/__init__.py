"""The front door for engineers: load a form, build its workbook, read what comes back, sum it up.

    from tianbao import build, compile, load, read

    form = load("travel-plan.yaml")
    build(compile(form, {"year": 2026}), "blank.xlsx")
    print(read("blank.xlsx", [form]).status)

Each name is loaded when it is first asked for; docs/api.md has an example of each.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
