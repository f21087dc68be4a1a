import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { PASSWORD, PLACES } from "../lib/county";
import { order, unitOf, uuidV7 } from "../lib/push";
import { type Book, demoBook } from "../lib/rules";
import { AT, expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ apart: "replay", expectedErrors: /Failed to load resource|net::ERR_/ });

const COUNTY = PLACES.find(({ tier }) => tier === "county")!;

test("a keeper sees what a draft would have done, kind by kind, and whose tickets they are not", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  const book = allToTown("镇街承办");
  await draft(keeper, book);
  const card = await open(keeper, "镇街承办");
  await card.getByRole("button", { name: "开始试算" }).click();
  await expect(card.getByText("不同的事项", { exact: true })).toBeVisible();
  await expect(card.getByRole("button", { name: "承办层级不同" })).toBeVisible();
  const rows = card.getByRole("region", { name: "不同的事项明细" }).getByRole("row");
  await expect(rows).toHaveCount(21);
  await expect(rows.nth(1)).toContainText("不在您的权限内");
  await expect(rows.nth(1).getByRole("link")).toHaveCount(0);
  await card.getByRole("button", { name: /再看 \d+ 件/ }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(21);
  await card.getByRole("combobox", { name: "不同之处" }).selectOption({ label: "承办层级不同" });
  await expect(rows.nth(1)).toContainText("承办层级不同");
  await expectAccessible(keeper);
});

test("who may see the tickets opens them from the list", async ({ somebody }) => {
  const administrator = await somebody("guanli", AT.desk);
  const unit = await unitOf(administrator.request, COUNTY.code);
  const grants = ["rule_keeper", "command_centre"].map((role) => ({ role, unit }));
  const made = await administrator.request.post("/api/accounts", { data: { login: "shisuan", password: PASSWORD, name: "测试员未", grants } });
  expect(made.status(), await made.text()).toBe(201);
  const both = await somebody(undefined, AT.desk);
  await signIn(both, "shisuan");
  await draft(both, allToTown("指挥试算"));
  const card = await open(both, "指挥试算");
  await card.getByRole("button", { name: "开始试算" }).click();
  await card.getByRole("region", { name: "不同的事项明细" }).getByRole("link").first().click();
  await expect(both).toHaveURL(/\/staff\/ticket\//);
});

test("rules that change nothing say so, and without a network it is said why nothing can be tried", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await draft(keeper, titled("一模一样"));
  const card = await open(keeper, "一模一样");
  await card.getByRole("button", { name: "开始试算" }).click();
  await expect(card.getByText("没有不同")).toBeVisible();
  await keeper.context().setOffline(true);
  await expect(card.getByText("事项在服务器上，联网后才能试算")).toBeVisible();
  await expect(card.getByRole("button", { name: "重新试算" })).toBeDisabled();
  await keeper.context().setOffline(false);
  await expect(card.getByRole("button", { name: "重新试算" })).toBeEnabled();
});

test("a replay can be stopped, and keeps what was seen until then", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await draft(keeper, allToTown("中途停止"));
  const card = await open(keeper, "中途停止");
  // The answer is held back, so that there is something to stop.
  await keeper.route("**/api/replay", () => undefined);
  await card.getByRole("button", { name: "开始试算" }).click();
  await expect(card.getByRole("progressbar", { name: "试算进度" })).toBeVisible();
  await card.getByRole("button", { name: "停止" }).click();
  await expect(card.getByText("已停止；以下是停止前看到的")).toBeVisible();
  await keeper.unroute("**/api/replay");
  await card.getByRole("button", { name: "重新试算" }).click();
  await expect(card.getByRole("button", { name: "承办层级不同" })).toBeVisible();
});

function titled(name: string): Book {
  const book = demoBook();
  book.title = { zh: `${name}版手册`, en: `Rulebook of ${name}` };
  return book;
}

/** The demo's rulebook, in which the town answers for what the grid did. */
function allToTown(name: string): Book {
  const book = titled(name);
  for (const { then } of book.tables[0]!.rules.filter(({ then }) => then.tier === "grid")) Object.assign(then, { tier: "town", post: "desk" });
  return book;
}

async function draft(page: Page, book: Book): Promise<void> {
  expect(await order(page.request, uuidV7(), { kind: "rulebook", do: { draft: { book } } })).toMatchObject({ outcome: "accepted" });
}

/** The part of a draft's card in which it is tried. */
async function open(page: Page, name: string): Promise<Locator> {
  await page.goto("/staff/rules");
  await page.getByRole("radio", { name: "草稿与发布" }).check();
  const card = page.getByRole("main").locator("section.card").filter({ has: page.getByRole("heading", { name: `${name}版手册` }) });
  await card.locator("summary", { hasText: "在过去的事项上试算" }).click();
  return card;
}
