-- Users can be disabled, and are asked in by a link that is good for one of them.
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
-- When a user was last there, within a minute.
ALTER TABLE users ADD COLUMN used_at INTEGER;
UPDATE users SET used_at = (SELECT max(used_at) FROM sessions WHERE sessions.user = users.id);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

-- Who changed what. `details` is a JSON array of texts; nothing in it is secret. Rows are never changed.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT,
    details TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
