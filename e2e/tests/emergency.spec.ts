import type { Locator, Page } from "@playwright/test";
import { loginOf, PLACES } from "../lib/county";
import { enrol, enrolmentCode } from "../lib/kiosk";
import { reportByApi } from "../lib/push";
import { fact, fillIn, ticket } from "../lib/report";
import { AT, expect, type Somebody, test } from "../lib/test";
import { openUnit } from "../lib/units";

test.use({ apart: "emergency", expectedErrors: /Failed to load resource/ });

const GRID = PLACES.find(({ name }) => name === "南门社区第一网格")!;
const TOWN = PLACES.find(({ tier, name }) => tier === "town" && name === "中都街道")!;
const COUNTY = PLACES.find(({ tier }) => tier === "county")!;
const STRIP = "本地正处于应急状态";
const RULES = "正处于应急状态，新事项按应急规则分派";
const DRAIN = { kind: ["积水内涝", "排水堵塞"], answers: { "现在有人处于危险中吗？": "否" }, tap: [0.5, 0.5], text: "雨水口堵了（测试员未）。" } as const;

test("the county goes into emergency and back: residents, kiosks and grid members see it at once, and matters go by other rules", async ({ page, somebody }) => {
  const { kiosk, member, centre } = await people(somebody);
  await fillIn(page, DRAIN);
  const answerer = fact(page.locator(".verdict"), "负责人");
  await expect(answerer).toContainText("网格员");
  await nobodySees([page, kiosk, member]);

  // Never by one touch alone.
  await openUnit(centre, COUNTY.name);
  await centre.getByRole("button", { name: "转入应急状态" }).click();
  const sure = centre.getByRole("dialog", { name: "转入应急状态" });
  await expect(sure).toContainText("确定转入应急状态吗？");
  await sure.getByRole("button", { name: "取消" }).click();
  await expect(mode(centre)).toContainText("平时");
  await turn(centre, "转入应急状态");
  await expect(mode(centre)).toContainText("应急");

  await expect(kiosk.getByRole("alert").filter({ hasText: STRIP })).toBeVisible();
  await expect(member.getByText(RULES).first()).toBeVisible();
  await expect(page.getByText(RULES).first()).toBeVisible();
  // The preview of an unsent report follows.
  await expect(answerer).toContainText("镇街受理员");
  const id = await drain(page);
  const { charge } = await ticket(page, id);
  expect(charge?.holder.post).toBe("desk");
  const town = await somebody(loginOf(charge?.holder.name ?? ""), AT.desk);
  await town.goto("/staff/desk");
  await expect(town.getByRole("row").filter({ hasText: "积水没过井盖" }).first()).toBeVisible();

  await turn(centre, "转回平时状态");
  await expect(mode(centre)).toContainText("平时");
  await nobodySees([page, kiosk, member]);
  await expect(answerer).toContainText("网格员");
  expect((await ticket(page, await drain(page))).charge?.holder.post).toBe("grid_member");
});

test("an emergency of one town is said there and nowhere else", async ({ page, somebody }) => {
  const { kiosk, member, centre } = await people(somebody);
  const elsewhere = await somebody("wg700", AT.phone);
  await elsewhere.goto("/staff/today");
  await openUnit(centre, TOWN.name);
  await turn(centre, "转入应急状态");
  await expect(kiosk.getByRole("alert").filter({ hasText: STRIP })).toBeVisible();
  await expect(member.getByText(RULES).first()).toBeVisible();
  // Below it the reason is said; above it the tree shows where.
  await openUnit(centre, GRID.name);
  await expect(mode(centre)).toContainText("上级单位已进入应急状态");
  await centre.goto("/staff/org");
  await expect(centre.locator(".leaf").filter({ hasText: TOWN.name })).toContainText("应急");
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const other of [page, elsewhere]) await expect(other.getByText(RULES)).toHaveCount(0);
  // Whoever may not switch it only reads it.
  await openUnit(member, TOWN.name);
  await expect(mode(member)).toContainText("应急");
  await expect(mode(member).getByRole("button")).toHaveCount(0);
  await openUnit(centre, TOWN.name);
  await turn(centre, "转回平时状态");
  await nobodySees([kiosk, member]);
});

/** A kiosk and the member of one grid, and the command centre. */
async function people(somebody: Somebody): Promise<{ kiosk: Page; member: Page; centre: Page }> {
  const kiosk = await somebody(undefined, AT.kiosk);
  await enrol(kiosk, await enrolmentCode(somebody, GRID.name, "应急演练终端（测试）"));
  const member = await somebody("wg001", AT.phone);
  await member.goto("/staff/today");
  await expect(member.getByRole("heading", { name: "今日", level: 1 })).toBeVisible();
  return { kiosk, member, centre: await somebody("zhihui", AT.desk) };
}

async function nobodySees(pages: Page[]): Promise<void> {
  for (const page of pages) await expect(page.getByText(/正处于应急状态/)).toHaveCount(0);
}

/** The card that says which mode a unit is in. */
function mode(page: Page): Locator {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: "平急状态" }) });
}

async function turn(page: Page, word: string): Promise<void> {
  await page.getByRole("button", { name: word }).click();
  await page.getByRole("dialog", { name: word }).getByRole("button", { name: word }).click();
  // What was said of the switch before this one may still stand.
  await expect(page.getByText("状态已切换").last()).toBeVisible();
}

/** A blocked drain in the grid. */
function drain(page: Page): Promise<string> {
  return reportByApi(page.request, { category: "flood.drain", facts: { danger_to_life: false }, at: GRID.middle, text: "积水没过井盖（测试员申）。" });
}
