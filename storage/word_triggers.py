"""The statements that make, fill and keep the index of words, by database; `words.py` asks it.

An article is in it from its first reading on, with headline and text as they are now: until then nothing is found
through it, and its words are taken in the transaction of the reading. SQLite drops triggers with their table: a
migration that makes `articles` or `incidents` anew has to make these anew as well.
"""

from __future__ import annotations

from storage.folding import postgresql_folded, sqlite_folded

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CELLS = ("place", "admin2", "admin1", "perpetrator", "claimed_by")
_FOLLOWS = "ON UPDATE CASCADE ON DELETE CASCADE"
_WAS_READ, _IS_READ = "old.engine IS NOT NULL", "new.engine IS NOT NULL"


POSTGRESQL_WORDS = (
    "CREATE OR REPLACE FUNCTION khabardar_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS "
    f"$body$ SELECT to_tsvector('simple', {postgresql_folded('$1')}) $body$"
)


def _said(row: str) -> str:
    return f"coalesce({row}.title, '') || ' ' || coalesce({row}.text, '')"


def _named(row: str) -> str:
    return " || ' ' || ".join(f"coalesce({row}.{cell}, '')" for cell in _CELLS)


def _number(row: str) -> str:
    """The id of a row of incidents as a number: FTS5 knows its entries by numbers alone."""
    digits = (
        f"((instr('{_ALPHABET}', substr({row}.id, {place}, 1)) - 1) << {5 * (10 - place)})" for place in range(4, 11)
    )
    return " + ".join(digits)


def _sqlite() -> tuple[str, ...]:
    cells = ", ".join(_CELLS)
    differs = " OR ".join(f"old.{cell} IS NOT new.{cell}" for cell in _CELLS)
    other_words = "old.title IS NOT new.title OR old.text IS NOT new.text"
    forget = (
        "INSERT INTO article_words (article_words, rowid, words) "
        f"SELECT 'delete', old.seq, {sqlite_folded(_said('old'))}"
    )
    return (
        f"CREATE VIEW read_articles AS SELECT seq, {sqlite_folded(_said('articles'))} AS words "
        "FROM articles WHERE engine IS NOT NULL",
        "CREATE VIRTUAL TABLE article_words USING fts5"
        "(words, content='read_articles', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')",
        "CREATE VIRTUAL TABLE incident_words USING fts5(id UNINDEXED, words, tokenize='unicode61 remove_diacritics 2')",
        # Each transaction adds a piece to the index. Joined at 16 and not at 4, they cost a quarter of the time.
        "INSERT INTO article_words (article_words, rank) VALUES ('automerge', 16)",
        "INSERT INTO incident_words (incident_words, rank) VALUES ('automerge', 16)",
        f"CREATE TRIGGER article_words_added AFTER INSERT ON articles WHEN {_IS_READ} BEGIN "
        f"INSERT INTO article_words (rowid, words) SELECT new.seq, {sqlite_folded(_said('new'))}; END",
        "CREATE TRIGGER article_words_changed AFTER UPDATE OF engine, title, text ON articles "
        f"WHEN ({_WAS_READ}) <> ({_IS_READ}) OR {_IS_READ} AND ({other_words}) BEGIN "
        f"{forget} WHERE {_WAS_READ}; "
        f"INSERT INTO article_words (rowid, words) SELECT new.seq, {sqlite_folded(_said('new'))} WHERE {_IS_READ}; END",
        f"CREATE TRIGGER article_words_removed AFTER DELETE ON articles WHEN {_WAS_READ} BEGIN {forget}; END",
        "CREATE TRIGGER incident_words_added AFTER INSERT ON incidents BEGIN "
        "INSERT INTO incident_words (rowid, id, words) "
        f"VALUES ({_number('new')}, new.id, {sqlite_folded(_named('new'))}); END",
        f"CREATE TRIGGER incident_words_changed AFTER UPDATE OF {cells} ON incidents WHEN {differs} BEGIN "
        f"UPDATE incident_words SET words = {sqlite_folded(_named('new'))} WHERE rowid = {_number('new')}; END",
        "CREATE TRIGGER incident_words_removed AFTER DELETE ON incidents BEGIN "
        f"DELETE FROM incident_words WHERE rowid = {_number('old')}; END",
        "INSERT INTO article_words (article_words) VALUES ('rebuild')",
        f"INSERT INTO incident_words (rowid, id, words) SELECT {_number('incidents')}, id, "
        f"{sqlite_folded(_named('incidents'))} FROM incidents",
    )


def _postgresql() -> tuple[str, ...]:
    differs = ", ".join(_CELLS)
    return (
        POSTGRESQL_WORDS,
        f"CREATE TABLE article_words (rowid integer PRIMARY KEY REFERENCES articles (seq) {_FOLLOWS}, "
        "words tsvector NOT NULL)",
        f"CREATE TABLE incident_words (id varchar(10) PRIMARY KEY REFERENCES incidents (id) {_FOLLOWS}, "
        "words tsvector NOT NULL)",
        f"INSERT INTO article_words SELECT seq, khabardar_words({_said('articles')}) FROM articles "
        "WHERE engine IS NOT NULL",
        f"INSERT INTO incident_words SELECT id, khabardar_words({_named('incidents')}) FROM incidents",
        "CREATE INDEX ix_article_words_words ON article_words USING gin (words)",
        "CREATE INDEX ix_incident_words_words ON incident_words USING gin (words)",
        "CREATE FUNCTION khabardar_article_words() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
        f"INSERT INTO article_words VALUES (new.seq, khabardar_words({_said('new')})) "
        "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words; RETURN NULL; END $body$",
        "CREATE FUNCTION khabardar_incident_words() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
        f"INSERT INTO incident_words VALUES (new.id, khabardar_words({_named('new')})) "
        "ON CONFLICT (id) DO UPDATE SET words = excluded.words; RETURN NULL; END $body$",
        f"CREATE TRIGGER article_words_added AFTER INSERT ON articles FOR EACH ROW WHEN ({_IS_READ}) "
        "EXECUTE FUNCTION khabardar_article_words()",
        "CREATE TRIGGER article_words_changed AFTER UPDATE OF engine, title, text ON articles FOR EACH ROW "
        f"WHEN ({_IS_READ} AND (old.engine IS NULL OR (old.title, old.text) IS DISTINCT FROM (new.title, new.text))) "
        "EXECUTE FUNCTION khabardar_article_words()",
        "CREATE TRIGGER incident_words_added AFTER INSERT ON incidents FOR EACH ROW "
        "EXECUTE FUNCTION khabardar_incident_words()",
        f"CREATE TRIGGER incident_words_changed AFTER UPDATE OF {differs} ON incidents FOR EACH ROW "
        f"WHEN ((old.{', old.'.join(_CELLS)}) IS DISTINCT FROM (new.{', new.'.join(_CELLS)})) "
        "EXECUTE FUNCTION khabardar_incident_words()",
    )


STATEMENTS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
