import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { PASSWORD, PLACES } from "../lib/county";
import { order, unitOf, uuidV7 } from "../lib/push";
import { fillIn, report, send, ticket } from "../lib/report";
import { type Book, demoBook, publishBook } from "../lib/rules";
import { AT, expect, signIn, test } from "../lib/test";

// Without a network requests fail, and browsers note that.
test.use({ apart: "rulebook", expectedErrors: /Failed to load resource|net::ERR_/ });

const COUNTY = PLACES.find(({ tier }) => tier === "county")!;

test("a change is drafted by one person, published by another, and decides from then on", async ({ page, somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await openDrafts(keeper);
  await choose(keeper, "不是规则.json", "hello");
  await expect(keeper.getByRole("alert")).toContainText("这个文件不是规则手册");
  const faulty = demoBook();
  faulty.ladders = faulty.ladders.filter(({ key }) => key !== "mediation");
  await choose(keeper, "缺一条路径.json", JSON.stringify(faulty));
  await expect(keeper.getByRole("alert")).toContainText(/发现 \d+ 个问题，不能发布/);

  await choose(keeper, "新手册.json", JSON.stringify(ideasTo("community", "意见和点子")));
  await expect(keeper.getByText("检查通过，没有发现问题")).toBeVisible();
  await keeper.getByRole("button", { name: "保存为草稿" }).click();
  await expect(keeper.getByText("草稿已保存")).toBeVisible();
  const draft = (page: Page) => card(page, "意见和点子版手册");
  await expect(draft(keeper).getByText("草稿", { exact: true })).toBeVisible();
  await expect(draft(keeper).getByRole("button", { name: "发布" }), "not theirs to publish").toHaveCount(0);

  await page.goto("/report");
  await page.getByRole("button", { name: "咨询建议" }).click();
  await expect(page.getByRole("button", { name: "意见建议" })).toBeVisible();

  const approver = await somebody("shenpi", AT.desk);
  await openDrafts(approver);
  await draft(approver).getByRole("button", { name: "发布" }).click();
  const dialog = approver.getByRole("dialog", { name: "发布" });
  const first = dialog.getByLabel("生效日期");
  const today = await first.inputValue();
  await first.fill("2025-03-01");
  await dialog.getByRole("button", { name: "发布" }).click();
  await expect(dialog.getByRole("alert")).toContainText("生效日期已经过去");
  await first.fill(today);
  await dialog.getByRole("button", { name: "发布" }).click();
  await expect(draft(approver).getByText("已发布", { exact: true })).toBeVisible();
  await expect(draft(approver)).toContainText("第 2 版");

  // Everybody's open page has it, and it decides.
  await expect(keeper.getByText(/现行第 2 版/)).toBeVisible();
  await expect(page.getByRole("button", { name: "意见和点子" })).toBeVisible();
  const reporter = await somebody();
  const { id } = await report(reporter, { kind: ["咨询建议", "意见和点子"], tap: [0.5, 0.5], text: "按新规则分派的一件事（测试员辰）。" });
  expect((await ticket(reporter, id)).charge?.holder.post).toBe("desk");
});

test("whoever drafted cannot publish, whatever roles they hold: not on the page, not by the API", async ({ somebody }) => {
  const administrator = await somebody("guanli", AT.desk);
  const unit = await unitOf(administrator.request, COUNTY.code);
  const grants = ["rule_keeper", "rule_approver"].map((role) => ({ role, unit }));
  const made = await administrator.request.post("/api/accounts", { data: { login: "liangyang", password: PASSWORD, name: "测试员巳", grants } });
  expect(made.status(), await made.text()).toBe(201);
  const both = await somebody(undefined, AT.desk);
  await signIn(both, "liangyang");
  const id = uuidV7();
  const book = { ...ideasTo("community", "自己起草"), version: 1 };
  expect(await order(both.request, id, { kind: "rulebook", do: { draft: { book } } })).toMatchObject({ outcome: "accepted" });
  await openDrafts(both);
  const own = card(both, "自己起草版手册");
  await expect(own).toContainText("这是您起草的，须由另一位审批人发布");
  await expect(own.getByRole("button", { name: "发布" })).toHaveCount(0);
  const outcome = JSON.stringify(await order(both.request, id, { kind: "rulebook", do: { publish: { effective_from: null } } }));
  expect(outcome).toContain("same_person");

  // A draft that is not wanted is given up by its keeper.
  await own.getByRole("button", { name: "撤回草稿" }).click();
  await both.getByRole("dialog", { name: "撤回草稿" }).getByRole("button", { name: "撤回草稿" }).click();
  await expect(own).toHaveCount(0);
});

test("the rules in force come as a file, to be changed and brought in again", async ({ somebody }) => {
  const keeper = await somebody("guize", AT.desk);
  await openDrafts(keeper);
  const loading = keeper.waitForEvent("download");
  await keeper.getByRole("button", { name: "导出为文件" }).first().click();
  const text = readFileSync(await (await loading).path(), "utf8");
  expect((JSON.parse(text) as Book).tables[0]!.rules.length).toBeGreaterThan(100);
  await choose(keeper, "手册.json", text);
  await expect(keeper.getByText("检查通过，没有发现问题")).toBeVisible();
});

test("what is reported under rules that have gone is judged by today's, and its reporter is told what differs", async ({ page, context, somebody }) => {
  await fillIn(page, { kind: ["咨询建议", /意见/], tap: [0.5, 0.5], text: "没有网络时规则换了（测试员午）。" });
  await context.setOffline(true);
  const { id } = await send(page);
  await expect(page.getByText("已存在本机，待送达")).toBeVisible();
  const book = ideasTo("county", "没有宽限");
  book.settings.grace_days = 0;
  await publishBook(somebody, book);
  await context.setOffline(false);
  const told = page.getByText(/规则已更新，您提交的内容按第 \d+ 版规则办理，与您当时看到的有所不同：.*承办人/);
  await expect(told).toBeVisible();
  expect((await ticket(page, id)).place).toContain((await ticket(page, id)).charge?.holder.unit);
  await page.getByRole("button", { name: "关闭" }).click();
  await expect(told).toHaveCount(0);
});

/** The demo's rulebook with a title of its own, another name for ideas, and with ideas answered by the desk of a tier. */
function ideasTo(tier: string, name: string): Book {
  const book = demoBook();
  book.title = { zh: `${name}版手册`, en: `Rulebook of ${name}` };
  const idea = book.categories.find(({ key }) => key === "other.idea")!;
  idea.title = { ...idea.title, zh: name === "意见和点子" ? name : "意见建议" };
  const rules = book.tables[0]!.rules;
  const at = rules.findIndex(({ id }) => id === "R-195");
  const like = rules[at]!;
  const rule = { ...like, id: "R-194a", when: [{ in: ["other.idea"] }, ...like.when.slice(1)], then: { ...like.then, tier, post: "desk" } };
  rules.splice(at, 0, rule);
  return book;
}

async function openDrafts(page: Page): Promise<void> {
  await page.goto("/staff/rules");
  await page.getByRole("radio", { name: "草稿与发布" }).check();
  await expect(page.getByText("已发布", { exact: true }).first()).toBeVisible();
}

/** Brings a file in. */
async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

/** The card of a rulebook. */
function card(page: Page, title: string): Locator {
  return page.getByRole("main").locator("section.card").filter({ has: page.getByRole("heading", { name: title }) });
}
