import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../lib/axe";
import { type Book, clutterToSecretary, demoBook, part, publishBook } from "../lib/rules";
import { expect, test } from "../lib/test";

test.use({ apart: "compare" });

test("two published versions stand side by side, in words, and only the one that is not in force can be tried on the past", async ({ somebody }) => {
  await publishBook(somebody, changed());
  const reader = await somebody("shenpi");
  await reader.goto("/staff/rules");
  await part(reader, "对比");
  const first = reader.getByLabel("从", { exact: true });
  const second = reader.getByLabel("到", { exact: true });
  const older = await first.locator("option").filter({ hasText: /^第 1 版，/ }).innerText();
  await first.selectOption({ label: older });
  await second.selectOption({ label: "第 2 版（现行）" });
  await expect(row(reader, "R-000")).toContainText("新增");
  await expect(row(reader, "R-033")).toContainText("删去");
  await expect(row(reader, "R-083")).toContainText("改动");
  await expect(row(reader, "R-083").locator(".was")).toHaveText("快办事项");
  await expect(row(reader, "R-083").locator(".is")).toHaveText("一般事项");
  const kind = row(reader, "fire.clutter");
  await expect(kind.locator(".was")).toHaveText("楼道堆物");
  await expect(kind.locator(".is")).toHaveText("楼道堆物（新版）");
  await expectAccessible(reader);

  await test.step("the other way round", async () => {
    await first.selectOption({ label: "第 2 版（现行）" });
    await expect(reader.getByText("两份手册没有差别")).toBeVisible();
    await second.selectOption({ label: older });
    await expect(row(reader, "R-000")).toContainText("删去");
    await expect(row(reader, "R-033")).toContainText("新增");
  });

  await test.step("the past", async () => {
    await part(reader, "草稿与发布");
    await expect(card(reader, "第 1 版").getByText("在过去的事项上试算").first()).toBeVisible();
    await expect(card(reader, "第 2 版")).toBeVisible();
    await expect(card(reader, "第 2 版").getByText("在过去的事项上试算")).toHaveCount(0);
  });

  await test.step("in English", async () => {
    await reader.evaluate(() => localStorage.setItem("weft.language", "en"));
    await reader.goto("/staff/rules");
    await part(reader, "Compare");
    await expect(row(reader, "R-000")).toContainText("Removed");
    await expect(reader.getByText(/^Differences: \d+$/)).toBeVisible();
    const said = await reader.locator(".compared").allInnerTexts();
    expect(said.join("\n")).not.toMatch(/[\u4e00-\u9fff]/);
  });
});

/** The demo's rulebook with something of every sort changed. */
function changed(): Book {
  const book = demoBook();
  book.categories.find(({ key }) => key === "fire.clutter")!.title = { zh: "楼道堆物（新版）", en: "Clutter on stairs (new)" };
  const table = book.tables[0]!;
  table.rules = table.rules.filter(({ id }) => id !== "R-033");
  table.rules.find(({ id }) => id === "R-083")!.then.ladder = "ordinary";
  table.rules.unshift(clutterToSecretary(book));
  return book;
}

/** The difference of this name. */
function row(page: Page, name: string): Locator {
  return page.locator(".compared > li").filter({ hasText: name });
}

/** The card of a version. */
function card(page: Page, version: string): Locator {
  return page.getByRole("main").locator("section.card").filter({ has: page.getByRole("heading", { name: version }) });
}
