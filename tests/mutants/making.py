"""Make a copy of the project with every mutant in it, asleep: mutmut writes them, a name wakes one of them.

mutmut alters what stands in functions without a decorator, which would leave out the very conditions of the
door and the rules made of them. In the copy a decorator is written as the call that it stands for, below the
function, and a value that a module makes is made by a function.
"""

import ast
import difflib
import shutil
from collections.abc import Iterator
from pathlib import Path

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("commitments", "tracker", "templates", "tests", "docs", "bin", ".ci")
# What mutmut knows by itself, and what is read before the function is.
LEFT = frozenset({"staticmethod", "classmethod", "overload"})
# Values that are no rules: tools of the language, and what the log is written with.
TOOLS = frozenset({"TypeVar", "ContextVar", "get_logger"})
MAKER = "made_"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def copy_to(folder: Path) -> None:
    """Copy the project; what is kept under `var` between runs of tests is shared with it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix in {".py", ".toml", ".txt", ".md"}:
            shutil.copy(path, folder)
    (ROOT / "var").mkdir(exist_ok=True)
    (folder / "var").symlink_to(ROOT / "var")


def knows_databases(function: str) -> bool:
    """Say whether the file of a function says different things to different databases."""
    path = Path(*function.split(".")[:-1]).with_suffix(".py")
    return "postgresql" in (ROOT / path).read_text()


def mutate(folder: Path, path: Path, *, of_values: bool) -> dict[str, str]:
    """Put the mutants of one file into its copy; give each by its full name, as a difference in lines.

    Of functions, or of what makes the values of the module.
    """
    source = (ROOT / path).read_text()
    made = mutate_file_contents(str(path), plainly(made_by_functions(source) if of_values else source))
    (folder / path).write_text(made.code)
    module = ".".join(path.with_suffix("").parts)
    found = {f"{module}.{name}": difference for name, difference in _differences(made)}
    return {name: found[name] for name in found if not of_values or f".x_{MAKER}" in name}


def plainly(source: str) -> str:
    """Write decorators of functions as calls below them; the code does the same, line by line."""
    lines = source.splitlines()
    # From the last on, so that the numbers of what is above stay true.
    for node in sorted(_decorated(ast.parse(source)), key=lambda node: -node.lineno):
        call = node.name
        for decorator in reversed(node.decorator_list):
            call = f"({ast.unparse(decorator)})({call})"
        lines.insert(node.end_lineno or 0, f"{' ' * node.col_offset}{node.name} = {call}")
        del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


def made_by_functions(source: str) -> str:
    """Let each value of a module that is made by a call be made by a function of its own."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None or not _is_made(node.value):
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(target, ast.Name):
            first, start, value = lines[node.lineno - 1], node.value.col_offset, node.value
            text = "\n".join([lines[value.lineno - 1][start:], *lines[value.lineno : value.end_lineno]])
            maker = f"{MAKER}{target.id}"
            made = [f"def {maker}():", f"    return ({text})", f"{first[:start]}{maker}()"]
            lines[node.lineno - 1 : node.end_lineno] = made
    return "\n".join(lines) + "\n"


def _is_made(value: ast.expr) -> bool:
    """Say whether a value is made by a call, and is no tool."""
    calls = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    names = {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}
    return bool(calls) and not names & TOOLS


def _decorated(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            names = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
            if node.decorator_list and not names & LEFT:
                yield node


def _differences(made: MutatedFile) -> Iterator[tuple[str, str]]:
    lines = made.code.splitlines()
    text = {
        name: [line.replace(name, name.partition("__mutmut")[0]) for line in lines[span.start - 1 : span.end]]
        for name, span in made.line_span_by_function_name.items()
    }
    for name in made.mutant_names:
        was = text[f"{name.partition('__mutmut')[0]}__mutmut_orig"]
        yield name, "\n".join(list(difflib.unified_diff(was, text[name], lineterm="", n=1))[2:])
