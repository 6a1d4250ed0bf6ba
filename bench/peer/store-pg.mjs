import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.PEER_URL, max: 10 });
const columns = `id, created_at AS "createdAt", updated_at AS "updatedAt", deleted_at AS "deletedAt", icp_id AS "icpId", owner_id AS "ownerId", email,
  first_name AS "firstName", last_name AS "lastName", company, domain, job_title AS "jobTitle", phone, linkedin_url AS "linkedinUrl", industry,
  company_size AS "companySize", country, city, locale, status, source, score, score_reasons AS "scoreReasons", tags, notes, last_contacted_at AS "lastContactedAt"`;
const names = { createdAt: "created_at", score: "score", email: "email", firstName: "first_name", lastName: "last_name", company: "company", notes: "notes" };
// Prepared once for each text and connection, under a name.
const run = (client, text, values) => client.query({ name: text.slice(0, 20) + hash(text), text, values });
const hash = (text) => [...text].reduce((h, c) => (h * 31 + c.charCodeAt(0)) | 0, 7).toString(36);
const audit_sql = "INSERT INTO audit_log (organisation_id, actor_id, action, entity, entity_id, old, new) VALUES ($1, $2, $3, 'prospects', $4, $5, $6)";

async function transaction(work) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

export const store = {
  health: async () => (await run(pool, "SELECT 1", [])).rowCount === 1,

  userByEmail: async (email) =>
    (await run(pool, 'SELECT organisation_id AS "organisationId", id, password_hash AS "passwordHash" FROM users WHERE email = $1 AND deleted_at IS NULL', [email])).rows[0],

  openSession: (user) =>
    run(pool, "INSERT INTO sessions (organisation_id, user_id, refresh_hash, expires_at) VALUES ($1, $2, $3, now() + interval '30 days')",
      [user.organisationId, user.id, Buffer.from(crypto.getRandomValues(new Uint8Array(32)))]),

  prospect: async (organisation, id) =>
    (await run(pool, `SELECT ${columns} FROM prospects WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL`, [organisation, id])).rows[0],

  async prospects(organisation, { skip, take, sortBy, sortOrder, status, country, q }) {
    const values = [organisation];
    let where = "organisation_id = $1 AND deleted_at IS NULL";
    if (status) where += ` AND status = $${values.push(status)}`;
    if (country) where += ` AND country = $${values.push(country)}`;
    if (q) where += ` AND search @@ search_query($${values.push(q)})`;
    const order = sortOrder === "asc" ? "ASC" : "DESC";
    const count = run(pool, `SELECT count(*)::int AS n FROM prospects WHERE ${where}`, [...values]);
    const page = run(pool, `SELECT ${columns} FROM prospects WHERE ${where} ORDER BY ${names[sortBy]} ${order}, id ${order} LIMIT $${values.push(take)} OFFSET $${values.push(skip)}`, values);
    return [(await page).rows, (await count).rows[0].n];
  },

  create: (user, body) =>
    transaction(async (client) => {
      const keys = Object.keys(body).filter((key) => key in names);
      const text = `INSERT INTO prospects (organisation_id, ${keys.map((key) => names[key])}) VALUES ($1, ${keys.map((_, i) => `$${i + 2}`)}) RETURNING ${columns}`;
      const row = (await run(client, text, [user.org, ...keys.map((key) => body[key])])).rows[0];
      await run(client, audit_sql, [user.org, user.sub, "insert", row.id, null, JSON.stringify(row)]);
      return row;
    }),

  update: (user, id, body) =>
    transaction(async (client) => {
      const old = (await run(client, `SELECT ${columns} FROM prospects WHERE organisation_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE`, [user.org, id])).rows[0];
      if (!old) return null;
      const keys = Object.keys(body).filter((key) => key in names);
      const text = `UPDATE prospects SET updated_at = clock_timestamp(), ${keys.map((key, i) => `${names[key]} = $${i + 3}`)} WHERE organisation_id = $1 AND id = $2 RETURNING ${columns}`;
      const row = (await run(client, text, [user.org, id, ...keys.map((key) => body[key])])).rows[0];
      await run(client, audit_sql, [user.org, user.sub, "update", id, JSON.stringify(Object.fromEntries(keys.map((key) => [key, old[key]]))), JSON.stringify(body)]);
      return row;
    }),
};
