-- One row: what every decision needs. Texts of ids are as on the wire, times are milliseconds.
CREATE TABLE head (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  conversation TEXT NOT NULL,
  channel TEXT NOT NULL,
  visitor TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  epoch TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  n_messages INTEGER NOT NULL,
  status TEXT NOT NULL,
  visitor_read INTEGER NOT NULL,
  agent_read INTEGER NOT NULL,
  n_unread INTEGER NOT NULL,
  owner TEXT,
  -- The next five are there from the first message on.
  subject TEXT,
  opened_at INTEGER,
  last_author TEXT,
  last_preview TEXT,
  last_at INTEGER,
  last_visitor_seq INTEGER NOT NULL,
  last_agent_seq INTEGER NOT NULL,
  last_agent TEXT,
  last_order INTEGER NOT NULL,
  report_version INTEGER NOT NULL,
  reported_version INTEGER NOT NULL,
  n_failures INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  visitor_rate INTEGER NOT NULL,
  visitor_day INTEGER NOT NULL,
  visitor_day_count INTEGER NOT NULL
) STRICT;

-- The log. A message has an id, an author and a text; an activity is JSON. `n_bytes` is what the
-- event takes on the wire.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  n_bytes INTEGER NOT NULL,
  message_id TEXT UNIQUE,
  author TEXT,
  text TEXT,
  activity TEXT
) STRICT;

CREATE TABLE people (
  user TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  avatar TEXT,
  rate INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
