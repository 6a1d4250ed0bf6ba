// BullMQ: runs as many no-op jobs as told, with 8 at once, and prints how many seconds it took. BENCH_REDIS is the socket.
import { Queue, Worker } from "bullmq";

const count = Number(process.argv[2]);
const connection = { path: process.env.BENCH_REDIS, maxRetriesPerRequest: null };
const queue = new Queue("bench", { connection });
let done = 0;
const started = process.hrtime.bigint();
const worker = new Worker("bench", async () => {}, { connection, concurrency: 8 });
const all = new Promise((resolve) => worker.on("completed", () => ++done === count && resolve()));
for (let n = 0; n < count; n += 1000) {
  const size = Math.min(1000, count - n);
  await queue.addBulk(Array.from({ length: size }, (_, i) => ({ name: "noop", data: { n: n + i }, opts: { removeOnComplete: true } })));
}
await all;
console.log(Number(process.hrtime.bigint() - started) / 1e9);
await worker.close();
await queue.close();
