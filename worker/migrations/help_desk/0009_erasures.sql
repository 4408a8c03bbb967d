-- What was erased because somebody asked for it: that it was, by whom and when, and nothing of what
-- there was. `of` is a keyed hash of the address or id, so that who asks again can be told.
CREATE TABLE erasures (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    of TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX erasures_of ON erasures (of, at);
CREATE INDEX erasures_by_time ON erasures (at);

CREATE TABLE erased_conversations (
    conversation TEXT PRIMARY KEY,
    erasure TEXT NOT NULL,
    ticket INTEGER,
    done_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX erased_conversations_of ON erased_conversations (erasure);

CREATE INDEX tickets_by_email ON tickets (email) WHERE email IS NOT NULL;
CREATE INDEX contacts_by_email ON contacts (email) WHERE email IS NOT NULL;
