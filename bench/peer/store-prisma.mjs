import { PrismaClient } from "@prisma/client";
import { PrismaPg } from "@prisma/adapter-pg";

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.PEER_URL, max: 10 }) });
const omit = { organisationId: true };
const changes = (row, body) => Object.fromEntries(Object.keys(body).map((key) => [key, row[key] ?? null]));

export const store = {
  async health() {
    await prisma.$queryRaw`SELECT 1`;
    return true;
  },

  userByEmail: (email) => prisma.user.findFirst({ where: { email, deletedAt: null } }),

  openSession: (user) =>
    prisma.session.create({
      data: { organisationId: user.organisationId, userId: user.id, refreshHash: crypto.getRandomValues(new Uint8Array(32)), expiresAt: new Date(Date.now() + 30 * 86400e3) },
    }),

  prospect: (organisationId, id) => prisma.prospect.findFirst({ where: { organisationId, id, deletedAt: null }, omit }),

  async prospects(organisationId, { skip, take, sortBy, sortOrder, status, country, q }) {
    const where = { organisationId, deletedAt: null, status, country };
    if (q) {
      const found = await prisma.$queryRaw`SELECT id FROM prospects WHERE organisation_id = ${organisationId}::uuid AND deleted_at IS NULL AND search @@ search_query(${q})`;
      where.id = { in: found.map((row) => row.id) };
    }
    return Promise.all([prisma.prospect.findMany({ where, skip, take, orderBy: [{ [sortBy]: sortOrder }, { id: sortOrder }], omit }), prisma.prospect.count({ where })]);
  },

  create(user, body) {
    const organisationId = user.org;
    return prisma.$transaction(async (tx) => {
      const row = await tx.prospect.create({ data: { ...body, organisationId }, omit });
      await tx.auditLog.create({ data: { organisationId, actorId: user.sub, action: "insert", entity: "prospects", entityId: row.id, new: row } });
      return row;
    });
  },

  async update(user, id, body) {
    const organisationId = user.org;
    const old = await prisma.prospect.findFirst({ where: { organisationId, id, deletedAt: null } });
    if (!old) return null;
    const [row] = await prisma.$transaction([
      prisma.prospect.update({ where: { organisationId_id: { organisationId, id } }, data: body, omit }),
      prisma.auditLog.create({ data: { organisationId, actorId: user.sub, action: "update", entity: "prospects", entityId: id, old: changes(old, body), new: body } }),
    ]);
    return row;
  },
};
