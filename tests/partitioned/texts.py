"""Every SQL text that `wanjia.hot` holds, read from its sources."""

import ast
import importlib
import pkgutil
from pathlib import Path

from wanjia import hot

_WORDS = ("select ", "insert ", "update ", "delete ", "with ")


def texts_of_hot():
    """(module, line, text) of every string that begins like a statement; constants inside f-strings are filled in."""
    for found in pkgutil.iter_modules(hot.__path__):
        module = importlib.import_module(f"{hot.__name__}.{found.name}")
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        for node in ast.walk(tree):
            text = _filled(node, vars(module)) if id(node) not in docs else None
            if text and (id(node) not in inner or isinstance(node, ast.JoinedStr)):
                yield from ((found.name, node.lineno, piece) for piece in text.split(";\n") if _is_statement(piece))


def _is_statement(text):
    return text.lstrip(" (\n").lower().startswith(_WORDS)


def _filled(node, names):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_piece(part, names) for part in node.values)
    return None


def _piece(part, names):
    if isinstance(part, ast.Constant):
        return part.value
    try:
        return str(eval(compile(ast.Expression(part.value), "", "eval"), dict(names)))
    except NameError:  # a local one: its place is kept
        return "something"
