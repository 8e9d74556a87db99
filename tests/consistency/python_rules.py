"""Rules on Python code. Each takes a syntax tree and yields « line: what is wrong »."""

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef

MAX_FUNCTION_LINES = 40
MAX_PARAMETERS = 8
# Names that only managers, querysets and rows have.
_ORM_ATTRIBUTES = {"objects", "_default_manager", "_base_manager"}
_ORM_CALLS = {
    "abulk_create", "acreate", "adelete", "aggregate", "annotate", "asave", "aupdate", "bulk_create", "bulk_update",
    "create", "exclude", "filter", "full_clean", "get_or_create", "prefetch_related", "raw", "select_for_update",
    "select_related", "update_or_create", "values_list",
}  # fmt: skip
# Others share these names (`dict.update(d)`, `hash.update(b"")`, `storage.save(name, file)`), always with a
# positional argument; those of the ORM take none.
_ORM_CALLS_WITHOUT_POSITION = {"delete", "save", "update"}


def functions_of(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_functions(tree: ast.Module) -> Iterator[Function]:
    """The functions that other modules may call: of the module, and methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for part in node.body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and not part.name.startswith("_"):
                    yield part


def _is_registration(call: ast.Call) -> bool:
    """`@register.filter(…)` registers a template filter; nothing is read."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(receiver, ast.Name) and receiver.id == "register"


def persistence(tree: ast.Module) -> Iterator[str]:
    """Uses of managers, querysets and saved rows, which belong to queries and actions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _ORM_ATTRIBUTES:
            yield f"{node.lineno}: .{node.attr}"
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Attribute)
            or _is_registration(node)
        ):
            continue
        name = node.func.attr
        if name in _ORM_CALLS or (name in _ORM_CALLS_WITHOUT_POSITION and not node.args):
            yield f"{node.lineno}: .{name}()"


def long_functions(tree: ast.Module) -> Iterator[str]:
    """Functions that take more than a screen."""
    for function in functions_of(tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MAX_FUNCTION_LINES:
            yield f"{function.lineno}: {function.name} has {lines} lines"


def undocumented_functions(tree: ast.Module) -> Iterator[str]:
    """Public functions without a docstring; properties and methods that Django calls are not spared."""
    for function in public_functions(tree):
        if ast.get_docstring(function) is None:
            yield f"{function.lineno}: {function.name} has no docstring"


def undocumented_classes(tree: ast.Module) -> Iterator[str]:
    """Classes without a docstring."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and ast.get_docstring(node) is None:
            yield f"{node.lineno}: {node.name} has no docstring"


def undocumented_exceptions(tree: ast.Module) -> Iterator[str]:
    """Exceptions of ours without a docstring: it says the situation they name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or ast.get_docstring(node) is not None:
            continue
        if any(_last_name(base).endswith(("Error", "Exception")) for base in node.bases):
            yield f"{node.lineno}: {node.name} has no docstring"


def undocumented_components(tree: ast.Module) -> Iterator[str]:
    """Template tags and filters without a docstring: it is what the gallery and authors read."""
    for function in functions_of(tree):
        for decorator in function.decorator_list:
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            is_registered = isinstance(target, ast.Attribute) and _last_name(target.value) == "register"
            if is_registered and ast.get_docstring(function) is None:
                yield f"{function.lineno}: {function.name} has no docstring"


def commands_without_help(tree: ast.Module) -> Iterator[str]:
    """Commands that do not tell operators what they do."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Command":
            given = {
                t.id
                for s in node.body
                if isinstance(s, ast.Assign)
                for t in s.targets
                if isinstance(t, ast.Name)
            }
            if "help" not in given:
                yield f"{node.lineno}: the command has no help"


def unannounced_exceptions(tree: ast.Module) -> Iterator[str]:
    """Exceptions that a public function raises and its docstring does not name."""
    for function in public_functions(tree):
        docstring = ast.get_docstring(function) or ""
        for raised in _raised_in(function):
            name = _last_name(raised.exc) if raised.exc is not None else ""
            if name[:1].isupper() and ("Raise" not in docstring or name not in docstring):
                yield f"{raised.lineno}: {function.name} raises {name} and does not say so"


def too_many_parameters(tree: ast.Module) -> Iterator[str]:
    """Public functions that take too much, or take it by position after the first."""
    for function in public_functions(tree):
        by_position = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        if by_position[:1] in (["self"], ["cls"]):
            by_position = by_position[1:]
        if len(by_position) + len(function.args.kwonlyargs) > MAX_PARAMETERS:
            yield f"{function.lineno}: {function.name} takes more than {MAX_PARAMETERS} parameters"
        if len(by_position) > 1:
            yield f"{function.lineno}: {function.name} takes {', '.join(by_position[1:])} by position"


def _raised_in(function: Function) -> Iterator[ast.Raise]:
    """The `raise` statements of the function itself, not of those defined inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _last_name(node: ast.AST) -> str:
    """`a.b.C(…)` → « C »."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
