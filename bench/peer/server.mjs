// The same API as a Node team would write it: Fastify in cluster mode on Prisma, or on pg with prepared statements (STORE=pg).
import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import Fastify from "fastify";
import jwt from "@fastify/jwt";
import sodium from "sodium-native";

// In libuv's thread pool, so that others are served meanwhile.
const verify = promisify(sodium.crypto_pwhash_str_verify_async);

async function passwordFits(hash, password) {
  const padded = Buffer.alloc(sodium.crypto_pwhash_STRBYTES);
  padded.write(hash);
  return verify(padded, Buffer.from(password));
}

if (cluster.isPrimary) {
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  cluster.on("exit", () => process.exit(1));
} else {
  await serve();
}

async function serve() {
  const { store } = await import(process.env.STORE === "pg" ? "./store-pg.mjs" : "./store-prisma.mjs");
  const app = Fastify({ logger: false });
  await app.register(jwt, { secret: process.env.PEER_SECRET });
  app.setErrorHandler((error, request, reply) => {
    const status = error.statusCode ?? 500;
    reply.code(status).type("application/problem+json").send({ type: "about:blank", title: error.message, status });
  });
  const authenticated = { onRequest: (request) => request.jwtVerify() };
  const missing = () => Object.assign(new Error("Not found"), { statusCode: 404 });

  app.get("/api/v1/health", async () => ({ status: (await store.health()) ? "ok" : "down" }));

  app.post("/api/v1/auth/login", async (request) => {
    const user = await store.userByEmail(request.body.email);
    if (!user || !(await passwordFits(user.passwordHash, request.body.password)))
      throw Object.assign(new Error("Wrong e-mail or password"), { statusCode: 401 });
    await store.openSession(user);
    return { accessToken: app.jwt.sign({ sub: user.id, org: user.organisationId }, { expiresIn: 900 }), tokenType: "Bearer", expiresIn: 900 };
  });

  app.get("/api/v1/prospects/:id", authenticated, async (request) => {
    const row = await store.prospect(request.user.org, request.params.id);
    if (!row) throw missing();
    return row;
  });

  app.get("/api/v1/prospects", authenticated, async (request) => {
    const { page = 1, limit = 20, sortBy = "createdAt", sortOrder = "desc", status, country, q } = request.query;
    const list = { skip: (page - 1) * limit, take: Number(limit), sortBy, sortOrder, status, country, q };
    const [data, total] = await store.prospects(request.user.org, list);
    const totalPages = Math.ceil(total / limit);
    return { data, pagination: { page: Number(page), total, totalIsEstimate: false, totalPages, hasPrev: page > 1, limit: Number(limit), hasNext: page < totalPages } };
  });

  app.post("/api/v1/prospects", authenticated, async (request, reply) => {
    reply.code(201);
    return store.create(request.user, request.body);
  });

  app.patch("/api/v1/prospects/:id", authenticated, async (request) => {
    const row = await store.update(request.user, request.params.id, request.body);
    if (!row) throw missing();
    return row;
  });

  await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1", backlog: 1024 });
}
