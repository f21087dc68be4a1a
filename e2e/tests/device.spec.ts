import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { loginOf } from "../lib/county";
import { keysIn, putRaw, rawIn } from "../lib/database";
import { push, reportByApi } from "../lib/push";
import { fillIn, send, ticket } from "../lib/report";
import { expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource/ });

interface Copy {
  waiting: { envelope: { command: unknown } }[];
  refused: { envelope: { command: unknown } }[];
  unreadable: { text: string }[];
}

test("what cannot be delivered can be taken along as a file, and stays in the queue", async ({ page, context }) => {
  const text = "这台手机也许再也连不上网（测试员酉）。";
  await fillIn(page, { kind: ["咨询建议", "意见建议"], tap: [0.5, 0.5], text });
  await context.setOffline(true);
  const { id } = await send(page);
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "设置" }).click();
  const card = page.getByRole("region", { name: "本机数据" });
  await expect(card).toContainText("1 项待送达");
  await expect(card).toContainText("含您填写的个人信息，请妥善保管");
  expect(JSON.stringify(await copyOf(page))).toContain(text);
  await context.setOffline(false);
  await expect(card).toContainText("全部已送达");
  await expect(card.getByRole("button", { name: "导出未送达内容" })).toHaveCount(0);
  expect((await ticket(page, id)).timeline).toHaveLength(2);
});

test("what was refused is explained, can be taken along, and goes only when its author says so", async ({ page, context, somebody }) => {
  const resident = await somebody();
  const text = "不用办了，已经自己解决（测试员戌）。";
  const id = await reportByApi(resident.request, { category: "other.idea", at: [116.4881, 35.7363], text });
  await signIn(page, loginOf((await ticket(resident, id)).charge?.holder.name ?? ""));
  await page.goto("/staff/today");
  const card = page.getByRole("article").filter({ hasText: text });
  await expect(card).toBeVisible();
  await context.setOffline(true);
  await card.getByRole("button", { name: "接单" }).click();
  await expect(card.getByText("待送达")).toBeVisible();
  await push(resident.request, id, "withdraw");
  await context.setOffline(false);
  const own = page.getByRole("navigation", { name: "主导航" }).locator('a[href="/staff/me"]');
  await expect(own).toContainText("1");
  await own.click();
  const { refused } = await copyOf(page);
  expect(refused).toHaveLength(1);
  expect(JSON.stringify(refused)).toContain("accept");
  await page.getByRole("link", { name: /未受理的操作/ }).click();
  await expect(page.getByRole("heading", { name: "接单" })).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("已撤回");
  await page.getByRole("button", { name: "知道了，移除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "知道了，移除" }).click();
  await expect(page.getByText("没有未受理的操作")).toBeVisible();
});

test("rows that a newer version wrote are counted, shown and handed out, hidden from others, and never deleted", async ({ page, context }) => {
  await page.goto("/");
  await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
  await expect.poll(() => keysIn(page, "meta")).toContain("identity");
  // What lies in the queue and in the inbox is told apart by nobody who cannot read it.
  const text = "以后的版本才有的一种操作（测试员亥）。";
  const later = { envelope: { command: { kind: "of-a-later-version", do: text } }, account: "anonymous" };
  const others = { ...later, account: { person: randomUUID() } };
  const rows = [
    { store: "outbox", key: 7_001, text: JSON.stringify(later) },
    { store: "outbox", key: 7_002, text: JSON.stringify(others) },
    { store: "inbox", key: randomUUID(), text: JSON.stringify({ ...later, reason: "of-a-later-version" }) },
    { store: "inbox", key: randomUUID(), text: "{" },
  ] as const;
  await putRaw(page, rows);
  await page.goto("/settings");
  const card = page.getByRole("region", { name: "本机数据" });
  await expect(card).toContainText("3 项未送达，本版本无法读取");
  await expect(card).not.toContainText("全部已送达");
  const { unreadable } = await copyOf(page);
  expect(unreadable.map((row) => row.text).sort()).toEqual([rows[0].text, rows[2].text, rows[3].text].sort());

  // Nothing that the app does to its queue touches them: a report that goes out, a reload, somebody who signs in and out.
  await fillIn(page, { kind: ["咨询建议", "意见建议"], tap: [0.5, 0.5], text: "旁边的一件照常送达（测试员亥）。" });
  await context.setOffline(true);
  const { id } = await send(page);
  await context.setOffline(false);
  await expect(page.getByText("已收到您的报事")).toBeVisible();
  expect((await ticket(page, id)).timeline).toHaveLength(2);
  await signIn(page, "wg001");
  await page.goto("/staff/me");
  await expect(page.getByRole("region", { name: "本机数据" }), "only what may be one's own").toContainText("1 项未送达，本版本无法读取");
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
  await page.goto("/settings");
  await expect(card).toContainText("3 项未送达，本版本无法读取");
  for (const { store, key, text } of rows) expect(await rawIn(page, store, key), store).toBe(text);
});

/** The file that the device's card hands over. */
async function copyOf(page: Page): Promise<Copy> {
  const loading = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出未送达内容" }).click();
  const download = await loading;
  expect(download.suggestedFilename()).toMatch(/\.json$/);
  return JSON.parse(readFileSync(await download.path(), "utf8")) as Copy;
}
