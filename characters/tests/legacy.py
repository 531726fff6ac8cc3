"""Databases of old studios, as different as people make them, for the tests."""

from __future__ import annotations

import sqlite3
from pathlib import Path

FLAT = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
INSERT INTO users VALUES (1, 'Ines', 'ines@example.org');
CREATE TABLE characters (
    id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id), name TEXT, bio TEXT, persona TEXT, greeting TEXT,
    tags TEXT, gender TEXT, openness INTEGER, conscientiousness INTEGER, extroversion INTEGER, agreeableness INTEGER,
    neuroticism INTEGER, avatar BLOB, moon_phase REAL);
INSERT INTO characters VALUES
    (1, 1, 'Mara Vell', 'Mara is a smuggler. She trusts nobody.', 'wry', 'Ahoy.', '["sea", "night"]', 'F',
     80, 30, 55, 20, 60, x'89504E47', 0.25),
    (2, 1, 'Tomas Reed', 'Tomas is a ferryman.', NULL, NULL, 'river;patience', 'male', 40, 90, 20, 75, 10, NULL, NULL),
    (3, 1, '', 'Nobody at all.', NULL, NULL, NULL, NULL, 1, 2, 3, 4, 5, NULL, NULL);
CREATE TABLE memories (
    id INTEGER PRIMARY KEY, character_id INTEGER REFERENCES characters(id), content TEXT,
    importance INTEGER, created_at TEXT);
INSERT INTO memories VALUES
    (1, 1, 'Tomas Reed rowed me over the bar and asked for nothing.', 8, '2023-01-01'),
    (2, 1, 'The bell rang under the water.', 3, '2023-01-02'),
    (3, 2, 'She never pays.', 10, '2023-01-03');
CREATE TABLE relationships (
    id INTEGER PRIMARY KEY, character1_id INTEGER REFERENCES characters(id),
    character2_id INTEGER REFERENCES characters(id), relationship_type TEXT, affection INTEGER, trust INTEGER);
INSERT INTO relationships VALUES (1, 1, 2, 'old friends', 60, -40), (2, 2, 1, 'creditor', 20, -100);
"""

APART = """
CREATE TABLE auth_user (id INTEGER PRIMARY KEY, username TEXT);
CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT);
INSERT INTO django_migrations VALUES (1, 'characters', '0001_initial');
CREATE TABLE characters_character (id TEXT PRIMARY KEY, name TEXT, description TEXT, archetype TEXT,
    creator_id INTEGER);
INSERT INTO characters_character VALUES
    ('a1', 'Ishmael', 'Call him that. He goes to sea when it is November in his soul.', 'a schoolmaster', 1),
    ('b2', 'Queequeg', 'A harpooner. He is calm in all weathers.', 'a harpooner', 1);
CREATE TABLE characters_characterpersonality (
    id INTEGER PRIMARY KEY, character_id TEXT REFERENCES characters_character(id),
    openness REAL, conscientiousness REAL, extraversion REAL, agreeableness REAL, neuroticism REAL, core_values TEXT);
INSERT INTO characters_characterpersonality VALUES
    (1, 'a1', 0.9, 0.4, 0.5, 0.7, 0.6, '["wonder", "freedom"]'), (2, 'b2', 0.6, 0.8, 0.4, 0.9, 0.1, NULL);
CREATE TABLE characters_charactermemory (
    id INTEGER PRIMARY KEY, character_id TEXT REFERENCES characters_character(id), content TEXT, importance REAL);
INSERT INTO characters_charactermemory VALUES
    (1, 'a1', 'We shared a bed at the Spouter Inn.', 0.9), (2, 'a1', 'Chowder.', 0.2);
CREATE TABLE relationships_characterrelationship (
    id INTEGER PRIMARY KEY, character_a_id TEXT REFERENCES characters_character(id),
    character_b_id TEXT REFERENCES characters_character(id), relationship_type TEXT, trust_level REAL);
INSERT INTO relationships_characterrelationship VALUES (1, 'a1', 'b2', 'friendship', 0.95);
"""

WRITTEN = """
CREATE TABLE npcs (npc_name TEXT, backstory TEXT, personality TEXT, motivation TEXT);
INSERT INTO npcs VALUES
    ('Ada', 'Ada is a clockmaker.', '{"big_five": {"O": 9, "C": 8, "E": 2, "A": 5, "N": 3}}',
     'to build a heart; to be left alone'),
    ('Bert', 'Bert is her cat.', '{"big_five": {"O": 4, "C": 1, "E": 5, "A": 2, "N": 1}}', NULL);
"""

ROW_BY_ROW = """
CREATE TABLE personas (persona_id INTEGER PRIMARY KEY, full_name TEXT, about TEXT);
INSERT INTO personas VALUES (7, 'Lena Roth', 'Lena is a judge who doubts.');
CREATE TABLE persona_traits (persona_id INTEGER REFERENCES personas(persona_id), trait TEXT, score INTEGER);
INSERT INTO persona_traits VALUES
    (7, 'Openness', 5), (7, 'Conscientiousness', 4), (7, 'Extraversion', 1), (7, 'Agreeableness', 3),
    (7, 'Neuroticism', 2);
CREATE TABLE persona_goals (id INTEGER PRIMARY KEY, persona_id INTEGER REFERENCES personas(persona_id), goal TEXT);
INSERT INTO persona_goals VALUES (1, 7, 'to hear the truth once'), (2, 7, 'to retire');
"""

IN_ONE_COLUMN = """
CREATE TABLE agents (uuid TEXT PRIMARY KEY, kind TEXT, payload TEXT);
INSERT INTO agents VALUES
    ('u-1', 'npc', '{"name": "Sable Quinn", "backstory": "Sable is a courier.", "bigFive": {"openness": 72,
        "conscientiousness": 15, "extraversion": 90, "agreeableness": 40, "neuroticism": 66},
        "goals": ["to leave the city", "to be paid"], "inventory": ["knife", "map"], "hp": 12}'),
    ('u-2', 'npc', '{"name": "Orrin", "backstory": "Orrin keeps the gate.", "bigFive": {"openness": 10,
        "conscientiousness": 95, "extraversion": 30, "agreeableness": 70, "neuroticism": 20}, "goals": []}');
CREATE TABLE agent_memories (
    id INTEGER PRIMARY KEY, agent_uuid TEXT REFERENCES agents(uuid), summary TEXT, salience REAL);
INSERT INTO agent_memories VALUES (1, 'u-1', 'Orrin let me through at night.', 0.7);
"""

TALKING = """
CREATE TABLE Users (id INTEGER PRIMARY KEY, name TEXT, passwordHash TEXT);
INSERT INTO Users VALUES (1, 'ines', 'pbkdf2$secret');
CREATE TABLE Worlds (id INTEGER PRIMARY KEY, title TEXT, era TEXT);
INSERT INTO Worlds VALUES (3, 'Highmoor', 'the age of bells');
CREATE TABLE Characters (
    characterId INTEGER PRIMARY KEY, userId INTEGER REFERENCES Users(id), worldId INTEGER REFERENCES Worlds(id),
    firstName TEXT, lastName TEXT, backStory TEXT, openness INTEGER, conscientiousness INTEGER, extraversion INTEGER,
    agreeableness INTEGER, emotionalStability INTEGER);
INSERT INTO Characters VALUES
    (11, 1, 3, 'Ada', 'Thorn', 'Ada rings the bells of Highmoor.', 9, 7, 3, 8, 2),
    (12, 1, 3, 'Wil', 'Crane', 'Wil digs the graves.', 2, 6, 10, 1, 9);
CREATE TABLE Tags (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO Tags VALUES (1, 'gothic'), (2, 'rural');
CREATE TABLE CharacterTags (
    characterId INTEGER REFERENCES Characters(characterId), tagId INTEGER REFERENCES Tags(id));
INSERT INTO CharacterTags VALUES (11, 1), (11, 2), (12, 2);
CREATE TABLE Conversations (
    id INTEGER PRIMARY KEY, characterId INTEGER REFERENCES Characters(characterId), startedAt TEXT);
INSERT INTO Conversations VALUES (70, 11, '2022-05-01'), (71, 12, '2022-05-02');
CREATE TABLE Messages (
    id INTEGER PRIMARY KEY, conversationId INTEGER REFERENCES Conversations(id), speaker TEXT, content TEXT);
INSERT INTO Messages VALUES
    (900, 70, 'Ada', 'Listen: the third bell is cracked.'), (901, 71, 'Wil', 'Six feet, no less.');
CREATE TABLE Attachments (id INTEGER PRIMARY KEY, messageId INTEGER REFERENCES Messages(id), fileName TEXT);
INSERT INTO Attachments VALUES (5, 900, 'bell.ogg');
CREATE TABLE Relationships (id INTEGER PRIMARY KEY, fromName TEXT, toName TEXT, kind TEXT, affinity REAL);
INSERT INTO Relationships VALUES
    (1, 'Ada Thorn', 'Wil Crane', 'childhood friends', 0.8), (2, 'wil crane', 'Ada Thorn', '', -0.2);
"""

BY_LETTERS = """
CREATE TABLE npc_profiles (
    npc_id INTEGER PRIMARY KEY, npc_name TEXT, npc_description TEXT, o INTEGER, c INTEGER, e INTEGER, a INTEGER,
    n INTEGER, core_values TEXT, secret TEXT);
INSERT INTO npc_profiles VALUES
    (1, 'Jonas Wick', 'Jonas is a lamplighter.', 5, 2, 1, 4, 3, 'light, order', 'Jonas set the fire.'),
    (2, 'Petra Lund', 'Petra is his sister.', 1, 4, 5, 2, 2, NULL, NULL);
CREATE TABLE npc_links (npc_a INTEGER, npc_b INTEGER, trust_level INTEGER, closeness INTEGER, since TEXT);
INSERT INTO npc_links VALUES (1, 2, 9, 10, 'birth'), (2, 1, 2, 6, 'birth');
CREATE TABLE diary (entry INTEGER PRIMARY KEY, npc_id INTEGER, body TEXT, weight INTEGER, turn INTEGER);
INSERT INTO diary VALUES (1, 1, 'Petra counted the matches.', 5, 3), (2, 2, 'He lies about the lamp.', 2, 4);
"""

ELSEWHERE = """
CREATE TABLE figuren (nr INTEGER PRIMARY KEY, rufname TEXT, lebenslauf TEXT, offenheit INTEGER, ruhe INTEGER);
INSERT INTO figuren VALUES (1, 'Grete', 'Grete is a miller.', 80, 30);
"""

NOBODY = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
INSERT INTO users VALUES (1, 'Ines', 'ines@example.org');
CREATE TABLE settings (key TEXT, value TEXT);
"""


def database(folder: Path, script: str, name: str = "studio.sqlite3") -> Path:
    path = folder / name
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


SCHEMAS = {
    "flat": FLAT, "apart": APART, "written": WRITTEN, "row by row": ROW_BY_ROW, "in one column": IN_ONE_COLUMN,
    "talking": TALKING, "by letters": BY_LETTERS,
}  # fmt: skip
