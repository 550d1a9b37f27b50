"""Reading SQL by its tokens: which spread tables a statement touches, and whether it says on which node they are.

No parser: enough for the statements of this house, and honest about it, see the planted ones in test_statements.
"""

import re
from functools import cached_property
from typing import NamedTuple

from django.apps import apps

from wanjia.platform.sharding import key_of

KEYS = {model._meta.db_table: key for model in apps.get_models() if (key := key_of(model))}
_TOKEN = re.compile(r"%\(\w+\)s|%s|\$\d+|[a-z_]\w*|\d+|<>|>=|<=|::|\|\||\S")
_NO_ALIAS = {
    "on", "where", "join", "left", "inner", "cross", "full", "set", "using", "group", "order", "limit", "union", "for",
    "values", "select", "returning", "having", "natural", "with", "overriding", "default",
}  # fmt: skip
_CUTS = {"union", "except", "intersect"}
_LOCKS = ({"update", "share"}, {"no", "key"})


class Mention(NamedTuple):
    """A spread table in a statement: where it stands, under which name, and the tokens that may speak of it."""

    at: int
    table: str
    alias: str
    role: str  # insert, update, delete, read
    scope: range


class Statement:
    def __init__(self, text):
        plain = re.sub(r"--[^\n]*", " ", re.sub(r"'[^']*'", "''", text.lower())).replace('"', "")
        self.tokens = _TOKEN.findall(plain)

    @cached_property
    def mentions(self):
        return [
            Mention(i, token, self._alias(i), self._role(i), self._scope(i))
            for i, token in enumerate(self.tokens)
            if token in KEYS and self._token(i + 1) != "." and self._token(i - 1) not in (".", "::", "analyze", "table")
        ]

    def unkeyed(self):
        """Tables of which the statement does not say where they are: by a value, or by another table that is known."""
        ties = {mention: self._ties(mention) for mention in self.mentions}
        known = {m for m in self.mentions if None in ties[m] or (m.role == "insert" and self._inserts_key(m))}
        while more := {m for m in self.mentions if m not in known and known & ties[m]}:
            known |= more
        return sorted({mention.table for mention in self.mentions if mention not in known})

    def faults(self):
        """What Citus refuses or what would lose rows, whatever the size of the table."""
        return [*self._moves(), *self._gatherings(), *self._conflicts(), *self._locks()]

    def _token(self, i):
        return self.tokens[i] if 0 <= i < len(self.tokens) else ""

    def _alias(self, i):
        after = i + 2 if self._token(i + 1) == "as" else i + 1
        name = self._token(after)
        return name if re.match(r"[a-z_]", name) and name not in _NO_ALIAS else self.tokens[i]

    def _role(self, i):
        before = self._token(i - 2) if self._token(i - 1) == "only" else self._token(i - 1)
        if before == "from":
            return "delete" if self._token(i - 2) == "delete" else "read"
        return {"into": "insert", "update": "update"}.get(before, "read")

    def _scope(self, i):
        """The parentheses around the token, cut at UNION."""
        return range(self._edge(i, -1) + 1, self._edge(i, 1))

    def _edge(self, i, step):
        opens, closes = ("(", ")") if step > 0 else (")", "(")
        depth, at = 0, i + step
        while 0 <= at < len(self.tokens):
            depth += (self.tokens[at] == opens) - (self.tokens[at] == closes)
            if depth < 0 or (depth == 0 and self.tokens[at] in _CUTS):
                break
            at += step
        return at

    def _ties(self, mention):
        """What its key is compared with: other mentions, and None for a value."""
        column, shadow, found = KEYS[mention.table], self._shadow(mention), set()
        alone = len(self._beside(mention)) == 1 and "join" not in self.tokens[mention.scope.start : mention.scope.stop]
        for at in mention.scope:
            if at in shadow:
                continue
            if self.tokens[at : at + 3] == [mention.alias, ".", column]:
                found |= self._compared(at, at + 3)
            elif alone and self.tokens[at] == column and "." not in (self._token(at - 1), self._token(at + 1)):
                found |= self._compared(at, at + 1)
        return found | self._ties_outside(mention, column)

    def _ties_outside(self, mention, column):
        """The same for a whole subquery that has a name: FROM (SELECT * FROM coverage_sheet) s … s.part = …"""
        close = mention.scope.stop
        while close < len(self.tokens) and self.tokens[close] != ")":
            close = self._edge(close, 1)
        name = self._alias(close) if close < len(self.tokens) else ""
        if not re.match(r"[a-z_]", name):
            return set()
        spots = [at for at in self._scope(close) if self.tokens[at : at + 3] == [name, ".", column]]
        return set().union(*(self._compared(at, at + 3) for at in spots))

    def _compared(self, start, end):
        if self._token(end) in ("=", "in", "between", "is"):
            return {self._other(end + 1)} if self._token(end) == "=" else {None}
        if self._token(start - 1) == "=":
            return {self._other(start - 4)}
        if self._token(end) in (",", ")") and self._token(self._edge(end - 1, 1) + 1) == "in":
            return {None}  # one of several in brackets: (part, round_id) IN (…)
        return set()

    def _other(self, at):
        """The mention whose key stands here, None for anything else."""
        name, dot, column = (self._token(at + n) for n in range(3))
        for mention in self.mentions:
            if dot == "." and mention.alias == name and KEYS[mention.table] == column and at in mention.scope:
                return mention
        return None

    def _beside(self, mention):
        return [other for other in self.mentions if other.scope == mention.scope]

    def _shadow(self, mention):
        """Inner queries in which the same name means another table."""
        inner = (m.scope for m in self.mentions if m.alias == mention.alias and m.at != mention.at)
        return {at for scope in inner if len(scope) < len(mention.scope) for at in scope}

    def _inserts_key(self, mention):
        start = self.tokens.index("(", mention.at)
        return KEYS[mention.table] in self.tokens[start : self.tokens.index(")", start)]

    def _moves(self):
        """A row's key never changes."""
        for mention in self.mentions:
            if mention.role not in ("update", "insert"):
                continue
            if KEYS[mention.table] in self._set_columns(mention):
                yield f"{mention.table}: sets its own {KEYS[mention.table]}"

    def _set_columns(self, mention):
        scope = range(mention.at, mention.scope.stop)
        start = next((at for at in scope if self.tokens[at] == "set"), None)
        depth, is_name, found = 0, True, set()
        for at in range((start or mention.scope.stop - 1) + 1, mention.scope.stop):
            token = self.tokens[at]
            if depth == 0 and token in ("where", "from", "returning"):
                break
            depth += (token == "(") - (token == ")")
            if is_name and re.match(r"[a-z_]", token):
                found.add(token)
            is_name = (depth == 0 and token == ",") or (is_name and token in ("(", ",")) or (is_name and depth > 0)
        return found

    def _gatherings(self):
        if not self.mentions:
            return
        for at, token in enumerate(self.tokens):
            if (token in ("rollup", "cube") and self._token(at + 1) == "(") or (
                token == "grouping" and self._token(at + 1) == "sets"
            ):
                yield f"{token} over {self.mentions[0].table}"
            if token == "recursive" and self._token(at - 1) == "with":
                yield from (f"recursive over {table}" for table in self.unkeyed())

    def _conflicts(self):
        for at in range(len(self.tokens) - 3):
            if self.tokens[at : at + 3] != ["on", "conflict", "("]:
                continue
            target = next((m for m in reversed(self.mentions) if m.role == "insert" and m.at < at), None)
            named = self.tokens[at + 3 : self.tokens.index(")", at)]
            if target and KEYS[target.table] not in named:
                yield f"{target.table}: ON CONFLICT without {KEYS[target.table]}"

    def _locks(self):
        for at, token in enumerate(self.tokens):
            if token == "for" and (self._token(at + 1) in _LOCKS[0] or self._token(at + 1) in _LOCKS[1]):
                here = {m.table for m in self.mentions if at in m.scope}
                yield from (f"{table}: locked without {KEYS[table]}" for table in sorted(here & set(self.unkeyed())))
