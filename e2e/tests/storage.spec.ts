import type { BrowserContext, CDPSession, Page } from "@playwright/test";
import { DATABASE, keysIn } from "../lib/database";
import { fillInHere, send, ticket } from "../lib/report";
import { expect, test } from "../lib/test";

// Without a network requests fail, and browsers note that; so they do of a database of another version.
test.use({ expectedErrors: /Failed to load resource/ });

const FULL = "设备存储空间已满";
const CLOSED = "本机数据库被关闭";
const AGAIN = "本机又能保存了，刚才填的都已存好。";
const KEPT = "已存在本机，待送达";
const NOT_KEPT = "还没有存入本机，待送达";
/** What a browser leaves a site on a full disk. */
const QUOTA_BYTES = 1;
/** Chromium asks how much room there is no more often than twice a minute. */
const NOTICED_MS_MAX = 90_000;

test("on a full disk the person is told, nothing kept is lost, and all goes on once there is room", async ({ page, context, baseURL }) => {
  test.slow();
  await open(page);
  await context.setOffline(true);
  const first = await report(page, "磁盘满之前存好的一件（测试员子）。");
  await expect(page.getByText(KEPT)).toBeVisible();

  const devtools = await context.newCDPSession(page);
  const origin = baseURL!;
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: QUOTA_BYTES });
  await expect.poll(() => hasRoom(page), { timeout: NOTICED_MS_MAX }).toBe(false);
  const second = await report(page, "磁盘满的时候报的一件（测试员丑）。");
  await expect(warning(page, FULL)).toBeVisible();
  await expect(page.getByText(NOT_KEPT)).toBeVisible();
  expect(await keysIn(page, "outbox"), "what was kept before still is").toHaveLength(1);

  await context.setOffline(false);
  for (const { id } of [first, second]) await arrives(page, id);

  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  await expect.poll(() => hasRoom(page), { timeout: NOTICED_MS_MAX }).toBe(true);
  await page.reload();
  await expect(warning(page, FULL)).toHaveCount(0);
  await context.setOffline(true);
  const third = await report(page, "磁盘有空间以后报的一件（测试员寅）。");
  await expect(page.getByText(KEPT)).toBeVisible();
  expect(await keysIn(page, "outbox")).not.toEqual([]);
  await context.setOffline(false);
  await arrives(page, third.id);
  for (const { id } of [first, second, third]) expect((await ticket(page, id)).timeline).toHaveLength(2);
});

/** Ways in which the database goes while the app has it open, after which a new one can be made. */
const WAYS: { what: string; take: (context: BrowserContext, page: Page, origin: string) => Promise<void> }[] = [
  {
    what: "another window deletes it",
    take: (context) => elsewhere(context, (name) => {
      const asked = indexedDB.deleteDatabase(name);
      return new Promise<void>((done, fail) => {
        asked.onsuccess = () => done();
        asked.onerror = () => fail(asked.error);
      });
    }),
  },
  {
    what: "the browser's data are cleared",
    take: async (context, page, origin) => {
      const devtools: CDPSession = await context.newCDPSession(page);
      await devtools.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
    },
  },
];

for (const { what, take } of WAYS) {
  test(`the database is taken away (${what}): it says so, has it again by itself, and keeps there what it held in memory`, async ({ page, context, baseURL }) => {
    await open(page);
    await context.setOffline(true);
    const before = await report(page, "数据库被拿走之前报的一件（测试员卯）。");
    await expect(page.getByText(KEPT)).toBeVisible();
    // Said at once: the person must not close the page now.
    const said = expect(warning(page, CLOSED)).toBeVisible();
    await take(context, page, baseURL!);
    await said;
    await expect(page.getByText(AGAIN)).toBeVisible();
    await expect(warning(page, CLOSED)).toHaveCount(0);
    await expect(page.getByText(KEPT)).toBeVisible();
    expect(await keysIn(page, "outbox")).toHaveLength(1);
    const after = await report(page, "数据库回来以后报的一件（测试员辰）。");
    await expect(page.getByText(KEPT)).toBeVisible();
    // The page can be closed, and opened without a network.
    await page.reload();
    await expect(page.getByText(KEPT)).toBeVisible();
    expect(await keysIn(page, "outbox")).toHaveLength(2);

    await context.setOffline(false);
    for (const { id } of [before, after]) {
      await arrives(page, id);
      expect((await ticket(page, id)).timeline).toHaveLength(2);
    }
  });
}

test("a newer version of the app takes the database over: it says so and sends what waits", async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  const before = await report(page, "新版本打开之前报的一件（测试员卯）。");
  await expect(page.getByText(KEPT)).toBeVisible();
  await elsewhere(context, (name) => {
    const asked = indexedDB.open(name, 99);
    return new Promise<void>((done, fail) => {
      asked.onsuccess = () => (asked.result.close(), done());
      asked.onerror = () => fail(asked.error);
    });
  });
  await expect(warning(page, CLOSED)).toBeVisible();
  const after = await report(page, "新版本打开之后报的一件（测试员辰）。");
  await expect(page.getByText(NOT_KEPT)).toBeVisible();
  await context.setOffline(false);
  for (const { id } of [before, after]) {
    await arrives(page, id);
    expect((await ticket(page, id)).timeline).toHaveLength(2);
  }
});

/** The app, with the rules and units on the device. */
async function open(page: Page): Promise<void> {
  await page.goto("/report");
  await expect(page.getByRole("button", { name: "咨询建议" })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

async function report(page: Page, text: string): Promise<{ id: string; code: string }> {
  await fillInHere(page, { kind: ["咨询建议", "意见建议"], text });
  return send(page);
}

/** What every page says at its top while something is wrong. */
function warning(page: Page, text: string) {
  return page.getByRole("status").getByText(text);
}

/** Waits until the server has it. */
async function arrives(page: Page, id: string): Promise<void> {
  await expect.poll(async () => (await page.request.get(`/api/query/ticket/${id}`)).status()).toBe(200);
}

/** Does something to the database from a page of the same origin that does not run the app. */
async function elsewhere(context: BrowserContext, does: (name: string) => Promise<void>): Promise<void> {
  const other = await context.newPage();
  await other.goto("/resident.webmanifest");
  await other.evaluate(does, DATABASE);
  await other.close();
}

/** Whether something can be written beside the app's own database, which takes its room from the same share. */
function hasRoom(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((answer) => {
        const asked = indexedDB.open("scratch");
        asked.onupgradeneeded = () => asked.result.createObjectStore("all");
        asked.onerror = () => answer(false);
        asked.onsuccess = () => {
          const work = asked.result.transaction("all", "readwrite");
          const over = (written: boolean) => () => {
            asked.result.close();
            answer(written);
          };
          work.oncomplete = over(true);
          work.onabort = over(false);
          work.objectStore("all").put("a".repeat(1_000), 1);
        };
      }),
  );
}
