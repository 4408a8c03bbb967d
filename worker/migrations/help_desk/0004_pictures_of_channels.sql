-- Channels have pictures too, kept beside those of users by the id of whose they are.
ALTER TABLE avatars RENAME COLUMN user TO whose;
