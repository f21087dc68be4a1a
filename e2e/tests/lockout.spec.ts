import type { Page } from "@playwright/test";
import { PASSWORD } from "../lib/county";
import { expect, test } from "../lib/test";

// A refused sign-in is an answer that browsers note, and so is the end (409) of a pull that was under way for whoever was there before.
test.use({ expectedErrors: /status of 4(01|09|29)/, movesClock: true });

/** Wrong passwords after which a login rests, and for how long: `FAILURES_FREE` and `REST_FIRST_S` of the server. */
const WRONG = 5;
const REST_S = 30;

test("after wrong passwords a login rests, says so and for how long, and then opens again", async ({ page, request, server }) => {
  const login = "wg007";
  await page.goto("/staff/");
  for (let time = 0; time < WRONG; time += 1) {
    await attempt(page, login, "wrong-password-1");
    await expect(page.getByRole("alert")).toContainText("账号或密码不正确");
  }
  // Now even the right one has to wait.
  await attempt(page, login, PASSWORD);
  await expect(page.getByRole("alert")).toContainText(/密码错误次数过多.*\d+ 秒后可再试/);
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();

  // Somebody else, with cookies of their own, is not held up by it.
  const other = await request.post("/api/session", { data: { login: "wg008", password: PASSWORD } });
  expect(other.ok()).toBe(true);

  await server.advance(REST_S + 1);
  await page.reload();
  await attempt(page, login, PASSWORD);
  await expect(page.getByRole("heading", { name: "今日", level: 1 })).toBeVisible();
});

/** Tries a password, and waits for the answer. */
async function attempt(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("手机号或账号").fill(login);
  await page.getByLabel("密码").fill(password);
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/session") && answer.request().method() === "POST");
  await page.getByRole("button", { name: "登录" }).click();
  await answered;
}
