import type { Page } from "@playwright/test";
import { type Front, standBefore } from "../lib/front";
import { fillIn, send, ticket } from "../lib/report";
import { expect, test as base } from "../lib/test";

/** The page's server is one that can have a new release. */
const test = base.extend<{ front: Front }>({
  front: async ({ server }, use) => {
    const front = await standBefore(server.url);
    await use(front);
    front.close();
  },
  baseURL: async ({ front }, use) => use(front.url),
});

// A server that takes no commands answers so, and browsers note that.
test.use({ expectedErrors: /status of 503/ });

test("a new version waits until what is unsent is delivered, and then for a tap", async ({ page, front }) => {
  await page.goto("/");
  await kept(page);
  await fillIn(page, { kind: ["咨询建议", "意见建议"], tap: [0.5, 0.5], text: "更新前还没送出的一件事（测试员亥）。" });
  front.takes(false);
  const { id } = await send(page);
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();
  const old = await versions(page);
  await find(page, front);
  await expect(page.getByText("待 1 项送达后即可更新。")).toBeVisible();
  await expect(page.getByRole("button", { name: "立即更新" })).toHaveCount(0);

  front.takes(true);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  const again = page.waitForEvent("load");
  await page.getByRole("button", { name: "立即更新" }).click();
  await again;
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  await expect(page.getByText("有新版本。")).toHaveCount(0);
  await expect.poll(() => versions(page)).toEqual(old.map((name) => `${name}-next`));
  expect((await ticket(page, id)).timeline).toHaveLength(2);
});

test("a kiosk takes a new version over by itself, once nothing waits and nobody is at it", async ({ page, front }) => {
  await page.goto("/kiosk/");
  await kept(page);
  const old = await versions(page);
  const again = page.waitForEvent("load");
  await find(page, front);
  await again;
  await expect.poll(() => versions(page)).toEqual(old.map((name) => `${name}-next`));
});

/** Waits until a worker keeps this page's shell. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
}

/** A new version is released, and the page's browser looks. */
async function find(page: Page, front: Front): Promise<void> {
  front.release();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
}

/** The shells that are kept. */
function versions(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("weft shell")));
}
