import type { Locator, Page } from "@playwright/test";
import { PASSWORD } from "../lib/county";
import { AT, expect, signIn, test } from "../lib/test";

// What is barred, taken or too short is refused, and browsers note that.
test.use({ expectedErrors: /status of 4(01|03|09|22)/ });

const NAME = "测试员子";
const LOGIN = "ceshi-zi";
const FIRST = "zi-first-2026";
const SECOND = "zi-second-2026";

test("an account is made, given a role, barred, opened again and given a new password", async ({ somebody }) => {
  const keeper = await somebody("guanli", AT.desk);
  await keeper.goto("/staff/accounts");
  await keeper.getByRole("button", { name: "新建账号" }).click();
  const making = keeper.getByRole("dialog", { name: "新建账号" });
  await making.getByLabel("姓名").fill(NAME);
  await making.getByLabel("账号", { exact: true }).fill(LOGIN);
  await making.getByLabel("密码").fill(FIRST);
  await giveRole(making, "受理员", "南门社区");
  await making.getByRole("button", { name: "新建账号" }).click();
  await expect(keeper.getByText("账号已建立")).toBeVisible();
  const row = rowOf(keeper, LOGIN);
  await expect(row).toContainText(NAME);
  await expect(row).toContainText(/受理员 · .*南门社区/);
  await expect(row).toContainText("从未");

  const clerk = await somebody(undefined, AT.desk);
  await enter(clerk, FIRST);
  await expect(clerk.getByRole("heading", { name: "受理台", level: 1 })).toBeVisible();
  await expect(clerk.getByRole("link", { name: "今日" })).toHaveCount(0);

  // A second role changes what their pages offer.
  await row.getByRole("button", { name: "设置岗位" }).click();
  const roles = keeper.getByRole("dialog", { name: "设置岗位" });
  await giveRole(roles, "网格员", "南门社区第一网格");
  await roles.getByRole("button", { name: "设置岗位" }).click();
  await expect(row).toContainText(/网格员 · .*南门社区第一网格/);
  await clerk.reload();
  await expect(clerk.getByRole("link", { name: "今日" })).toBeVisible();

  // Barred: the session ends, and the right password opens nothing.
  await row.getByRole("button", { name: "停用" }).click();
  await keeper.getByRole("dialog", { name: "停用" }).getByRole("button", { name: "停用" }).click();
  await expect(row).toContainText("已停用");
  await clerk.reload();
  await enter(clerk, FIRST);
  await expect(clerk.getByRole("alert")).toBeVisible();
  expect((await clerk.request.get("/api/accounts")).status()).toBe(401);

  await row.getByRole("button", { name: "恢复" }).click();
  await keeper.getByRole("dialog", { name: "恢复" }).getByRole("button", { name: "恢复" }).click();
  await expect(row).toContainText("正常");
  await enter(clerk, FIRST);
  await expect(clerk.getByRole("heading", { name: "今日", level: 1 })).toBeVisible();

  // A new password ends the session too, and the old one is void.
  await row.getByRole("button", { name: "重设密码" }).click();
  const reset = keeper.getByRole("dialog", { name: "重设密码" });
  await reset.getByLabel("新密码").fill("short");
  await reset.getByRole("button", { name: "重设密码" }).click();
  await expect(reset.getByRole("alert")).toContainText("10");
  await reset.getByLabel("新密码").fill(SECOND);
  await reset.getByRole("button", { name: "重设密码" }).click();
  await expect(keeper.getByText("密码已重设，请当面告知本人")).toBeVisible();
  expect((await clerk.request.get("/api/accounts")).status()).toBe(401);
  const old = await clerk.request.post("/api/session", { data: { login: LOGIN, password: FIRST } });
  expect(old.status()).toBe(401);
  await signIn(clerk, LOGIN, SECOND);
});

test("any account of the county is found by name, however many there are, and a login is given once", async ({ somebody }) => {
  const keeper = await somebody("guanli", AT.desk);
  await keeper.goto("/staff/accounts");
  await keeper.getByLabel("按姓名或账号查找").fill("wg743");
  await expect(rowOf(keeper, "wg743")).toContainText("网格员·");
  await keeper.getByLabel("按姓名或账号查找").fill("系统管理员");
  const own = rowOf(keeper, "guanli");
  await expect(own).toBeVisible();
  await expect(own.getByRole("button"), "nobody bars themselves").toHaveCount(0);

  await keeper.getByRole("button", { name: "新建账号" }).click();
  const making = keeper.getByRole("dialog", { name: "新建账号" });
  await making.getByLabel("姓名").fill("测试员丑");
  await making.getByLabel("账号", { exact: true }).fill("wg001");
  await making.getByLabel("密码").fill(PASSWORD);
  await making.getByRole("button", { name: "新建账号" }).click();
  await expect(making.getByRole("alert")).toContainText("该登录名已被使用");
  await making.getByRole("button", { name: "取消" }).click();
  await expect(making).toBeHidden();
});

/** The row of an account. */
function rowOf(page: Page, login: string): Locator {
  return page.getByRole("row").filter({ has: page.getByText(login, { exact: true }) });
}

/** Adds a role at the unit of exactly this name. */
async function giveRole(dialog: Locator, role: string, unit: string): Promise<void> {
  await dialog.getByLabel("岗位", { exact: true }).selectOption({ label: role });
  const again = dialog.getByRole("button", { name: "另选单位" });
  if (await again.isVisible()) await again.click();
  await dialog.getByRole("searchbox").fill(unit);
  await dialog.locator(".found").first().click();
  await dialog.getByRole("button", { name: "添加岗位" }).click();
}

/** Signs in on the page. */
async function enter(page: Page, password: string): Promise<void> {
  await page.goto("/staff/");
  await page.getByLabel("手机号或账号").fill(LOGIN);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}
