import type { Page } from "@playwright/test";
import { loginOf } from "../lib/county";
import { fact, fillIn, send, ticket } from "../lib/report";
import { expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource/ });

test("a report made without a network is previewed, kept, and delivered exactly once", async ({ page, context, somebody }) => {
  const text = "没有信号的地下车库里，消防栓被挡住了（测试员戊）。";
  const before = await inLedger(page);
  await page.goto("/");
  // Rules and grids are on the device.
  await page.getByRole("main").getByRole("link", { name: "我要报事" }).click();
  await expect(page.getByRole("button", { name: "消防隐患" })).toBeVisible();
  await page.getByRole("button", { name: "消防隐患" }).click();
  await page.getByRole("button", { name: "楼道堆物" }).click();

  await context.setOffline(true);
  await expect(page.getByText("当前没有网络。")).toBeVisible();
  await page.getByRole("group", { name: "现在有人处于危险中吗？" }).getByRole("radio", { name: "否" }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  const map = page.getByRole("application");
  await expect(map.locator("path").first()).toBeAttached();
  await map.click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("请说说情况").fill(text);
  const holder = await fact(page.locator(".verdict"), "负责人").innerText();

  const { id } = await send(page);
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "我的事项" }).click();
  await expect(page.getByRole("link", { name: "楼道堆物" })).toContainText("待送达");
  expect((await page.request.get(`/api/query/ticket/${id}`)).status(), "the server has not heard of it").toBe(404);

  await context.setOffline(false);
  await expect(page.getByText("待送达")).toHaveCount(0);
  await page.getByRole("link", { name: "楼道堆物" }).click();
  await expect(page.getByText("待接单")).toBeVisible();

  const member = await somebody(loginOf(holder));
  await member.goto("/staff/today");
  await expect(member.getByText(text)).toHaveCount(1);
  expect(await inLedger(page)).toBe(before + 1);
  expect((await ticket(page, id)).timeline).toHaveLength(2);
});

test("what waits to be sent survives that the page is closed, and goes out from the next one", async ({ page, context }) => {
  const text = "关掉页面也不能丢的一件事（测试员己）。";
  await fillIn(page, { kind: ["咨询建议", "意见建议"], text });
  await context.setOffline(true);
  const { id } = await send(page);
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();
  await page.close();

  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto(`/receipt/${id}`);
  await expect(next.getByText("已收到您的报事")).toBeVisible();
  expect((await ticket(next, id)).timeline).toHaveLength(2);
});

test("a grid member accepts and resolves without a network, and it is sent later", async ({ page, context, somebody }) => {
  const text = "路口井盖松动，过车就响（测试员庚）。";
  const resident = await somebody();
  await fillIn(resident, { kind: ["道路设施", "井盖缺失"], answers: { "现在有人处于危险中吗？": "否" }, tap: [0.46, 0.52], text });
  const holder = await fact(resident.locator(".verdict"), "负责人").innerText();
  const { id } = await send(resident);
  await expect(resident.getByText("已收到您的报事")).toBeVisible();

  await signIn(page, loginOf(holder));
  await page.goto("/staff/today");
  const card = page.getByRole("article").filter({ hasText: text });
  await expect(card).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText("当前没有网络。")).toBeVisible();
  await card.getByRole("button", { name: "接单" }).click();
  await expect(card.getByText("待送达")).toBeVisible();
  expect((await ticket(resident, id)).phase).toBe("routed");

  await context.setOffline(false);
  await expect(card.getByText("待送达")).toHaveCount(0);
  await expect.poll(async () => (await ticket(resident, id)).phase).toBe("accepted");
});

/** How many matters of the first test's kind the public ledger lists. */
async function inLedger(page: Page): Promise<number> {
  const answer = await page.request.get("/api/query/ledger", { params: { category: "fire.clutter", limit: 200 } });
  return ((await answer.json()) as { rows: unknown[] }).rows.length;
}
