import type { Page } from "@playwright/test";
import { loginOf, PASSWORD, PLACES, type Spot } from "../lib/county";
import { keysIn, valuesIn } from "../lib/database";
import { reportByApi } from "../lib/push";
import { ticket } from "../lib/report";
import { expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ expectedErrors: /Failed to load resource/ });

/** Two grids, each with a member of its own, in which no other test reports. */
const [HERE, THERE] = PLACES.filter(({ tier }) => tier === "grid").slice(200, 202).map(({ middle }) => middle) as [Spot, Spot];

test("what one left unsent stays on the device while another works there, and goes out under the first one's name", async ({ page, context, somebody }) => {
  const resident = await somebody();
  const clutter = (at: Spot, text: string) =>
    reportByApi(resident.request, { category: "fire.clutter", facts: { danger_to_life: false }, at, text });
  const matter = async (at: Spot, text: string) => {
    const id = await clutter(at, text);
    return { text, id, login: loginOf((await ticket(resident, id)).charge?.holder.name ?? "") };
  };
  const first = await matter(HERE, "三单元楼道堆了纸箱（测试员戌）。");
  const second = await matter(THERE, "五单元楼道堆了旧门板（测试员亥）。");
  expect(second.login).not.toBe(first.login);

  await signIn(page, first.login);
  await page.goto("/staff/today");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect(card(page, first.text)).toBeVisible();
  await context.setOffline(true);
  await card(page, first.text).getByRole("button", { name: "接单" }).click();
  await expect(card(page, first.text).getByText("待送达")).toBeVisible();
  const [{ account }] = (await valuesIn<{ account: { person: string } }>(page, "outbox")) as [{ account: { person: string } }];
  await signOut(page);
  await expect(page.getByText(first.text)).toHaveCount(0);

  await context.setOffline(false);
  await signInHere(page, second.login);
  await expect(card(page, second.text)).toBeVisible();
  await expect(page.getByText(first.text)).toHaveCount(0);
  await card(page, second.text).getByRole("button", { name: "接单" }).click();
  await expect.poll(async () => (await ticket(resident, second.id)).phase).toBe("accepted");
  await page.goto("/staff/me");
  await expect(page.getByText("全部已送达")).toBeVisible();
  await expect(page.getByRole("region", { name: "本机数据" })).toContainText("他人待送达1");
  expect((await ticket(resident, first.id)).phase, "not sent by somebody else").toBe("routed");
  await signOut(page);

  await signInHere(page, first.login);
  await expect.poll(async () => (await ticket(resident, first.id)).phase).toBe("accepted");
  const { timeline } = await ticket(resident, first.id);
  expect(timeline.at(-1), "under the name of whoever did it").toMatchObject({ by: account.person });
  expect(timeline).toHaveLength(3);
  await expect.poll(() => keysIn(page, "outbox")).toEqual([]);
  expect(await keysIn(page, "inbox")).toEqual([]);
});

function card(page: Page, text: string) {
  return page.getByRole("article").filter({ hasText: text });
}

/** Signs out by the page, whether or not something waits. */
async function signOut(page: Page): Promise<void> {
  await page.goto("/staff/me");
  await page.getByRole("button", { name: "退出登录" }).first().click();
  const sure = page.getByRole("dialog", { name: "退出登录" }).getByRole("button", { name: "退出登录" });
  await expect(sure.or(page.getByRole("heading", { name: "登录" })).first()).toBeVisible();
  if (await sure.isVisible()) await sure.click();
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
}

/** Signs in by the page. */
async function signInHere(page: Page, login: string): Promise<void> {
  await page.getByLabel("手机号或账号").fill(login);
  await page.getByLabel("密码").fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("heading", { name: "登录" })).toHaveCount(0);
  await page.goto("/staff/today");
}
