-- Settings are edited in a draft, and every time that they become public is kept. Channels can be
-- many, switched off, and seen on sites.

ALTER TABLE channels ADD COLUMN kind TEXT NOT NULL DEFAULT 'chat';
ALTER TABLE channels ADD COLUMN is_on INTEGER NOT NULL DEFAULT 1;
-- The wish that made the channel, and the hash of what was wished for.
ALTER TABLE channels ADD COLUMN begun_as TEXT;
ALTER TABLE channels ADD COLUMN wish_hash TEXT;
CREATE UNIQUE INDEX channels_by_wish ON channels (begun_as) WHERE begun_as IS NOT NULL;
-- Counts the changes of the draft, over all drafts that there were.
ALTER TABLE channels ADD COLUMN draft_revision INTEGER NOT NULL DEFAULT 0;

CREATE TABLE drafts (
    channel TEXT PRIMARY KEY,
    based_on INTEGER NOT NULL,
    settings TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- Who and when are absent for what was public before; `draft` is the revision of the draft that it was.
CREATE TABLE publications (
    channel TEXT NOT NULL,
    revision INTEGER NOT NULL,
    published_by TEXT,
    published_at INTEGER,
    restored INTEGER,
    draft INTEGER,
    settings TEXT NOT NULL,
    PRIMARY KEY (channel, revision)
) STRICT;
INSERT INTO publications (channel, revision, settings) SELECT id, revision, settings FROM channels;

-- The newest page of each site on which a channel's code was seen; never who was there.
CREATE TABLE seen_origins (
    channel TEXT NOT NULL,
    origin TEXT NOT NULL,
    path TEXT NOT NULL,
    at INTEGER NOT NULL,
    is_allowed INTEGER NOT NULL,
    PRIMARY KEY (channel, origin)
) STRICT, WITHOUT ROWID;

-- Which consent texts a channel asked for since when, and how many visitors who wrote agreed; absent
-- where nobody counted from the beginning. Until now an account had one channel.
CREATE TABLE consents_of_channels (
    channel TEXT NOT NULL,
    version TEXT NOT NULL,
    mode TEXT,
    since INTEGER NOT NULL,
    n_accepted INTEGER,
    PRIMARY KEY (channel, version)
) STRICT, WITHOUT ROWID;
INSERT INTO consents_of_channels (channel, version, since)
    SELECT channels.id, consent_texts.version, min(consent_texts.created_at)
    FROM consent_texts, channels GROUP BY channels.id, consent_texts.version;
UPDATE consents_of_channels SET mode =
    (SELECT json_extract(settings, '$.consent.mode') FROM channels WHERE id = channel)
    WHERE version = (SELECT consent_version FROM channels WHERE id = channel);

-- Who was counted, for as long as the visitor is known, so that nobody counts twice.
CREATE TABLE acceptances (
    visitor TEXT NOT NULL,
    channel TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (visitor, channel, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER acceptance_counted AFTER INSERT ON acceptances BEGIN
    UPDATE consents_of_channels SET n_accepted = n_accepted + 1
        WHERE channel = NEW.channel AND version = NEW.version;
END;
