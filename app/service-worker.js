// Keeps the app's shell, so that it opens without a network, and sends what waits when the network returns while no page is open.
// The build puts four constants before this text (xtask/src/bundles/worker.rs): BASE, the path of this bundle; BASES, those of
// all bundles; SHELL, the paths of the files that the first page loads; and VERSION, a digest of them.

const PREFIX = `weft shell ${BASE} `;
const CACHE = PREFIX + VERSION;
// Paths below BASE that are not this bundle's: the server's own and the other bundles'.
const FOREIGN = ["/api/", "/metrics/", ...BASES.filter((base) => base !== BASE && base.startsWith(BASE))];

self.addEventListener("install", (event) => {
  // All or nothing. The new shell then waits until no page of the old one is open, or until a page hands over (see "message").
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(PREFIX) && name !== CACHE;
  const forget = async () => Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
  event.waitUntil(forget().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  const isOwn = method === "GET" && origin === self.location.origin && pathname.startsWith(BASE);
  if (!isOwn || FOREIGN.some((base) => `${pathname}/`.startsWith(base))) return;
  if (mode === "navigate") {
    event.respondWith(kept(BASE, event.request));
  } else if (SHELL.includes(pathname)) {
    event.respondWith(kept(pathname, event.request));
  }
});

async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

// Background Sync. With a page open this is the page's work. Without one, the waiting commands are pushed as they are and stay in the
// queue: the next page pushes them again, is told that the server has them, and settles them. So nothing is deleted here.

/** Most commands in one push, as the server allows (`PUSH_COMMANDS_MAX`). */
const PUSH_COMMANDS_MAX = 200;

self.addEventListener("sync", (event) => {
  if (event.tag === "weft-outbox") event.waitUntil(sendWaiting());
});

async function sendWaiting() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length > 0) return;
  const database = await openDatabase("weft");
  if (!database) return;
  try {
    const { device, identity, signOutOwed, rows, photos } = await readQueue(database);
    if (!device || !identity || signOutOwed) return;
    const person = identity.name === null ? null : identity.actor.person;
    const isMine = ({ account }) => (person === null ? account === "anonymous" : account.person === person);
    const waiting = rows.filter((row) => row.status === "waiting" && isMine(row)).map((row) => row.envelope);
    const headers = { "x-weft": "1", "x-weft-account": person ?? "anonymous" };
    for (const [hash, photo] of photos) {
      if (photo.uploaded || !waiting.some((envelope) => JSON.stringify(envelope).includes(hash))) continue;
      await send("PUT", `/api/photos/${hash}`, { ...headers, "content-type": "image/jpeg" }, photo.blob);
    }
    for (let from = 0; from < waiting.length; from += PUSH_COMMANDS_MAX) {
      const body = JSON.stringify({ device, commands: waiting.slice(from, from + PUSH_COMMANDS_MAX) });
      await send("POST", "/api/push", { ...headers, "content-type": "application/json" }, body);
    }
  } finally {
    database.close();
  }
}

/** Fails when the server does not answer, so that the browser tries again later. What it refuses is the next page's to show. */
async function send(method, path, headers, body) {
  const answer = await fetch(path, { method, headers, body });
  if (answer.status >= 500 || answer.status === 429 || !answer.headers.has("x-weft")) throw new Error(`${method} ${path}: ${answer.status}`);
}

/** The app's database; none when the app has not made it, or a page is just changing its schema. */
function openDatabase(name) {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = opening.onblocked = () => resolve(undefined);
  });
}

async function readQueue(database) {
  const work = database.transaction(["meta", "outbox", "photos"], "readonly");
  const read = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const meta = (name) => read(work.objectStore("meta").get(name)).then((text) => text && JSON.parse(text));
  const [device, identity, signOutOwed, rows, hashes, blobs] = await Promise.all([
    meta("device"),
    meta("identity"),
    meta("sign_out_owed"),
    read(work.objectStore("outbox").getAll()),
    read(work.objectStore("photos").getAllKeys()),
    read(work.objectStore("photos").getAll()),
  ]);
  const photos = hashes.map((hash, index) => [hash, blobs[index]]);
  return { device, identity, signOutOwed, rows: rows.map((text) => JSON.parse(text)), photos };
}
