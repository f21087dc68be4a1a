import type { Page } from "@playwright/test";
import type { Made } from "./push";

/** The database that residents and staff share. */
export const DATABASE = "weft";

/** A store of the device's database, as `app/src/data/database.rs` lays them out. */
export type Store = "outbox" | "inbox" | "rows" | "meta";

/** The keys of a store, in order; none while there is no such database. */
export function keysIn(page: Page, store: Store): Promise<string[]> {
  return read(page, store, "getAllKeys");
}

/** What a store holds, in the order of the keys; nothing while there is no such database. */
export async function valuesIn<T>(page: Page, store: Store): Promise<T[]> {
  return (await read(page, store, "getAll")).map((text) => JSON.parse(text) as T);
}

/** The ids of the tickets that the device's database holds. */
export async function ticketsIn(page: Page): Promise<string[]> {
  const keys = await keysIn(page, "rows");
  return keys.filter((key) => key.includes("/ticket/")).map((key) => key.split("/").pop()!);
}

/** Reads through a connection of its own, and never makes a database that is not there. */
function read(page: Page, store: Store, what: "getAll" | "getAllKeys"): Promise<string[]> {
  return page.evaluate(
    async ([name, store, what]) => {
      const database = await new Promise<IDBDatabase | undefined>((open) => {
        const asked = indexedDB.open(name);
        asked.onupgradeneeded = () => asked.transaction!.abort();
        asked.onsuccess = () => open(asked.result);
        asked.onerror = () => open(undefined);
      });
      if (!database) return [];
      const all = database.transaction(store).objectStore(store)[what]() as IDBRequest<unknown[]>;
      const found = await new Promise<unknown[]>((got, fail) => {
        all.onsuccess = () => got(all.result);
        all.onerror = () => fail(all.error);
      });
      database.close();
      return found.map(String);
    },
    [DATABASE, store, what] as const,
  );
}

/** A row as text, under its key. */
export interface Raw {
  store: Store;
  key: number | string;
  text: string;
}

/** Puts rows into the device's database as they are. */
export function putRaw(page: Page, rows: readonly Raw[]): Promise<void> {
  return page.evaluate(
    async ([name, rows]) => {
      const database = await new Promise<IDBDatabase>((open, fail) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => open(asked.result);
        asked.onerror = () => fail(asked.error);
      });
      const work = database.transaction(["outbox", "inbox", "rows", "meta"], "readwrite");
      for (const { store, key, text } of rows) work.objectStore(store).put(text, key);
      await new Promise((done) => (work.oncomplete = done));
      database.close();
    },
    [DATABASE, rows] as const,
  );
}

/** The text of a row; nothing when it is not there. */
export async function rawIn(page: Page, store: Store, key: number | string): Promise<string | undefined> {
  const [keys, values] = await Promise.all([keysIn(page, store), read(page, store, "getAll")]);
  return values[keys.indexOf(String(key))];
}

/** Puts commands into the device's queue as the app does, under whoever uses the device; the commands as they will travel. */
export function putInQueue(page: Page, made: Made[]): Promise<(Made & { device: string })[]> {
  return page.evaluate(
    async ([name, made]) => {
      const database = await new Promise<IDBDatabase>((open, fail) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => open(asked.result);
        asked.onerror = () => fail(asked.error);
      });
      const work = database.transaction(["meta", "outbox"], "readwrite");
      const meta = (name: string) =>
        new Promise<string>((got) => {
          const asked = work.objectStore("meta").get(name);
          asked.onsuccess = () => got(asked.result as string);
        });
      const device = JSON.parse(await meta("device")) as string;
      const person = (JSON.parse(await meta("identity")) as { actor: { person: string } }).actor.person;
      const envelopes = made.map((one) => ({ ...one, device }));
      for (const envelope of envelopes) {
        work.objectStore("outbox").add(JSON.stringify({ envelope, account: { person }, status: "waiting" }), envelope.seq);
      }
      work.objectStore("meta").put(JSON.stringify(Math.max(...made.map(({ seq }) => seq))), "seq");
      await new Promise((done) => (work.oncomplete = done));
      database.close();
      return envelopes;
    },
    [DATABASE, made] as const,
  );
}
