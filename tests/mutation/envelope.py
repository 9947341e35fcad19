"""Every way to spoil the code of the envelope, one at a time: a comparison turned round, a return that lies, a part gone."""

import ast
import copy
import inspect

from magwise.advice import envelope

OPPOSITE = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
EDGE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
SKIPPED = ("broken", "enforce")  # they only list the invariants and choose what is given


def spoiled():
    """All mutants: name, and the source of the whole module with one thing changed."""
    tree = ast.parse(inspect.getsource(envelope))
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name not in SKIPPED):
        for place, node in enumerate(ast.walk(function)):
            for what, change in _changes(node):
                other = copy.deepcopy(tree)
                twin = next(found for found in other.body if getattr(found, "name", "") == function.name)
                target = list(ast.walk(twin))[place]
                change(target)
                source = ast.unparse(ast.fix_missing_locations(other))
                yield f"{function.name}, line {getattr(node, 'lineno', function.lineno)}: {what}", source
    for invariant in envelope.INVARIANTS:
        text = inspect.getsource(envelope)
        yield f"{invariant.__name__}: no longer asked", text.replace(f"\n    {invariant.__name__},", "")


def _changes(node):
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        kind = type(node.ops[0])
        if kind in OPPOSITE:
            yield f"{kind.__name__} turned round", lambda one: one.ops.__setitem__(0, OPPOSITE[kind]())
        if kind in EDGE:
            yield f"{kind.__name__} at its edge", lambda one: one.ops.__setitem__(0, EDGE[kind]())
    if isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield "and/or swapped", lambda one: setattr(one, "op", other())
        for place in range(len(node.values)):
            yield f"part {place} dropped", lambda one, place=place: one.values.pop(place)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        yield "returns the opposite", lambda one: setattr(one.value, "value", not one.value.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", lambda one: one.__dict__.update(op=ast.Not(), operand=ast.UnaryOp(ast.Not(), one.operand))
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("any", "all"):
        other = {"any": "all", "all": "any"}[node.func.id]
        yield f"{node.func.id} becomes {other}", lambda one: setattr(one.func, "id", other)
    if isinstance(node, ast.If):
        yield "the condition never holds", lambda one: setattr(one, "test", ast.Constant(False))
        yield "the condition always holds", lambda one: setattr(one, "test", ast.Constant(True))


def put_in(source):
    """Let the running module do what a mutant says, for everyone who has its functions already."""
    names = dict(vars(envelope))
    exec(compile(source, envelope.__file__, "exec"), names)
    for name, value in list(vars(envelope).items()):
        if inspect.isfunction(value) and value.__module__ == envelope.__name__:
            value.__code__ = names[name].__code__
    kept = {one.__name__ for one in names["INVARIANTS"]}
    envelope.INVARIANTS = tuple(one for one in envelope.INVARIANTS if one.__name__ in kept)
