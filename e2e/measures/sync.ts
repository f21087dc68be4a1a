import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { PLACES } from "../lib/county";
import { putInQueue, ticketsIn } from "../lib/database";
import { drawReceipt, type Made, made, submission, uuidV7 } from "../lib/push";
import { test } from "../lib/test";
import { layWire, type Wire } from "../lib/wire";

/** How many commands wait on the device, and how many records a new device fetches. */
const RECORDS = 5_000;
/** Bytes of free text in each. */
const TEXT_BYTES = 256;
/** Commands in one request of both: what ours sends, and PouchDB's own setting for it. */
const BATCH = 200;
const MEMBER = "wg001";

/** What one side took. */
interface Taken {
  ms: number;
  bytes: number;
}

// Going offline is part of it.
test.use({ expectedErrors: /Failed to load resource|net::ERR_/ });

test("5,000 commands drain and 5,000 records arrive, beside PouchDB", async ({ browser, server }) => {
  const wire = await layWire(Number(new URL(server.url).port));
  const device = await browser.newContext({ baseURL: wire.url });
  const bodies = await queue(device, wire);
  const drained = await drain(device, wire);
  await device.close();
  const arrived = await fetchAll(await browser.newContext({ baseURL: wire.url }), wire);
  wire.cut();

  const peer = await pouch(await browser.newContext(), bodies);
  const ratio = (ours: number, theirs: number) => (theirs / ours).toFixed(1);
  const line = (what: string, ours: Taken, theirs: Taken) =>
    console.log(
      `${what}: weft ${Math.round(ours.ms)} ms, ${ours.bytes} bytes; PouchDB ${Math.round(theirs.ms)} ms, ${theirs.bytes} bytes; ` +
        `${ratio(ours.ms, theirs.ms)} times as fast, 1/${ratio(ours.bytes, theirs.bytes)} of the bytes`,
    );
  console.log(`${RECORDS} records of ${Math.round(JSON.stringify(bodies[0]).length)} bytes, ${TEXT_BYTES} of them text; ${BATCH} in a request`);
  console.log("durability: weft synchronous=FULL on the server, strict IndexedDB; PouchDB LevelDB without sync, IndexedDB as it is");
  line("drain", drained, peer.drained);
  line("cold replica", arrived, peer.arrived);
});

/** Signs a grid member in, and puts commands into the device's queue while it is offline; the commands as they travel. */
async function queue(context: BrowserContext, { url }: Wire): Promise<Made[]> {
  const page = await open(context, url);
  const grid = PLACES.find(({ tier }) => tier === "grid")!;
  const report = await submission(page.request, { category: "other.idea", at: grid.middle, text: "a".repeat(TEXT_BYTES) });
  await context.setOffline(true);
  const intakes = Array.from({ length: RECORDS }, (_, index) =>
    made(uuidV7(), { intake: { ...report, source: "patrol", receipt: drawReceipt() } }, index + 1),
  );
  return putInQueue(page, intakes);
}

/** From the network's return until the device knows that everything has arrived. */
async function drain(context: BrowserContext, wire: Wire): Promise<Taken> {
  const page = context.pages()[0]!;
  await page.goto(`${wire.url}/staff/me`);
  await expect(page.getByText(`${RECORDS} 项待送达`).first()).toBeVisible({ timeout: 60_000 });
  wire.bytes();
  const start = performance.now();
  await context.setOffline(false);
  await expect(page.getByText("全部已送达")).toBeVisible({ timeout: 600_000 });
  return { ms: performance.now() - start, bytes: wire.bytes() };
}

/** A second device of the same person, with the app but without data, until it holds all of them. */
async function fetchAll(context: BrowserContext, wire: Wire): Promise<Taken> {
  const page = await context.newPage();
  await page.goto(`${wire.url}/staff/`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.goto("about:blank");
  await signIn(context, wire.url);
  wire.bytes();
  const start = performance.now();
  await page.goto(`${wire.url}/staff/today`);
  await expect.poll(async () => (await ticketsIn(page)).length, { timeout: 600_000, intervals: [50] }).toBeGreaterThanOrEqual(RECORDS);
  return { ms: performance.now() - start, bytes: wire.bytes() };
}

async function open(context: BrowserContext, url: string): Promise<Page> {
  await signIn(context, url);
  const page = await context.newPage();
  await page.goto(`${url}/staff/me`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect(page.getByText("全部已送达")).toBeVisible();
  return page;
}

async function signIn(context: BrowserContext, url: string): Promise<void> {
  const answer = await context.request.post(`${url}/api/session`, { data: { login: MEMBER, password: "weft-demo-2026" } });
  expect(answer.ok()).toBe(true);
}

/** The same bodies through PouchDB in the same browser, to express-pouchdb on the same machine. */
async function pouch(context: BrowserContext, bodies: Made[]): Promise<{ drained: Taken; arrived: Taken }> {
  const peers = createRequire(join(__dirname, "../../bench/package.json"));
  const data = mkdtempSync(join(tmpdir(), "weft-peer-"));
  const express = peers("express") as () => { use: (...handlers: unknown[]) => void; listen: (port: number, ready: () => void) => { address(): AddressInfo; close(): void } } & { static: unknown };
  const PouchDB = peers("pouchdb") as { defaults: (options: object) => unknown };
  const app = express();
  const statics = (peers("express") as { static: (folder: string) => unknown }).static;
  app.use("/page", statics(join(peers.resolve("pouchdb/package.json"), "../dist")));
  app.use("/db", (peers("express-pouchdb") as (pouch: unknown, options: object) => unknown)(PouchDB.defaults({ prefix: `${data}/` }), { mode: "minimumForPouchDB", logPath: join(data, "log.txt"), configPath: join(data, "config.json") }));
  const server = await new Promise<{ address(): AddressInfo; close(): void }>((ready) => {
    const listening = app.listen(0, () => ready(listening));
  });
  const wire = await layWire(server.address().port);
  const page = await context.newPage();
  await page.goto(`${wire.url}/page/pouchdb.min.js`);
  await page.addScriptTag({ url: `${wire.url}/page/pouchdb.min.js` });
  await page.evaluate(async (bodies) => {
    const queue = new (window as unknown as { PouchDB: new (name: string) => { bulkDocs(docs: object[]): Promise<unknown> } }).PouchDB("queue");
    await queue.bulkDocs(bodies.map((body) => ({ _id: body.id, ...body })));
  }, bodies);
  const replicate = async (from: string, to: string): Promise<Taken> => {
    wire.bytes();
    const ms = await page.evaluate(
      async ({ from, to, batch }) => {
        const { PouchDB } = window as unknown as { PouchDB: { replicate(from: string, to: string, options: object): Promise<{ docs_written: number }> } };
        const start = performance.now();
        const { docs_written } = await PouchDB.replicate(from, to, { batch_size: batch });
        if (docs_written !== 5_000) throw new Error(`${docs_written} were written`);
        return performance.now() - start;
      },
      { from, to, batch: BATCH },
    );
    return { ms, bytes: wire.bytes() };
  };
  const drained = await replicate("queue", `${wire.url}/db/county`);
  const arrived = await replicate(`${wire.url}/db/county`, "cold");
  await context.close();
  wire.cut();
  server.close();
  rmSync(data, { recursive: true, force: true });
  return { drained, arrived };
}
