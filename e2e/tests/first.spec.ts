import type { Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { expect, signIn, test } from "../lib/test";

// A refused token, a short password and a wrong one are answers that browsers note.
test.use({ folder: "empty", expectedErrors: /status of 4(01|03|22)/ });

const LOGIN = "shouren";
const SECRET = "first-of-all-2026";

test("an empty county prints a token, which makes its first administrator and then nobody else", async ({ page, somebody, server }) => {
  const token = /^ +([0-9a-f]{32})$/m.exec(server.log())?.[1] ?? "";
  expect(token, server.log()).not.toBe("");
  expect(server.log(), "whoever reads it is told where it goes").toContain("/staff/first");
  await page.goto("/staff/");
  await page.getByRole("link", { name: "创建管理员" }).click();
  await expect(page.getByRole("heading", { name: "创建第一个管理员", level: 1 })).toBeVisible();

  // What is missing is said at its field.
  await page.getByRole("button", { name: "创建并登录" }).click();
  await expect(page.getByText("请填写这一项")).toHaveCount(4);
  await expectAccessible(page);
  await fillIn(page, { token: "0".repeat(32), name: "首任管理员", login: LOGIN, password: SECRET });
  await expect(page.getByRole("alert")).toContainText("一次性令牌无效或已使用");
  await expectAccessible(page);
  await fillIn(page, { token, password: "short" });
  await expect(page.getByRole("alert")).toContainText("10");
  await fillIn(page, { token, password: SECRET });

  // The account keeps units and accounts of a county that has neither yet.
  await expect(page.getByRole("heading", { name: "组织", level: 1 })).toBeVisible();
  await expect(page.getByText("还没有单位")).toBeVisible();
  await page.goto("/staff/accounts");
  const row = page.getByRole("row").filter({ hasText: LOGIN });
  await expect(row).toContainText("系统管理员 · 全县");
  await expect(row).toContainText("组织管理员 · 全县");

  const second = await somebody();
  await second.goto("/staff/first");
  await fillIn(second, { token, name: "另一人", login: "lingyiren", password: SECRET });
  await expect(second.getByRole("alert")).toContainText("一次性令牌无效或已使用");
  const refused = await second.request.post("/api/session", { data: { login: "lingyiren", password: SECRET } });
  expect(refused.status(), "nothing was made").toBe(401);
  await signIn(second, LOGIN, SECRET);
});

/** Fills in what is given, and sends. */
async function fillIn(page: Page, { token, name, login, password }: { token: string; name?: string; login?: string; password: string }): Promise<void> {
  await page.getByLabel("一次性令牌").fill(token);
  if (name) await page.getByLabel("姓名").fill(name);
  if (login) await page.getByLabel("账号", { exact: true }).fill(login);
  await page.getByLabel("密码").fill(password);
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/accounts/first"));
  await page.getByRole("button", { name: "创建并登录" }).click();
  await answered;
}
