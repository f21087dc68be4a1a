import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { loginOf } from "../lib/county";
import { push, reportByApi } from "../lib/push";
import { fillIn, send, ticket } from "../lib/report";
import { expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource/ });

interface Copy {
  waiting: { envelope: { command: unknown } }[];
  refused: { envelope: { command: unknown } }[];
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

/** The file that the device's card hands over. */
async function copyOf(page: Page): Promise<Copy> {
  const loading = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出未送达内容" }).click();
  const download = await loading;
  expect(download.suggestedFilename()).toMatch(/\.json$/);
  return JSON.parse(readFileSync(await download.path(), "utf8")) as Copy;
}
