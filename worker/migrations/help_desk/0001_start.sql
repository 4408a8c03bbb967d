-- One account: its people, ways in, tickets, and what waits to be told to conversations.
-- Times are milliseconds since 1970; ids are their text form; secrets are SHA-256 in hex.

CREATE TABLE account (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    inbox TEXT NOT NULL,
    inbox_name TEXT NOT NULL,
    epoch TEXT NOT NULL,
    revision INTEGER NOT NULL,
    last_ticket_number INTEGER NOT NULL,
    network_key TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE channels (
    id TEXT PRIMARY KEY,
    inbox TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    avatar_hash TEXT,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX users_by_revision ON users (revision);

-- Former pictures stay: their addresses are immutable and stand in caches.
CREATE TABLE avatars (
    user TEXT NOT NULL,
    hash TEXT NOT NULL,
    content_type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (user, hash)
) STRICT;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user, created_at);
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- Which conversations a session opened a socket to; those sockets end with it.
CREATE TABLE grants (
    session TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (session, conversation)
) STRICT, WITHOUT ROWID;

-- Which conversations show a user's profile.
CREATE TABLE participants (
    user TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (user, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE visitors (
    token_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
    visitor TEXT NOT NULL,
    channel TEXT NOT NULL,
    conversation TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (visitor, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE windows (
    counted TEXT NOT NULL,
    key TEXT NOT NULL,
    n INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (counted, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX windows_by_end ON windows (ends_at);

CREATE TABLE tickets (
    number INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    visitor TEXT NOT NULL,
    visitor_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT,
    last_author TEXT NOT NULL,
    last_preview TEXT NOT NULL,
    last_at INTEGER NOT NULL,
    n_unread INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    revision INTEGER NOT NULL UNIQUE,
    report_version INTEGER NOT NULL,
    last_visitor_seq INTEGER NOT NULL,
    last_agent_seq INTEGER NOT NULL,
    last_order INTEGER NOT NULL
) STRICT;
-- One index for each view, in its order.
CREATE INDEX tickets_open ON tickets (changed_at, number) WHERE status <> 'closed';
CREATE INDEX tickets_closed ON tickets (changed_at, number) WHERE status = 'closed';
CREATE INDEX tickets_unassigned ON tickets (changed_at, number) WHERE status <> 'closed' AND owner IS NULL;
CREATE INDEX tickets_mine ON tickets (owner, changed_at, number) WHERE status <> 'closed' AND owner IS NOT NULL;

-- How many tickets are not closed, by owner ('' for nobody): counting 100,000 rows takes longer
-- than reading a page of them. Triggers, so that no statement can forget it.
CREATE TABLE open_counts (
    owner TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tickets_inserted AFTER INSERT ON tickets WHEN NEW.status <> 'closed' BEGIN
    INSERT INTO open_counts (owner, n) VALUES (ifnull(NEW.owner, ''), 1)
        ON CONFLICT (owner) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER tickets_left AFTER UPDATE OF status, owner ON tickets WHEN OLD.status <> 'closed' BEGIN
    UPDATE open_counts SET n = n - 1 WHERE owner = ifnull(OLD.owner, '');
END;

CREATE TRIGGER tickets_came AFTER UPDATE OF status, owner ON tickets WHEN NEW.status <> 'closed' BEGIN
    INSERT INTO open_counts (owner, n) VALUES (ifnull(NEW.owner, ''), 1)
        ON CONFLICT (owner) DO UPDATE SET n = n + 1;
END;

-- Orders to conversations, in order, until they are delivered.
CREATE TABLE orders (
    conversation TEXT NOT NULL,
    number INTEGER NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
) STRICT, WITHOUT ROWID;

-- Where the deliveries to one conversation stand; `last_order` is the highest number ever given.
CREATE TABLE couriers (
    conversation TEXT PRIMARY KEY,
    last_order INTEGER NOT NULL,
    n_waiting INTEGER NOT NULL,
    n_failures INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX couriers_due ON couriers (next_try_at) WHERE n_waiting > 0;
