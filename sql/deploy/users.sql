-- People and the ways they prove who they are: users, sessions, invitations, API keys.
BEGIN;

CREATE TABLE users (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	email varchar(254) NOT NULL CHECK (email = lower(email) AND email ~ '^[^\s@]+@[^\s@]+$'),
	name varchar(200) NOT NULL CHECK (name ~ '\S'),
	role user_role NOT NULL DEFAULT 'member',
	status user_status NOT NULL DEFAULT 'active',
	locale locale,
	password_hash varchar(128) NOT NULL,
	platform_admin boolean NOT NULL DEFAULT false,
	well_known boolean NOT NULL DEFAULT false,
	last_login_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id)
);
COMMENT ON TABLE users IS 'People. Each belongs to exactly one organisation';
COMMENT ON COLUMN users.locale IS 'NULL: the organisation''s';
COMMENT ON COLUMN users.platform_admin IS 'May use the cross-tenant operations under /admin';
COMMENT ON COLUMN users.well_known IS 'Made by the seed with a published password: refused outside development';
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_id ON users (id);
CREATE INDEX users_created ON users (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX users_updated ON users (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX users_name ON users (organisation_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX users_email ON users (organisation_id, email, id) WHERE deleted_at IS NULL;
CREATE INDEX users_role ON users (organisation_id, role) WHERE deleted_at IS NULL;
CREATE INDEX users_status ON users (organisation_id, status) WHERE deleted_at IS NULL;
CREATE INDEX users_deleted ON users (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('users', 'SELECT, INSERT, UPDATE, DELETE', ARRAY['password_hash']);

CREATE TABLE sessions (
	organisation_id uuid NOT NULL,
	id uuid NOT NULL DEFAULT uuid_v7(),
	user_id uuid NOT NULL,
	refresh_hash bytea NOT NULL CHECK (octet_length(refresh_hash) = 32),
	previous_hash bytea CHECK (octet_length(previous_hash) = 32),
	rotated_at timestamptz NOT NULL DEFAULT now(),
	last_seen_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	ended_at timestamptz,
	end_reason varchar(40),
	user_agent varchar(300),
	address varchar(45),
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE sessions IS 'Log-ins. A session is the family of its refresh tokens';
COMMENT ON COLUMN sessions.refresh_hash IS 'BLAKE2b-256 of the refresh token that is valid now';
COMMENT ON COLUMN sessions.previous_hash IS 'Of the one before it: accepted for a short grace after rotated_at';
CREATE UNIQUE INDEX sessions_id ON sessions (id);
CREATE INDEX sessions_user ON sessions (organisation_id, user_id, created_at, id);
CREATE INDEX sessions_created ON sessions (organisation_id, created_at, id);
CREATE INDEX sessions_expires ON sessions (expires_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CALL tenant_table('sessions', 'SELECT, INSERT, UPDATE, DELETE', ARRAY['refresh_hash', 'previous_hash']);

CREATE TABLE invitations (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	email varchar(254) NOT NULL CHECK (email = lower(email) AND email ~ '^[^\s@]+@[^\s@]+$'),
	role user_role NOT NULL DEFAULT 'member',
	token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
	invited_by uuid,
	expires_at timestamptz NOT NULL,
	accepted_at timestamptz,
	accepted_user_id uuid,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, invited_by) REFERENCES users (organisation_id, id) ON DELETE SET NULL (invited_by),
	FOREIGN KEY (organisation_id, accepted_user_id) REFERENCES users (organisation_id, id) ON DELETE SET NULL (accepted_user_id)
);
COMMENT ON TABLE invitations IS 'How a second user comes into an organisation';
COMMENT ON COLUMN invitations.token_hash IS 'BLAKE2b-256 of the token in the invitation link';
CREATE UNIQUE INDEX invitations_id ON invitations (id);
CREATE UNIQUE INDEX invitations_email_key ON invitations (organisation_id, email) WHERE deleted_at IS NULL AND accepted_at IS NULL;
CREATE INDEX invitations_created ON invitations (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX invitations_updated ON invitations (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX invitations_deleted ON invitations (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('invitations', 'SELECT, INSERT, UPDATE, DELETE', ARRAY['token_hash']);

CREATE TABLE api_keys (
	organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
	id uuid NOT NULL DEFAULT uuid_v7(),
	name varchar(100) NOT NULL CHECK (name ~ '\S'),
	prefix varchar(40) NOT NULL,
	key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
	role user_role NOT NULL CHECK (role <> 'owner'),
	created_by uuid,
	expires_at timestamptz,
	last_used_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	deleted_at timestamptz,
	PRIMARY KEY (organisation_id, id),
	FOREIGN KEY (organisation_id, created_by) REFERENCES users (organisation_id, id) ON DELETE SET NULL (created_by)
);
COMMENT ON TABLE api_keys IS 'Keys for programs. Deleting one revokes it';
COMMENT ON COLUMN api_keys.prefix IS 'The part shown in lists: enough to recognise a key, not to use it';
COMMENT ON COLUMN api_keys.key_hash IS 'BLAKE2b-256 of the secret part';
CREATE UNIQUE INDEX api_keys_id ON api_keys (id);
CREATE INDEX api_keys_created ON api_keys (organisation_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX api_keys_updated ON api_keys (organisation_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX api_keys_name ON api_keys (organisation_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX api_keys_deleted ON api_keys (organisation_id, deleted_at) WHERE deleted_at IS NOT NULL;
CALL tenant_table('api_keys', 'SELECT, INSERT, UPDATE, DELETE', ARRAY['key_hash']);

COMMIT;
