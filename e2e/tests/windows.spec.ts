import type { BrowserContext, Page } from "@playwright/test";
import { DATABASE, keysIn } from "../lib/database";
import { fillInHere, send, ticket } from "../lib/report";
import { expect, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource/ });

const PENDING = "已存在本机，待送达";
const RECEIVED = "已收到您的报事";

test("two windows have one queue, one exchange and one live stream, and show the same", async ({ page, context }) => {
  const pushed: string[] = [];
  const streams: string[] = [];
  // What is tried without a network is not sent: only what was answered counts.
  context.on("response", (answer) => {
    const path = new URL(answer.url()).pathname;
    if (path === "/api/push") pushed.push(answer.request().postData() ?? "");
    if (path === "/api/live") streams.push(path);
  });
  await open(page);
  const other = await context.newPage();
  await open(other);
  expect(await leaders(page), "one holds the exchange, one waits for it").toEqual({ held: 1, pending: 1 });
  expect(streams, "one stream for both").toHaveLength(1);

  await context.setOffline(true);
  const one = await report(page, "第一个窗口里报的一件（测试员午）。");
  const two = await report(other, "第二个窗口里报的一件（测试员未）。");
  expect(await keysIn(page, "outbox")).toHaveLength(2);
  for (const window of [page, other]) await expect(matters(window)).toHaveCount(2);
  for (const window of [page, other]) await expect(window.getByText("待送达", { exact: true })).toHaveCount(2);

  await context.setOffline(false);
  for (const window of [page, other]) await expect(window.getByText("待送达", { exact: true })).toHaveCount(0);
  for (const { id } of [one, two]) {
    expect(pushed.filter((body) => body.includes(`"target":"${id}"`)), "sent by one of the windows").toHaveLength(1);
    expect((await ticket(page, id)).timeline).toHaveLength(2);
  }

  // What one does, the other shows, and so does one that is not the exchange's after that has closed.
  await page.close();
  await expect.poll(() => leaders(other)).toEqual({ held: 1, pending: 0 });
  const three = await report(other, "第一个窗口关掉以后报的一件（测试员申）。");
  await expect.poll(async () => (await other.request.get(`/api/query/ticket/${three.id}`)).status()).toBe(200);
});

test("a frozen window that holds the exchange is replaced, and what waits is delivered once", async ({ page, context }) => {
  await open(page);
  const other = await context.newPage();
  await open(other);
  const thaw = await freeze(context, page, other);

  const { id } = await report(other, "另一个窗口冻住时报的一件（测试员酉）。");
  await expect(other.getByText("待送达", { exact: true })).toHaveCount(0);
  expect((await ticket(other, id)).timeline).toHaveLength(2);

  // The one that was frozen finds itself overtaken and takes its turn again.
  await thaw();
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "我的事项" }).click();
  await expect(matters(page)).toHaveCount(1);
  expect((await leaders(other)).held).toBe(1);
  await report(page, "解冻以后报的一件（测试员酉）。");
  for (const window of [page, other]) {
    await expect(matters(window)).toHaveCount(2);
    await expect(window.getByText("待送达", { exact: true })).toHaveCount(0);
  }
});

/** The report page, with the rules and units on the device. */
async function open(page: Page): Promise<void> {
  await page.goto("/report");
  await expect(page.getByRole("button", { name: "咨询建议" })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** Reports, and shows one's own matters after it. */
async function report(page: Page, text: string): Promise<{ id: string }> {
  await fillInHere(page, { kind: ["咨询建议", "意见建议"], text });
  const sent = await send(page);
  await expect(page.getByText(PENDING).or(page.getByText(RECEIVED))).toBeVisible();
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "我的事项" }).click();
  return sent;
}

function matters(page: Page) {
  return page.getByRole("main").getByRole("link", { name: "意见建议" });
}

/** How many windows hold the lock of the exchange, and how many wait for it. */
function leaders(page: Page): Promise<{ held: number; pending: number }> {
  return page.evaluate(async (name) => {
    const { held, pending } = await navigator.locks.query();
    const ours = (locks?: LockInfo[]) => (locks ?? []).filter((lock) => lock.name === name).length;
    return { held: ours(held), pending: ours(pending) };
  }, DATABASE);
}

/**
 * Freezes a window: not one step of it runs any more, though it holds its locks. Makes sure, by its silence, that it is so; gives
 * back what thaws it. Done by the debugger, since a headless browser does not freeze pages, which it takes for visible.
 */
async function freeze(context: BrowserContext, page: Page, other: Page): Promise<() => Promise<unknown>> {
  const channel = "is anybody there?";
  await page.evaluate((name) => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = () => channel.postMessage("yes");
  }, channel);
  const answers = () =>
    other.evaluate((name) => {
      const channel = new BroadcastChannel(name);
      const answered = new Promise<boolean>((answer) => {
        channel.onmessage = () => answer(true);
        setTimeout(() => answer(false), 1_000);
      });
      channel.postMessage("?");
      return answered.finally(() => channel.close());
    }, channel);
  expect(await answers(), "it answers while it runs").toBe(true);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Debugger.enable");
  await devtools.send("Debugger.pause");
  await expect.poll(answers, "frozen, it answers nobody").toBe(false);
  return () => devtools.send("Debugger.resume");
}
