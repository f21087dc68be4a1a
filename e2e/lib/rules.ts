import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { order, uuidV7 } from "./push";
import type { Somebody } from "./test";

/** A rulebook as far as the tests look into it. */
export interface Book {
  version: number;
  title: { zh: string; en: string };
  categories: { key: string; title: { zh: string; en: string } }[];
  tables: { columns: string[]; rules: Rule[] }[];
  ladders: { key: string }[];
  settings: { grace_days: number };
}

/** A rule of it. */
export interface Rule {
  id: string;
  when: unknown[];
  then: { weight: string; tier: string; post: string; joint: string[]; ladder: string };
  note: { zh: string; en: string };
}

/** The demo county's rulebook, a copy to change. */
export function demoBook(): Book {
  return JSON.parse(readFileSync(join(__dirname, "../../demo/rulebook.json"), "utf8")) as Book;
}

/** A rule by which clutter that endangers nobody is the secretary's, to be put first. */
export function clutterToSecretary(book: Book): Rule {
  const like = book.tables[0]!.rules[0]!;
  return {
    id: "R-000",
    when: [{ in: ["fire.clutter"] }, like.when[1], like.when[2], { is: false }, ...like.when.slice(4)],
    then: { weight: "big", tier: "community", post: "secretary", joint: [], ladder: "ordinary" },
    note: { zh: "楼道堆物由社区书记牵头清理", en: "the community secretary has clutter cleared" },
  };
}

/** Drafts and publishes by two people, from today. */
export async function publishBook(somebody: Somebody, book: Book): Promise<void> {
  const id = uuidV7();
  const [keeper, approver] = [await somebody("guize"), await somebody("shenpi")];
  expect(await order(keeper.request, id, { kind: "rulebook", do: { draft: { book } } })).toMatchObject({ outcome: "accepted" });
  const published = await order(approver.request, id, { kind: "rulebook", do: { publish: { effective_from: today() } } });
  expect(published).toMatchObject({ outcome: "accepted" });
}

/** Today in the county. */
export function today(): string {
  return new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}

/** Begins a draft from the rulebook in force in the editor. */
export async function begin(page: Page): Promise<void> {
  await page.goto("/staff/rules");
  await page.getByRole("radio", { name: "草稿与发布" }).check();
  await page.getByRole("button", { name: "从现行手册起草" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "编辑规则手册" })).toBeVisible();
  await expect(page.getByRole("grid")).toBeVisible();
}

/** Shows a part of the rules page or of the editor. */
export async function part(page: Page, name: string): Promise<void> {
  await page.getByRole("radio", { name, exact: true }).check();
}

/** Shows the rule that these words find in the editor's table; its row. */
export async function findRule(page: Page, words: string): Promise<Locator> {
  await page.getByRole("searchbox", { name: "查找规则" }).fill(words);
  await expect(page.getByText("1 条规则", { exact: true })).toBeVisible();
  return page.getByRole("grid").getByRole("row").filter({ hasText: words });
}
