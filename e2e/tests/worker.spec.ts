import type { Page } from "@playwright/test";
import { fact, fillIn, send, ticket } from "../lib/report";
import { expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource|net::ERR_/ });

/** Opens a page and waits until its bundle's worker keeps the shell. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

test("a resident opens the app anew without a network, reports, and it arrives once", async ({ page, context }) => {
  const text = "地下室没有信号，重开页面后报的事（测试员辛）。";
  await open(page, "/report");
  // The rules have arrived: they are kept from here on.
  await expect(page.getByRole("button", { name: "咨询建议" })).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText("当前没有网络。")).toBeVisible();
  await fillIn(page, { kind: ["咨询建议", "意见建议"], tap: [0.5, 0.5], text });
  const { id } = await send(page);
  // Not even that survives only in memory.
  await page.reload();
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  expect((await ticket(page, id)).timeline).toHaveLength(2);
});

test("a grid member's day opens without a network, at whatever address it is asked for", async ({ page, context }) => {
  await signIn(page, "wg001");
  await open(page, "/staff/today");
  await expect(page.getByRole("heading", { name: "今日", level: 1 })).toBeVisible();
  await expect(page.getByRole("main").getByText("正在加载")).toHaveCount(0);
  const cards = await page.getByRole("article").count();
  await context.setOffline(true);
  await page.goto("/staff/patrol");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goto("/staff/");
  await expect(page.getByRole("article")).toHaveCount(cards);
});

test("the residents' worker leaves the staff's pages and the server's own to the network", async ({ page }) => {
  await open(page, "/");
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/\/sw\.js$/);
  await page.goto("/staff/");
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
  const docs = await page.goto("/api/docs");
  expect(docs?.fromServiceWorker()).toBe(false);
  const home = await page.goto("/ledger");
  expect(home?.fromServiceWorker(), "it answers for its own").toBe(true);
});

test("what waits is pushed by the worker after the page was closed, and the next page settles it", async ({ page, context }) => {
  await open(page, "/");
  await fillIn(page, { kind: ["咨询建议", "意见建议"], tap: [0.5, 0.5], text: "页面关着也要送到（测试员壬）。" });
  const holder = await fact(page.locator(".verdict"), "负责人").innerText();
  await context.setOffline(true);
  const { id } = await send(page);
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();
  const worker = context.serviceWorkers().find((worker) => worker.url().endsWith("/sw.js"))!;
  await page.close();
  await context.setOffline(false);
  // The browser decides when; here it is told to by the event that it would send.
  await worker.evaluate(() => {
    const scope = self as unknown as { dispatchEvent(event: Event): boolean };
    const event = Object.assign(new Event("sync"), { tag: "weft-outbox", waitUntil: () => undefined });
    scope.dispatchEvent(event);
  });
  const next = await context.newPage();
  await expect.poll(async () => (await next.request.get(`/api/query/ticket/${id}`)).status()).toBe(200);
  await next.goto(`/receipt/${id}`);
  await expect(next.getByText("已收到您的报事")).toBeVisible();
  await expect(fact(next, "负责人")).toHaveText(holder);
  expect((await ticket(next, id)).timeline).toHaveLength(2);
});
