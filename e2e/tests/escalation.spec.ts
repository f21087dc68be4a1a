import { loginOf } from "../lib/county";
import { reportByApi } from "../lib/push";
import { fact, report, step, ticket } from "../lib/report";
import { AT, expect, test } from "../lib/test";

test.use({ movesClock: true });

/** The ladder "urgent" of the demo's rulebook: a grid member accepts within 30 minutes. */
const ACCEPT_S = 30 * 60;

test("what nobody accepts in time goes one level up, and everybody concerned sees it", async ({ page, somebody, server }) => {
  const text = "雨水口堵了，积水没过脚面（测试员丁）。";
  const id = await reportByApi(page.request, { category: "flood.drain", facts: { danger_to_life: false }, at: [116.4929, 35.7401], text });
  const before = await ticket(page, id);
  expect(before.charge?.holder.post).toBe("grid_member");
  const member = await somebody(loginOf(before.charge?.holder.name ?? ""));
  await member.goto("/staff/today");
  await expect(member.getByText(text)).toBeVisible();
  await page.goto(`/matter/${id}`);
  await expect(page.getByText("待接单")).toBeVisible();

  await server.advance(ACCEPT_S + 60);
  await expect(step(page, /超过期限，自动上报给.*社区受理员/)).toBeVisible();
  const after = await ticket(page, id);
  expect(after.charge?.holder.post).toBe("desk");
  // One level: the community of the same grid.
  expect(after.charge?.holder.unit).toBe(before.place[1]);

  const desk = await somebody(loginOf(after.charge?.holder.name ?? ""), AT.desk);
  await desk.goto("/staff/desk");
  const row = desk.getByRole("row").filter({ hasText: text });
  await row.click();
  await desk.getByRole("complementary", { name: "事项详情" }).getByRole("button", { name: "接单" }).click();
  await expect(step(page, "负责人已接单")).toBeVisible();
  // The grid member is rid of it.
  await expect(member.getByRole("article").filter({ hasText: text }).getByRole("button", { name: "接单" })).toHaveCount(0);
});

test("a matter reported at night is due in working hours, and time steps on without harm", async ({ page, server }) => {
  const now = await serverTime(page);
  const night = new Date(now);
  night.setUTCHours(18, 30, 0, 0); // 02:30 in the county
  if (night <= now) night.setUTCDate(night.getUTCDate() + 1);
  await server.advance(Math.round((night.getTime() - now.getTime()) / 1000));
  // The device's clock goes with the county's.
  await page.clock.setSystemTime(night);
  const { id } = await report(page, { kind: ["咨询建议", "政策咨询"], tap: [0.5, 0.5], text: "新农合怎么报销？" });
  await expect(fact(page, "答复期限")).toHaveText(/(0[89]|1[0-7]):\d\d$/);
  const { charge } = await ticket(page, id);
  const hour = new Date(charge?.acknowledge_by ?? "").getUTCHours() + 8;
  expect(hour).toBeGreaterThanOrEqual(8);
  expect(hour).toBeLessThanOrEqual(18);

  // Two weeks with nobody at work: every ladder runs to its end, and the server still answers.
  await server.advance(14 * 24 * 3600);
  expect((await page.request.get("/api/health/ready")).ok()).toBe(true);
  expect((await ticket(page, id)).charge?.holder.post).toBe("desk");
  await page.goto("/ledger");
  await expect(page.getByRole("listitem").first()).toBeVisible();
});

/** The server's time, to the second. */
async function serverTime(page: import("@playwright/test").Page): Promise<Date> {
  const answer = await page.request.post("/api/test/advance", { data: { seconds: 0 } });
  return new Date(((await answer.json()) as { now: string }).now);
}
