"""Print the ten longest files and functions of the engine: where an idea may lack a name."""

import ast
from pathlib import Path

ENGINE = Path(__file__).parent.parent / "src" / "assent"


def main() -> None:
    files = {path: path.read_text() for path in sorted(ENGINE.rglob("*.py"))}
    rows = sorted(((len(text.splitlines()), path) for path, text in files.items()), reverse=True)
    for length, path in rows[:10]:
        print(f"{length:5} lines  {path.relative_to(ENGINE)}")
    found = [
        (node.end_lineno - node.lineno + 1, f"{path.relative_to(ENGINE)}:{node.name}")
        for path, text in files.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    for length, name in sorted(found, reverse=True)[:10]:
        print(f"{length:5} lines  {name}")


if __name__ == "__main__":
    main()
