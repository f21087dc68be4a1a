import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { begin, findRule, part } from "../lib/rules";
import { AT, expect, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ apart: "editor", expectedErrors: /Failed to load resource|net::ERR_/ });

/** The rule that decides what no other decides. */
const LAST = "R-196";

test("a keeper removes a rule, sees the gap, takes what is suggested and saves; a second person publishes it", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await expect(steps(keeper)).toContainText("没有问题");

  await findRule(keeper, LAST);
  await keeper.getByRole("button", { name: `规则 ${LAST} 的操作` }).click();
  await keeper.getByRole("button", { name: "删除规则" }).click();
  const gaps = keeper.locator(".found-item.red").filter({ hasText: "没有规则适用于" });
  const gap = gaps.first();
  await expect(gap).toContainText(/没有规则适用于：事项属于“.+”，处于平时状态/);
  await expect(steps(keeper)).toContainText("个问题待解决");

  // What is edited is on the device, whatever becomes of the page; the rest goes without a network.
  await keeper.reload();
  await expect(gap).toBeVisible();
  await expect(keeper.getByText("有未保存的改动，已存在本机")).toBeVisible();
  await keeper.context().setOffline(true);

  // What that rule decided falls into two kinds of cases.
  for (const left of [1, 0]) {
    await gap.getByRole("button", { name: "采用建议" }).click();
    await expect(gaps).toHaveCount(left);
  }
  await expect(steps(keeper)).toContainText("没有问题");
  await part(keeper, "设置");
  const title = keeper.getByLabel("标题（中文）").first();
  await title.fill("补过缺口的手册");
  await title.press("Tab");
  await keeper.getByRole("button", { name: "保存草稿" }).click();
  await expect(keeper.getByText("草稿已保存")).toBeVisible();
  await keeper.context().setOffline(false);

  const approver = await somebody("shenpi", AT.desk);
  await approver.goto("/staff/rules");
  await approver.getByRole("radio", { name: "草稿与发布" }).check();
  const draft = approver.getByRole("main").locator("section.card").filter({ has: approver.getByRole("heading", { name: "补过缺口的手册" }) });
  await draft.getByRole("button", { name: "打开查看" }).click();
  await expect(steps(approver)).toContainText("由您审阅并发布");
  await approver.getByRole("button", { name: "发布", exact: true }).click();
  await approver.getByRole("dialog", { name: "发布" }).getByRole("button", { name: "发布" }).click();
  await expect(keeper.getByText(/只读/)).toHaveCount(0);
  await approver.goto("/staff/rules");
  await expect(approver.getByText(/补过缺口的手册 · 现行第 2 版/)).toBeVisible();
});

test("the table is edited by keyboard, from a spreadsheet, and every step is undone and done again", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  const cell = (row: number, column: number) => keeper.locator(`[data-spot="${row}-${column}"]`);
  await cell(0, 0).focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"]) await keeper.keyboard.press(key);
  await expect(cell(1, 4)).toBeFocused();
  await keeper.keyboard.press("Enter");
  const pop = keeper.getByRole("dialog");
  await pop.getByRole("radio", { name: "否" }).check({ force: true });
  await keeper.keyboard.press("Escape");
  await expect(cell(1, 4)).toHaveText("否");
  await expect(cell(1, 4)).toBeFocused();

  await keeper.keyboard.press("Control+z");
  await expect(cell(1, 4)).not.toHaveText("否");
  await keeper.keyboard.press("Control+y");
  await expect(cell(1, 4)).toHaveText("否");
  await keeper.keyboard.press("Delete");
  await expect(cell(1, 4)).not.toHaveText("否");

  await paste(keeper, "是\t否\n-\t“也许”");
  await expect(keeper.getByRole("alert")).toContainText("第 2 行第 2 列");
  await paste(keeper, "是\t否\n否\t-");
  await expect(cell(1, 4)).toHaveText("是");
  await expect(cell(2, 4)).toHaveText("否");

  await cell(1, 0).focus();
  await expect(cell(1, 0)).toContainText("R-002");
  await keeper.keyboard.press("Alt+ArrowUp");
  await expect(cell(0, 0)).toContainText("R-002");
});

test("what is still named elsewhere cannot be taken away, and the editor says by what", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await part(keeper, "升级路径");
  const first = keeper.locator(".edit-main section.card").first();
  await first.getByRole("button", { name: "删除", exact: true }).click();
  await expect(keeper.getByRole("alert")).toContainText(/“ticket\/R-\d+[a-z]?”要用到升级阶梯/);
});

test("every part of the editor can be used by everybody", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  for (const name of ["分派表", "升级路径", "工作日历", "类别", "要素", "代管", "设置", "试一试", "示例", "导入导出"]) {
    await test.step(name, async () => {
      await part(keeper, name);
      await expectAccessible(keeper);
    });
  }
});

/** Pastes as a spreadsheet does. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

const steps = (page: Page) => page.getByRole("list", { name: "发布的步骤" });

test("a charter that falls short of its law is found, said in its place and in the list, and goes back to what the law asks", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await begin(keeper);
  await part(keeper, "议事章程");
  const main = keeper.getByRole("main");
  await main.getByRole("region", { name: "从法定范本添加" }).getByRole("listitem").filter({ hasText: "《民法典》第二百七十八条" }).getByRole("button", { name: "使用范本" }).click();
  const charter = main.locator(".charter").last();
  await expect(charter.getByRole("heading", { name: "新章程" })).toBeVisible();
  await charter.locator("summary").first().click();
  const weighty = charter.getByRole("region", { name: "重大事项" });
  const majority = weighty.getByLabel("同意（占参与人数）：分子");
  await majority.fill("1");
  await majority.press("Tab");
  await expect(charter.getByText(/重大事项的通过比例低于《民法典》第二百七十八条的规定/)).toBeVisible();
  await expect(keeper.locator(".found-item.red").filter({ hasText: "低于《民法典》" })).toHaveCount(1);
  await weighty.getByRole("button", { name: "恢复为法定要求" }).click();
  await expect(charter.getByText(/低于《民法典》/)).toHaveCount(0);
  await expectAccessible(keeper);
});
