import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { begin, findRule, part } from "../lib/rules";
import { AT, expect, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ apart: "interchange", expectedErrors: /Failed to load resource|net::ERR_/ });

/** What the first rule asks: whether somebody is in danger. */
const CELL = '<inputEntry id="in_0_3"><text>true</text></inputEntry>';

test("a table is taken out as DMN, changed in the file and brought in as one step that can be undone", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await part(keeper, "导入导出");
  const { name, bytes } = await takeOut(keeper, "导出 DMN");
  expect(name).toBe("weft-ticket.dmn");
  const text = bytes.toString("utf8");
  expect(text.split(CELL)).toHaveLength(2);
  await bringIn(keeper, "改过的表.dmn", text.replace(CELL, CELL.replace("true", "false")));
  const found = keeper.locator(".compared > li");
  await expect(keeper.getByRole("heading", { name: "“改过的表.dmn”可以采用" })).toBeVisible();
  await expect(found).toHaveCount(1);
  await expect(found).toContainText("R-001");
  await expect(found.locator(".was")).toHaveText("是");
  await expect(found.locator(".is")).toHaveText("否");
  await expectAccessible(keeper);

  await keeper.getByRole("button", { name: "采用", exact: true }).click();
  const cell = keeper.locator('[data-spot="0-4"]');
  await expect(cell).toHaveText("否");
  await expect(keeper.getByText("有未保存的改动，已存在本机")).toBeVisible();
  await expect(keeper.locator(".found-item.red").first(), "the proof has run").toBeVisible();
  await keeper.getByRole("button", { name: "撤销" }).click();
  await expect(cell).toHaveText("是");
  await expect(keeper.locator(".found-item.red")).toHaveCount(0);
});

test("what a file says that cannot be taken over is named by rule and column in the reader's language, and changes nothing", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await part(keeper, "导入导出");
  const { bytes } = await takeOut(keeper, "导出 DMN");
  const faulty = bytes.toString("utf8").replace(CELL, CELL.replace("true", "count(people) > 3"));
  await bringIn(keeper, "有公式.dmn", faulty);
  const alert = keeper.getByRole("alert");
  await expect(alert).toContainText("“有公式.dmn”中有 1 处不能采用，表没有改动");
  await expect(alert.getByRole("listitem")).toHaveText(/^决策表“ticket”第1条规则『.+』列：/);
  await expect(keeper.getByRole("button", { name: "采用", exact: true })).toHaveCount(0);
  await bringIn(keeper, "不是表.dmn", "hello");
  await expect(alert.getByRole("listitem")).toHaveText(/^文件：无法读取/);
  await expect(keeper.getByRole("status").filter({ hasText: "有未保存的改动" }), "a draft that was never saved").toBeVisible();
  await expect(keeper.getByRole("button", { name: "撤销" })).toBeDisabled();

  await keeper.evaluate(() => localStorage.setItem("weft.language", "en"));
  await keeper.reload();
  await part(keeper, "Files");
  await bringIn(keeper, "formula.dmn", faulty);
  await expect(alert.getByRole("listitem")).toHaveText(/^Table “ticket”, rule 1, column “.+”: /);
});

test("a spreadsheet comes back as it went out, and brings back a rule that was removed meanwhile", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await part(keeper, "导入导出");
  const { name, bytes } = await takeOut(keeper, "导出 Excel");
  expect(name).toBe("weft-ticket.xlsx");
  await bringIn(keeper, name, bytes);
  await expect(keeper.getByText("“weft-ticket.xlsx”与正在编辑的表完全一样")).toBeVisible();

  await part(keeper, "分派表");
  await findRule(keeper, "R-050");
  await keeper.getByRole("button", { name: "规则 R-050 的操作" }).click();
  await keeper.getByRole("button", { name: "删除规则" }).click();
  await part(keeper, "导入导出");
  await bringIn(keeper, name, bytes);
  await expect(keeper.locator(".compared > li")).toContainText(/R-050.*新增/s);
  await keeper.getByRole("button", { name: "采用", exact: true }).click();
  await expect(await findRule(keeper, "R-050")).toBeVisible();
});

test("without a network nothing is taken out or brought in, and it is said why", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await part(keeper, "导入导出");
  await keeper.context().setOffline(true);
  await expect(keeper.getByText("文件由服务器读写，联网后才能导入导出").first()).toBeVisible();
  await expect(keeper.getByRole("button", { name: "导出 DMN" })).toBeDisabled();
  await expect(keeper.locator("input[type=file]")).toBeDisabled();
  await keeper.context().setOffline(false);
  await expect(keeper.getByRole("button", { name: "导出 DMN" })).toBeEnabled();

  // A request that fails keeps the file, to be sent again.
  await keeper.route("**/api/rules/import", (route) => route.abort());
  await bringIn(keeper, "表.dmn", "hello");
  await expect(keeper.getByRole("alert")).toContainText("连不上服务器");
  await keeper.unroute("**/api/rules/import");
  await keeper.getByRole("button", { name: "重试" }).click();
  await expect(keeper.getByRole("alert")).toContainText("“表.dmn”中有 1 处不能采用");
});

test("who reads a rulebook's table takes it out, and who may not read drafts is not offered to", async ({ somebody }) => {
  const approver = await somebody("shenpi", AT.desk);
  await approver.goto("/staff/rules");
  await part(approver, "分派表");
  await approver.getByText("把这张表导出为文件").click();
  const { bytes } = await takeOut(approver, "导出 DMN");
  expect(bytes.toString("utf8")).toContain("R-001");
  await expect(approver.locator("input[type=file]")).toHaveCount(0);

  const desk = await somebody("xian", AT.desk);
  await desk.goto("/staff/rules");
  await part(desk, "分派表");
  await expect(desk.getByRole("row", { name: /R-001/ })).toBeVisible();
  await expect(desk.getByText("把这张表导出为文件")).toHaveCount(0);
});

/** Takes the table out; the file. */
async function takeOut(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const loading = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const file = await loading;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Chooses a file to bring in. */
async function bringIn(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
}
