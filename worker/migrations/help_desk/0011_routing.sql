-- Who takes new work. `away_by` names whoever said that the user is away: often themselves.
ALTER TABLE users ADD COLUMN away_by TEXT;
-- Working hours, whole as JSON; absent for none, which is always.
ALTER TABLE users ADD COLUMN hours TEXT;
-- The page on which others book a time with the user.
ALTER TABLE users ADD COLUMN meetings_link TEXT;

-- `members` is a JSON array of users.
CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    members TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- `members` says whose desks show it, as on the wire. The oldest is where whatever lost its own goes.
CREATE TABLE inboxes (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    members TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO inboxes (id, name, members, created_at)
    SELECT inbox, inbox_name, '"everybody"', created_at FROM account;

-- Whose contact a visitor is.
CREATE TABLE contact_owners (
    visitor TEXT PRIMARY KEY,
    owner TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE tickets ADD COLUMN inbox TEXT NOT NULL DEFAULT '';
UPDATE tickets SET inbox = (SELECT inbox FROM channels WHERE channels.id = tickets.channel);
ALTER TABLE tickets ADD COLUMN priority TEXT;
-- Why it has its owner, or none, as on the wire.
ALTER TABLE tickets ADD COLUMN owner_reason TEXT;
-- Whether its rule runs again when somebody becomes available.
ALTER TABLE tickets ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_waiting ON tickets (number) WHERE waits = 1 AND status <> 'closed';
