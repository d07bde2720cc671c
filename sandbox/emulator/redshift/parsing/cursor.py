"""Reads the tokens of statements that the parser library has no grammar for."""

import re

import sqlglot
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from emulator.redshift.errors import StatementError, syntax_error
from emulator.redshift.parsing.statements import Relation

_WORD = re.compile(r"[^\W\d][\w$]*")


def _tokens(sql: str) -> list[Token]:
    try:
        tokens = sqlglot.tokenize(sql, read="redshift")
    except TokenError as error:
        raise StatementError("unterminated quoted string") from error
    while tokens and tokens[-1].token_type == TokenType.SEMICOLON:
        tokens.pop()
    return tokens


class Cursor:
    """Positioned before the next token of a statement. An unexpected token raises a syntax error there."""

    def __init__(self, sql: str) -> None:
        self._sql = sql
        self._tokens = _tokens(sql)
        self._next = 0

    def _ahead(self, count: int = 0) -> Token | None:
        position = self._next + count
        return self._tokens[position] if position < len(self._tokens) else None

    def error(self) -> StatementError:
        token = self._ahead()
        if token is None:
            return syntax_error("", len(self._sql) + 1)
        return syntax_error(self._sql[token.start : token.end + 1], token.start + 1)

    def sees(self, *words: str) -> bool:
        for count, word in enumerate(words):
            token = self._ahead(count)
            if token is None or token.token_type in (TokenType.IDENTIFIER, TokenType.STRING):
                return False
            if token.text.upper() != word:
                return False
        return True

    def accepts(self, *words: str) -> bool:
        if not self.sees(*words):
            return False
        self._next += len(words)
        return True

    def expect(self, *words: str) -> None:
        for word in words:
            if not self.accepts(word):
                raise self.error()

    def end(self) -> None:
        if self._ahead() is not None:
            raise self.error()

    def words(self, count: int) -> list[str]:
        """The next words in upper case, as far as there are any."""
        ahead = self._tokens[self._next : self._next + count]
        return [token.text.upper() for token in ahead if _WORD.fullmatch(token.text)]

    def _take(self, *, fits: bool) -> Token:
        token = self._ahead()
        if token is None or not fits:
            raise self.error()
        self._next += 1
        return token

    def name(self) -> str:
        token = self._ahead()
        quoted = token is not None and token.token_type == TokenType.IDENTIFIER
        plain = token is not None and token.token_type != TokenType.STRING and _WORD.fullmatch(token.text) is not None
        return self._take(fits=quoted or plain).text.lower()

    def user_name(self) -> str:
        """As `"IAMR:analyst"`, whose case is kept by its quotes."""
        token = self._ahead()
        if token is not None and token.token_type == TokenType.IDENTIFIER:
            return self._take(fits=True).text
        return self.name()

    def names(self) -> tuple[str, ...]:
        found = [self.name()]
        while self.accepts(","):
            found.append(self.name())
        return tuple(found)

    def relation(self) -> Relation:
        first = self.name()
        return Relation(first, self.name()) if self.accepts(".") else Relation(None, first)

    def relations(self) -> tuple[Relation, ...]:
        found = [self.relation()]
        while self.accepts(","):
            found.append(self.relation())
        return tuple(found)

    def sees_string(self) -> bool:
        token = self._ahead()
        return token is not None and token.token_type == TokenType.STRING

    def string(self) -> str:
        return self._take(fits=self.sees_string()).text

    def integer(self) -> int:
        token = self._ahead()
        return int(self._take(fits=token is not None and token.text.isdigit()).text)

    def parenthesized(self) -> tuple[str, ...]:
        """The texts between the commas inside a pair of parentheses, as they were typed."""
        self.expect("(")
        parts, depth = [], 0
        begin = self._next
        while True:
            token = self._ahead()
            if token is None:
                raise self.error()
            if depth == 0 and token.token_type in (TokenType.COMMA, TokenType.R_PAREN):
                if begin == self._next:
                    raise self.error()
                parts.append(self._sql[self._tokens[begin].start : self._tokens[self._next - 1].end + 1])
                begin = self._next + 1
            self._next += 1
            if token.token_type == TokenType.R_PAREN:
                if depth == 0:
                    return tuple(parts)
                depth -= 1
            elif token.token_type == TokenType.L_PAREN:
                depth += 1
