import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { gridAt, loginOf, type Spot } from "../lib/county";
import { reportByApi } from "../lib/push";
import { report, tapMap, ticket } from "../lib/report";
import { AT, expect, type Somebody, test } from "../lib/test";

/** Somewhere in the county, away from what other tests use. */
const SPOT: Spot = [116.4866, 35.7359];

test.describe("triage", () => {
  test("filters narrow the table down, and clearing them brings it back", async ({ page, somebody }) => {
    const texts = ["低保怎么申请（测试员一）。", "老年卡在哪里办（测试员二）。"];
    const { desk } = await deskOf(somebody, texts.map((text) => ({ category: "other.question", text })));
    const rows = desk.getByRole("row");
    for (const text of texts) await expect(rows.filter({ hasText: text })).toBeVisible();
    await desk.getByLabel("内容").fill("老年卡");
    await expect(rows.filter({ hasText: texts[1] })).toBeVisible();
    await expect(rows.filter({ hasText: texts[0] })).toHaveCount(0);
    await desk.getByRole("button", { name: "清除条件" }).click();
    await expect(rows.filter({ hasText: texts[0] })).toBeVisible();
    await desk.getByLabel("状态").selectOption({ label: "等居民回应" });
    await expect(rows.filter({ hasText: texts[0] })).toHaveCount(0);
    await desk.getByRole("button", { name: "清除条件" }).click();
    await desk.getByRole("radio", { name: "全部记录" }).check();
    await desk.getByLabel("内容").fill("低保怎么");
    await expect(rows.filter({ hasText: texts[0] })).toBeVisible();
    await expect(rows.filter({ hasText: texts[1] })).toHaveCount(0);
    await page.close();
  });

  test("several matters are accepted at once", async ({ somebody }) => {
    const texts = ["公交几点收车（测试员三）。", "社保卡丢了怎么补（测试员四）。", "孩子入学要什么材料（测试员五）。"];
    const { desk, resident, ids } = await deskOf(somebody, texts.map((text) => ({ category: "other.question", text })));
    for (const text of texts) await desk.getByRole("row").filter({ hasText: text }).getByRole("checkbox").check();
    const bulk = desk.getByRole("group", { name: "已选 3 件" });
    await bulk.getByRole("button", { name: "接单" }).click();
    await desk.getByRole("dialog").getByRole("button", { name: "接单" }).click();
    await expect(desk.getByText("接单：3 件完成")).toBeVisible();
    for (const text of texts) await expect(desk.getByRole("row").filter({ hasText: text })).toContainText("已接单");
    for (const id of ids) await expect.poll(async () => (await ticket(resident, id)).phase).toBe("accepted");
  });

  test("the whole desk works by keyboard", async ({ somebody }) => {
    const text = "户口迁移要多久（测试员六）。";
    const { desk, resident, ids } = await deskOf(somebody, [{ category: "other.question", text }]);
    await expect(desk.getByRole("row").filter({ hasText: text })).toBeVisible();
    await desk.keyboard.press("/");
    await expect(desk.getByLabel("内容")).toBeFocused();
    await desk.keyboard.type("户口迁移");
    await expect(desk.getByRole("status").filter({ hasText: "1 件" })).toBeVisible();
    await desk.getByRole("heading", { name: "受理台" }).focus();
    await desk.keyboard.press("j");
    await desk.keyboard.press("Enter");
    const panel = desk.getByRole("complementary", { name: "事项详情" });
    await expect(panel).toContainText(text);
    await desk.keyboard.press("a");
    await expect(panel.getByText("已接单").first()).toBeVisible();
    await desk.keyboard.press("r");
    const dialog = desk.getByRole("dialog", { name: "办结" });
    await dialog.getByLabel("做了什么").fill("一般七个工作日办完，材料清单已发给您。");
    await dialog.getByRole("button", { name: "办结，请居民确认" }).click();
    await expect.poll(async () => (await ticket(resident, ids[0]!)).phase).toBe("resolved");
    await desk.keyboard.press("Escape");
    await expect(panel).toHaveCount(0);
    await desk.keyboard.press("?");
    await expect(desk.getByRole("dialog", { name: "键盘快捷键" })).toBeVisible();
  });

  test("the same matter reported twice is merged, and both reporters hear of it", async ({ somebody }) => {
    const texts = ["物业费账单多算了两个月（测试员七）。", "物业费怎么多收了（测试员八）。"];
    const { desk, resident, ids } = await deskOf(somebody, texts.map((text) => ({ category: "property.fee", text })));
    await desk.getByRole("row").filter({ hasText: texts[1] }).click();
    const panel = desk.getByRole("complementary", { name: "事项详情" });
    await panel.getByText("更多操作").click();
    await panel.getByRole("button", { name: "合并", exact: true }).first().click();
    const dialog = desk.getByRole("dialog", { name: "合并" });
    await dialog.getByRole("listitem").filter({ hasText: texts[0] }).getByRole("button", { name: "合并到这一件" }).click();
    await expect.poll(async () => (await ticket(resident, ids[1]!)).phase).toBe("merged");
    await resident.goto(`/matter/${ids[1]}`);
    await expect(resident.getByText("与另一件相同诉求合并办理")).toBeVisible();
  });

  test("a department is brought in, answers its part, and the resident gets one answer", async ({ somebody }) => {
    const text = "楼道里有人堆放烟花（测试员九）。";
    const { desk, resident, ids } = await deskOf(somebody, [{ category: "other.question", text }]);
    await desk.getByRole("row").filter({ hasText: text }).click();
    const panel = desk.getByRole("complementary", { name: "事项详情" });
    await panel.getByRole("button", { name: "接单" }).click();
    await panel.getByText("更多操作").click();
    await panel.getByRole("button", { name: "请部门会同" }).click();
    const dialog = desk.getByRole("dialog", { name: "请部门会同" });
    await dialog.getByRole("checkbox", { name: "消防救援" }).check();
    await dialog.getByLabel("请部门做什么").fill("请派员到现场清点并转移。");
    await dialog.getByRole("button", { name: "提交" }).click();
    await expect(panel.getByText("待答复")).toBeVisible();

    const brigade = await somebody("fire", AT.desk);
    await brigade.goto("/staff/parts");
    const part = brigade.locator(".part-item").filter({ hasText: text });
    await expect(part).toContainText("请派员到现场清点并转移。");
    await part.getByRole("button", { name: "部门答复" }).click();
    await brigade.getByRole("dialog").getByLabel("部门答复").fill("烟花已全部转移到专用仓库。");
    await brigade.getByRole("dialog").getByRole("button", { name: "提交" }).click();
    await expect(panel.getByText("烟花已全部转移到专用仓库。").first()).toBeVisible();

    await panel.getByRole("button", { name: "办结" }).click();
    await desk.getByRole("dialog").getByLabel("做了什么").fill("消防救援大队已清走烟花，楼道安全。");
    await desk.getByRole("dialog").getByRole("button", { name: "办结，请居民确认" }).click();
    await resident.goto(`/matter/${ids[0]}`);
    await expect(resident.getByText("消防救援大队已清走烟花，楼道安全。").first()).toBeVisible();
    await expect(resident.getByRole("heading", { name: "问题解决了吗？" })).toBeVisible();
  });
});

test("a call is taken down on one page, and the code that is read out opens the matter", async ({ somebody }) => {
  // The county's line takes calls from everywhere.
  const desk = await somebody("xian", AT.desk);
  await desk.goto("/staff/call");
  await desk.getByLabel("请说说情况").fill("来电反映楼上漏水（测试员十）。");
  await desk.getByLabel("怎么称呼您").fill("测试员十");
  await desk.getByLabel("手机号码").fill("13900000010");
  await desk.getByLabel("大类").selectOption({ label: "物业服务" });
  await desk.getByLabel("小类").selectOption({ label: "物业收费" });
  await tapMap(desk, [0.5, 0.5]);
  await expect(desk.locator(".verdict")).toContainText("负责人");
  await desk.getByRole("button", { name: "登记", exact: true }).click();
  await expect(desk.getByRole("heading", { name: "已登记" })).toBeVisible();
  const code = await desk.locator(".receipt .digits").innerText();
  expect(code).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);

  const caller = await somebody();
  await caller.goto("/lookup");
  await caller.getByLabel("受理码").fill(code);
  await caller.getByRole("button", { name: "查询" }).click();
  await expect(caller.getByRole("heading", { name: "物业收费", level: 1 })).toBeVisible();
  await expect(caller.getByText("· 电话")).toBeVisible();
});

test("figures show the three rates, drill down, and the ledger comes as CSV", async ({ somebody }) => {
  const county = await somebody("xian", AT.desk);
  await county.goto("/staff/rates");
  const figures = county.locator(".figures");
  for (const rate of ["响应率", "解决率", "满意率"]) {
    await expect(figures.locator(".figure").filter({ hasText: rate })).toContainText(/\d+\.\d%/);
  }
  await county.getByRole("region", { name: "按单位" }).getByRole("button", { name: "中都街道" }).click();
  await expect(county.getByRole("navigation", { name: "单位" }).getByRole("button", { name: "中都街道" })).toHaveAttribute("aria-current", "page");
  await expect(county.getByRole("region", { name: "按单位" }).getByRole("button", { name: "南门社区" })).toBeVisible();
  const loading = county.waitForEvent("download");
  await county.getByRole("link", { name: "导出台账（CSV）" }).click();
  const csv = readFileSync((await (await loading).path()), "utf8");
  const lines = csv.trim().split("\n");
  expect(lines.length).toBeGreaterThan(10);
  expect(lines[0]).toContain(",");
});

test("the tree of units opens branch by branch, and any unit is found by name", async ({ somebody }) => {
  const county = await somebody("xian", AT.desk);
  await county.goto("/staff/org");
  const tree = county.getByRole("region", { name: "单位树" });
  await tree.getByRole("button", { name: "展开中都街道" }).click();
  await tree.getByRole("button", { name: "展开南门社区" }).click();
  await tree.getByRole("link", { name: "南门社区第一网格" }).click();
  await expect(county.getByRole("heading", { name: "南门社区第一网格", level: 1 })).toBeVisible();
  await expect(county.getByText(/网格员·/).first()).toBeVisible();
  await tree.getByLabel("查找单位").fill("消防救援");
  await expect(tree.getByRole("link", { name: /县消防救援大队/ })).toBeVisible();
});

test("the rulebook can be read, and its parts are found", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await keeper.goto("/staff/rules");
  await expect(keeper.getByText(/现行第 \d+ 版/)).toBeVisible();
  for (const part of ["类别", "分派表", "升级路径", "工作日历", "草稿与发布"]) {
    await keeper.getByRole("radio", { name: part }).check();
    await expect(keeper.getByRole("main")).toContainText(/\S{4}/);
  }
  await keeper.getByRole("radio", { name: "分派表" }).check();
  await keeper.getByLabel("查找规则").fill("R-094");
  await expect(keeper.getByText("1 条规则")).toBeVisible();
  await expect(keeper.getByRole("row").filter({ hasText: "R-094" })).toContainText("网格");
});

test("a report offers what was reported nearby already, and following it is enough", async ({ page, somebody }) => {
  await page.goto("/");
  const matter = { kind: ["咨询建议", "意见建议"], tap: [0.52, 0.47], text: "希望广场加几张长椅（测试员十一）。" } as const;
  const { id } = await report(page, matter);
  const other = await somebody();
  await other.goto("/report");
  await other.getByRole("button", { name: "咨询建议" }).click();
  await other.getByRole("button", { name: "意见建议" }).click();
  await other.getByRole("button", { name: "下一步" }).click();
  await tapMap(other, [0.52, 0.47]);
  await expect(other.getByText("已选：")).toBeVisible();
  await other.getByRole("button", { name: "下一步" }).click();
  await other.getByRole("button", { name: "关注这一件" }).click();
  await expect(other).toHaveURL(/\/mine$/);
  await expect(other.getByRole("link", { name: "意见建议" })).toBeVisible();
  expect((await ticket(other, id)).text).not.toHaveProperty("clear");
});

/** Matters at one spot, and the desk that they were given to, open. */
async function deskOf(
  somebody: Somebody,
  matters: { category: string; text: string }[],
): Promise<{ desk: Page; resident: Page; ids: string[] }> {
  const resident = await somebody();
  const ids: string[] = [];
  for (const matter of matters) ids.push(await reportByApi(resident.request, { ...matter, at: SPOT }));
  const { charge } = await ticket(resident, ids[0]!);
  expect(gridAt(SPOT).name).toBeTruthy();
  const desk = await somebody(loginOf(charge?.holder.name ?? ""), AT.desk);
  await desk.goto("/staff/desk");
  return { desk, resident, ids };
}
