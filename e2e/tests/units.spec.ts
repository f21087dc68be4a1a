import type { Locator, Page } from "@playwright/test";
import { loginOf, PLACES } from "../lib/county";
import { reportByApi } from "../lib/push";
import { ticket } from "../lib/report";
import { AT, expect, signIn, test } from "../lib/test";
import { openUnit } from "../lib/units";

test.use({ apart: "units" });

const GRID = PLACES.filter(({ tier }) => tier === "grid")[40]!;
const NAME = "测试员寅";
const LOGIN = "ceshi-yin";
const SECRET = "yin-takes-over-2026";

test("a post changes hands for some days: new matters go to who holds it, and the phone of each shows theirs", async ({ page, somebody }) => {
  const before = await reported(page, "换人之前报的事（测试员卯）。");
  const old = await somebody(loginOf(before.holder), AT.phone);
  await old.goto("/staff/today");
  await expect(old.getByText("换人之前报的事")).toBeVisible();

  const keeper = await somebody("zuzhi", AT.desk);
  await openUnit(keeper, GRID.name);
  const posts = keeper.locator("section").filter({ has: keeper.getByRole("heading", { name: "岗位任职" }) });
  // Until yesterday; from today on somebody else, for a while.
  await posts.getByRole("listitem").filter({ hasText: before.holder.split(" ").pop() }).getByRole("button", { name: "结束任职" }).click();
  const ending = keeper.getByRole("dialog", { name: "结束任职" });
  await ending.getByLabel("最后一天").fill(day(-1));
  await ending.getByRole("button", { name: "结束任职" }).click();
  await expect(keeper.getByText("已结束任职")).toBeVisible();

  await posts.getByRole("button", { name: "任命" }).click();
  const appointing = keeper.getByRole("dialog", { name: "任命" });
  await appointing.getByRole("radio", { name: "网格员" }).check();
  await appointing.getByRole("button", { name: "任命" }).click();
  await expect(appointing.getByText("请填写这一项")).toBeVisible();
  await appointing.getByLabel("姓名（公示用）").fill(NAME);
  await appointing.getByLabel("值班电话").fill("0537-0999999");
  await appointing.getByLabel("任职日期").fill(day(0));
  await appointing.getByLabel("最后一天").fill(day(-2));
  await appointing.getByRole("button", { name: "任命" }).click();
  await expect(appointing.getByRole("alert")).toContainText("结束日期早于开始日期");
  await appointing.getByLabel("最后一天").fill(day(9));
  await appointing.getByRole("button", { name: "任命" }).click();
  await expect(keeper.getByText("已任命")).toBeVisible();
  const standIn = posts.getByRole("listitem").filter({ hasText: NAME });
  await expect(standIn).toContainText("至");
  await expect(standIn).toContainText("0537-0999999");

  const administrator = await somebody("guanli", AT.desk);
  await makeAccount(administrator);
  const holder = await somebody(undefined, AT.phone);
  await signIn(holder, LOGIN, SECRET);
  await holder.goto("/staff/today");
  await expect(holder.getByRole("heading", { name: "今日", level: 1 })).toBeVisible();

  const during = await reported(page, "换人之后报的事（测试员卯）。");
  expect(during.holder).toBe(NAME);
  await expect(holder.getByText("换人之后报的事")).toBeVisible();
  await holder.getByRole("article").filter({ hasText: "换人之后报的事" }).getByRole("button", { name: "接单" }).click();
  await expect.poll(async () => (await ticket(page, during.id)).phase).toBe("accepted");
  await page.goto(`/matter/${during.id}`);
  await expect(page.getByText(NAME).first()).toBeVisible();

  // The stand-in goes earlier than was planned.
  await standIn.getByRole("button", { name: "结束任职" }).click();
  await ending.getByLabel("最后一天").fill(day(0));
  await ending.getByRole("button", { name: "结束任职" }).click();
  await expect(ending).toBeHidden();
  await expect(standIn.getByRole("button", { name: "结束任职" })).toHaveCount(0);
  await keeper.goto("/staff/me");
  await expect(keeper.getByText("全部已送达")).toBeVisible();
  await expect(keeper.getByRole("link", { name: /未受理的操作/ })).toHaveCount(0);
  await openUnit(keeper, GRID.name);
  await expect(standIn, "the server has it").toBeVisible();
  await expect(standIn.getByRole("button", { name: "结束任职" })).toHaveCount(0);
});

test("a unit is renamed, in both languages, and everybody reads the new name", async ({ somebody }) => {
  const town = PLACES.filter(({ tier }) => tier === "town")[3]!;
  const keeper = await somebody("zuzhi", AT.desk);
  await openUnit(keeper, town.name);
  await keeper.getByRole("button", { name: "改名" }).click();
  const dialog = keeper.getByRole("dialog", { name: "改名" });
  await dialog.getByLabel("英文名称").fill("");
  await dialog.getByRole("button", { name: "改名" }).click();
  await expect(dialog.getByRole("alert")).toContainText("名称要有 1 到 100 个字");
  await dialog.getByLabel("中文名称").fill("新名街道");
  await dialog.getByLabel("英文名称").fill("Newname Subdistrict");
  await dialog.getByRole("button", { name: "改名" }).click();
  await expect(keeper.getByRole("heading", { name: "新名街道", level: 1 })).toBeVisible();
  const member = await somebody("wg001", AT.phone);
  await member.goto("/staff/org");
  await member.getByLabel("查找单位").fill("新名街道");
  await member.getByRole("link", { name: /新名街道/ }).first().click();
  await expect(member.getByRole("heading", { name: "新名街道", level: 1 })).toBeVisible();
  await expect(member.getByRole("button", { name: "改名" }), "not a keeper's page").toHaveCount(0);
});

/** A matter in the grid, and who answers for it. */
async function reported(page: Page, text: string): Promise<{ id: string; holder: string }> {
  await page.goto("/");
  const id = await reportByApi(page.request, { category: "other.idea", at: GRID.middle, text });
  return { id, holder: (await ticket(page, id)).charge?.holder.name ?? "" };
}

/** An account for who was appointed, by the administrator's page. */
async function makeAccount(page: Page): Promise<void> {
  await page.goto("/staff/accounts");
  await page.getByRole("button", { name: "新建账号" }).click();
  const making: Locator = page.getByRole("dialog", { name: "新建账号" });
  await making.getByLabel("账号", { exact: true }).fill(LOGIN);
  await making.getByLabel("密码").fill(SECRET);
  await making.getByLabel("岗位", { exact: true }).selectOption({ label: "网格员" });
  await making.getByRole("searchbox").fill(GRID.name);
  await making.locator(".found").first().click();
  await making.getByRole("button", { name: "添加岗位" }).click();
  await making.getByLabel("对应的任职人员").selectOption({ label: `${NAME} 网格员` });
  await expect(making.getByLabel("姓名"), "the name as posted").toHaveValue(NAME);
  await making.getByRole("button", { name: "新建账号" }).click();
  await expect(page.getByText("账号已建立")).toBeVisible();
}

/** A day in the county, so many days from today. */
function day(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}
